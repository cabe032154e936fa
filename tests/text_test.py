#!/usr/bin/env python3
"""Published texts, encodings and columns as the program takes them: the text gives the findings of the folder that was made
from it, a plan is the same in every encoding and with every separator, and what was decided is said on stderr.

Usage: text_test.py PROCPLAN SOURCE_ROOT
"""
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import openpyxl


PROCPLAN, ROOT = sys.argv[1], sys.argv[2]
REAL = os.path.join(ROOT, "data", "qingdao-2024")
FIXTURES = os.path.join(ROOT, "tests", "fixtures", "text")
PUBLISHED = "/work/shared/reference/qingdao-2024-budget-tables.txt" # looked at where it is at hand
WORK = tempfile.mkdtemp(prefix="procplan-text-")
COLUMNS = "功能科目,采购品目,采购类别,合计,小计,一般公共预算,政府性基金预算,国有资本经营预算,财政专户管理资金,单位资金,上年结转,中小企业预留份额"


passed = 0
failed = 0


def check(right, what):
    global passed, failed
    if right:
        passed += 1
    else:
        failed += 1
        print(what)


def equal(found, expected, what):
    check(found == expected, f"{what}: {found} instead of {expected}")


def call(*words):
    return subprocess.run([PROCPLAN, *words], capture_output=True, text=True, timeout=120, check=False)


def report(*words):
    done = call("check", *words, "--format", "json")
    check(done.returncode in (0, 1), f"{words}: {done.stderr}")
    return json.loads(done.stdout), done.stderr


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def without_places(findings, first_row):
    """The findings without file, row and cell; rows that a message names are counted from the first line on."""
    def words(text):
        return text if text is None else re.sub(r"第 ?(\d+) ?行", lambda m: f"#{order[int(m[1])]}", text)
    order = first_row
    return [{key: words(value) if key in ("message", "fix") else value for key, value in finding.items()
             if key not in ("file", "sheet", "row", "column", "cell", "title")} for finding in findings]


TITLES = {"收支总表": "部门预算收支总表", "收入总表": "部门预算收入总表", "支出总表": "部门预算支出总表",
          "财政拨款收支总表": "部门预算财政拨款收支总表", "一般公共预算支出表": "一般公共预算财政拨款支出表",
          "基本支出部门经济分类表": "（部门经济分类）", "基本支出政府经济分类表": "（政府经济分类）",
          "政府性基金支出表": "政府性基金预算财政拨款支出表", "三公经费表": "经费支出情况表"}


def folder_like(text):
    """The folder with those tables of the budget that the text has: the figures of its statement are in no table."""
    folder = os.path.join(WORK, "like")
    shutil.rmtree(folder, ignore_errors=True)
    lacking = [f"{name}.csv" for name, title in TITLES.items() if title not in text]
    shutil.copytree(REAL, folder, ignore=shutil.ignore_patterns("说明数据.csv", *lacking))
    return folder


def take_budget_out(document):
    """The findings about the budget's tables without their cells; the others stay in the report."""
    about = [finding for finding in document["findings"] if finding["rule"].startswith("BUD-")]
    document["findings"] = [finding for finding in document["findings"] if finding not in about]
    return [{key: re.sub(r"[A-Z]+\d+", "", str(finding[key])) for key in ("severity", "message", "difference")} for finding in about]


def published(path):
    """The text gives lines, totals and findings of the folder."""
    with open(path, encoding="utf-8") as file:
        folder, _ = report(folder_like(file.read()))
    text, said = report(path)
    as_read = json.loads(json.dumps(text))
    equal(text["not_checked"], folder["not_checked"], f"{path}: not checked")
    equal(take_budget_out(text), take_budget_out(folder), f"{path}: findings about the budget")
    for key in ("department", "year", "region", "lines"):
        equal(text["plan"][key], folder["plan"][key], f"{path}: {key}")
    equal(text["totals"], folder["totals"], f"{path}: totals")
    equal(text["summary"], folder["summary"], f"{path}: summary")
    with open(path, encoding="utf-8") as file:
        lines = [number for number, line in enumerate(file, 1) if re.match(r"\[2010301\]\S*\t\[[ABC]\d+\]", line)]
    equal(len(lines), folder["plan"]["lines"], f"{path}: lines of the file")
    text_order = {number: place for place, number in enumerate(lines)}
    folder_order = {number + 2: number for number in range(len(lines))}
    equal(without_places(text["findings"], text_order), without_places(folder["findings"], folder_order), f"{path}: findings")
    rows_of = [[order.get(f["row"]) for f in document["findings"]] for document, order in ((text, text_order), (folder, folder_order))]
    equal(*rows_of, f"{path}: lines of the findings")
    check(all(control["met"] for control in text["controls"]) and len(text["controls"]) == 27, f"{path}: controls")
    for words in ("张预算表，已读取", "的表头与下面的数错了位", "都是 0，互换也不影响结果", "取“2024”", "取“青岛”"):
        check(words in said, f"{path}: {words} is in {said}")
    named, _ = report(path, "--columns", COLUMNS)
    equal(named, as_read, f"{path}: with --columns")


def encodings():
    """Every file of the folder in every encoding and with every separator."""
    plain, _ = report(REAL)
    names = ["about.csv", "plan.csv", "controls.csv", *(f"budget/{name}" for name in os.listdir(os.path.join(REAL, "budget")))]
    tables = {name: rows(os.path.join(REAL, name)) for name in names}
    folder = os.path.join(WORK, "plan")
    os.makedirs(os.path.join(folder, "budget"))
    for encoding, option, words in (("gb18030", [], "不是 UTF-8 编码，已按 GB18030（GBK）读取"),
                                    ("gb18030", ["--encoding", "gbk"], "已按 GB18030 编码读取"),
                                    ("utf-16", [], "已按 UTF-16LE 编码读取"),
                                    ("utf-16-be", ["--encoding", "UTF-16BE"], "已按 UTF-16BE 编码读取"),
                                    ("utf-8", [], ""), ("utf-8-sig", ["--encoding", "utf8"], "")):
        for separator in ",;\t|；，":
            for name, table in tables.items():
                with open(os.path.join(folder, name), "w", encoding=encoding, newline="") as file:
                    for row in table:
                        file.write(separator.join(f'"{cell}"' if separator in cell else cell for cell in row) + "\r\n")
            found, said = report(folder, *option)
            equal(found, plain, f"{encoding} {separator!r}")
            equal(said.count(words) if words else len(said) * (separator == ","), len(names) if words else 0, f"{encoding} {separator!r}: {said}")
            equal(said.count("已照此分列"), 0 if separator == "," else len(names), f"{encoding} {separator!r}: {said}")
    for option, words in (("klingon", "不认识编码“klingon”"), ("UTF-8", "plan.csv 第"), ("a/b", "--encoding 后面要写")):
        with open(os.path.join(folder, "plan.csv"), "w", encoding="gb18030", newline="") as file:
            file.write("采购品目,合计\nA02010105,1\n")
        shutil.copy(os.path.join(REAL, "about.csv"), folder)
        done = call("check", folder, "--encoding", option)
        equal(done.returncode, 2, f"--encoding {option}")
        check(words in done.stderr, f"--encoding {option}: {done.stderr}")


def columns():
    ambiguous = os.path.join(FIXTURES, "ambiguous.txt")
    done = call("check", ambiguous)
    equal(done.returncode, 2, "an ambiguous table")
    check("ambiguous.txt 第3行" in done.stderr and "--columns" in done.stderr, done.stderr)
    found, said = report(ambiguous, "--columns", "采购品目,采购类别,上年结转,中小企业预留份额,合计,单位资金")
    equal((found["totals"]["total"], found["totals"]["reserve"]), ("16.00", "5.00"), "--columns")
    check("没有使用：各列以 --columns 写的为准" in said, said)
    book = openpyxl.Workbook() # a sheet without a heading
    for row in (["甲局采购"], ["[2010301]行政运行", "[A02010105]台式计算机", "货物", 1, 1.5], ["合计", "", "", 1, 1.5]):
        book.active.append(row)
    path = os.path.join(WORK, "plan.xlsx")
    book.save(path)
    equal(call("check", path).returncode, 2, "a sheet without a heading")
    found, said = report(path, "--columns", "功能科目，采购品目，采购类别，，合计")
    equal((found["plan"]["lines"], found["totals"]["total"]), (1, "1.50"), said)
    equal([control["expected"] for control in found["controls"]], ["1.50"], said)


def main():
    published(os.path.join(FIXTURES, "published.txt"))
    if os.path.exists(PUBLISHED):
        published(PUBLISHED)
    encodings()
    columns()
    shutil.rmtree(WORK)
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
