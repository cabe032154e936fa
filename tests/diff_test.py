#!/usr/bin/python3
"""`procplan diff` as people and programs use it: its text, its JSON, its workbook 调整对照, and what it refuses.

    diff_test.py PROCPLAN SOURCE_ROOT

The workbook is read by openpyxl and worked out anew by ssconvert --recalc. Prints each failure and then `N passed, N failed`.
"""
import csv
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from decimal import Decimal

import openpyxl

PROCPLAN, ROOT = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
REAL = os.path.join(ROOT, "data", "qingdao-2024")
WORK = tempfile.mkdtemp(prefix="procplan-diff-")
SHEET = "调整对照"
passed = failed = 0


def check(condition, what):
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        print("not ok:", what)


def equal(actual, expected, what):
    check(actual == expected, f"{what}: {actual!r} instead of {expected!r}")


def run(*arguments):
    done = subprocess.run([PROCPLAN, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
                          check=False)
    return done.returncode, done.stdout, done.stderr


def rows_of(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def plan(name, rows, year="2025", controls=()):
    """A folder with these rows of plan.csv (heading first)."""
    folder = os.path.join(WORK, name)
    os.mkdir(folder)
    with open(os.path.join(folder, "plan.csv"), "w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    with open(os.path.join(folder, "about.csv"), "w", encoding="utf-8") as file:
        file.write(f"key,value\n部门,青岛市人民政府办公厅\n年度,{year}\n地区,青岛\n金额单位,万元\n目录版本,2022\n")
    with open(os.path.join(folder, "controls.csv"), "w", encoding="utf-8") as file:
        file.write("控制项,键,关系,金额,来源\n" + "".join(f"{c}\n" for c in controls))
    return folder


def document(*arguments):
    status, out, err = run("diff", *arguments, "--format", "json")
    equal(status, 0, f"exit status of diff ({err.strip()})")
    return json.loads(out)


HEAD, *LINES = rows_of(os.path.join(REAL, "plan.csv"))
COLUMN = {title: i for i, title in enumerate(HEAD)}


def changed(row, **cells):
    copy = list(row)
    for title, value in cells.items():
        copy[COLUMN[title]] = value
    return copy


def edited():
    """The real plan of the next year: sorted otherwise, one amount and one item changed, one line moved, gone and new."""
    rows = [list(row) for row in LINES]
    amounts = dict.fromkeys(("合计", "小计", "一般公共预算"), "12.50")
    rows[0] = changed(rows[0], **amounts)
    rows[3] = changed(rows[3], 采购品目="[A02010108]便携式计算机")
    rows[5] = changed(rows[5], 功能科目编码及名称="[2010399]其他政府办公厅（室）及相关机构事务支出")
    gone = rows.pop(9)
    rows.append(rows[2])  # a line given twice
    random.Random(4).shuffle(rows)
    return rows, gone


def text_and_json():
    rows, gone = edited()
    new = plan("edited", [HEAD, *rows], controls=["合计,,=,6300.00,"])
    told = document(REAL, new)
    equal(told["summary"], {"changed": 3, "added": 1, "removed": 1, "same": 18}, "summary")
    equal(told["identical"], False, "identical")
    by_item = {(line["change"], line["item"]): line for line in told["lines"]}
    insurance = by_item[("changed", "C18040102")]
    equal([(c["title"], c["old"], c["new"], c["difference"]) for c in insurance["cells"]],
          [(title, "10.00", "12.50", "2.50") for title in ("合计", "小计", "一般公共预算")], "cells of a changed amount")
    at = next(i for i, row in enumerate(rows) if "C18040102" in row[COLUMN["采购品目"]]) + 2
    equal((insurance["old"]["row"], insurance["new"]["row"], insurance["cells"][0]["old_cell"],
           insurance["cells"][0]["new_cell"]), (2, at, "E2", f"E{at}"), "places on both sides")
    equal([c["title"] for c in by_item[("changed", "A02010108")]["cells"]], ["采购品目编码", "采购品目名称"],
          "another item for the same money")
    equal(sum(kind == "removed" for kind, _ in by_item), 1, "removed")
    lost = next(line for line in told["lines"] if line["change"] == "removed")
    equal((lost["old"]["amount"], lost["new"]), (gone[COLUMN["合计"]], None), "the removed line")
    total = told["totals"][0]
    equal((total["kind"], total["old"]), ("合计", "6289.03"), "合计")
    equal(Decimal(total["difference"]), sum(Decimal(line["difference"]) for line in told["lines"]),
          "differences of the lines add up to that of the total")
    equal(Decimal(total["new"]), sum(Decimal(row[COLUMN["合计"]]) for row in rows), "new total")
    check(total["sentence"].startswith(f"合计 {Decimal(total['new']):,} 万元，较上年增加 "), total["sentence"])
    control = next(c for c in told["controls"] if c["control"] == "合计")
    equal((control["old"]["amount"], control["new"]["amount"]), ("6289.03", "6300.00"), "a control that differs")
    equal([a["title"] for a in told["about"]], ["年度"], "entries that differ")
    status, out, err = run("diff", REAL, new)
    equal(status, 0, "exit status of the text")
    wide = [line for line in out.splitlines()
            if sum(2 if ord(c) > 0x2E7F or c in "“”—…→" else 1 for c in line) > 81]
    check(not wide and "改动（3 行）" in out and "增长" in out and not err, f"text {wide} {err}")
    back = document(new, REAL)
    equal(back["summary"], {"changed": 3, "added": 1, "removed": 1, "same": 18}, "the other way round")
    check("较原计划减少" in back["totals"][0]["sentence"], "not a year later: 较原计划")
    equal(back["totals"][0]["difference"], "-" + total["difference"], "mirrored difference")


def no_difference():
    rows = [list(row) for row in LINES]
    random.Random(7).shuffle(rows)
    same = os.path.join(WORK, "same")
    shutil.copytree(REAL, same)
    with open(os.path.join(same, "plan.csv"), "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])
    told = document(REAL, same)
    equal((told["identical"], told["lines"], told["about"], told["controls"]), (True, [], [], []), "sorted otherwise")
    status, out, _ = run("diff", REAL, same)
    check(status == 0 and "两份计划没有差别" in out, "told as no difference")


def lone_column():
    wider = plan("wider", [[*HEAD, "预计采购时间", "经办人"], *[[*row, "2024年3月", ""] for row in LINES]], "2024")
    told = document(REAL, wider)
    equal(told["lines"], [], "a new column changes no line")
    equal(told["columns"], [{"title": "预计采购时间", "only_in": "new", "filled": 22},
                            {"title": "经办人", "only_in": "new", "filled": 0}], "it is told")


def sheet():
    rows, _ = edited()
    new = plan("sheet", [HEAD, *rows], controls=["合计,,=,6300.00,"])
    target = os.path.join(WORK, "对照.xlsx")
    status, _, err = run("diff", REAL, new, "-o", target)
    check(status == 0 and target in err, f"workbook: {status} {err}")
    cached, live = openpyxl.load_workbook(target, data_only=True), openpyxl.load_workbook(target)
    equal(cached.sheetnames, [SHEET], "its sheet")
    page, formulas = cached[SHEET], live[SHEET]
    equal([page.cell(3, c).value for c in range(1, 14)],
          ["序号", "变动", "预算单位", "功能科目", "采购品目", "预算项目", "上年", "本年", "增减", "增减比例", "说明", "原位置",
           "新位置"], "heading")
    equal((page.freeze_panes, page.print_title_rows, page.page_setup.orientation, page.sheet_properties.pageSetUpPr.fitToPage),
          ("A4", "$3:$3", "landscape", True), "frozen heading and print set-up")
    signs = [page.cell(r, 2).value for r in range(4, page.max_row + 1)]
    check({"▲ 增加", "＋ 新增", "－ 删除", "△ 改动"} <= set(signs), f"signs {signs}")
    total = next(r for r in range(4, page.max_row) if page.cell(r, 3).value == "合计")
    new_total = sum(Decimal(row[COLUMN["合计"]]) for row in rows)
    equal((page.cell(total, 7).value, page.cell(total, 8).value), (6289.03, float(new_total)), "totals are numbers")
    all_changes = next(r for r in range(4, page.max_row) if page.cell(r, 1).value == "变动各行合计")
    equal(page.cell(all_changes, 9).value, float(new_total - Decimal("6289.03")), "the changes add up to the total's change")
    for r in range(4, page.max_row + 1):
        old, now, by = (page.cell(r, c).value for c in (7, 8, 9))
        if isinstance(by, (int, float)):
            equal(round(by, 6), round((now or 0) - (old or 0), 6), f"difference in row {r}")
            check(formulas.cell(r, 9).data_type == "f", f"row {r} has a formula")
    recalculated = os.path.join(WORK, "recalculated.xlsx")
    subprocess.run(["ssconvert", "--recalc", target, recalculated], capture_output=True, check=True, timeout=120)
    anew = openpyxl.load_workbook(recalculated, data_only=True)[SHEET]
    count = 0
    for row in formulas.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                count += 1
                a, b = page[cell.coordinate].value, anew[cell.coordinate].value
                check(isinstance(b, (int, float)) and abs(a - b) < 1e-9, f"{cell.coordinate}: cached {a!r}, worked out {b!r}")
    check(count > 30, f"{count} formulas")


def hostile_sheet():
    """Texts that begin like formulas, control characters, unreadable amounts."""
    rows = [changed(LINES[0], 采购品目="[C18040102]=1+1", 合计="十二"), changed(LINES[1], 预算单位="\x07单位<&>"), *LINES[2:]]
    new = plan("hostile", [HEAD, *rows])
    target = os.path.join(WORK, "hostile.xlsx")
    status, out, err = run("diff", REAL, new, "-o", target)
    check(status == 0 and "“十二”" in out and "\x07" not in out, f"hostile texts: {status} {err}")
    page = openpyxl.load_workbook(target)[SHEET]
    equal([c.coordinate for row in page.iter_rows() for c in row if c.data_type == "f" and "ROUND" not in c.value], [],
          "no text becomes a formula")


def empty_plans():
    empty, other = plan("empty", [HEAD]), plan("one", [HEAD, LINES[0]])
    target = os.path.join(WORK, "empty.xlsx")
    told = document(empty, other, "-o", target)
    equal((told["summary"]["added"], told["totals"][0]["percent"]), (1, None), "from nothing")
    equal(told["totals"][0]["sentence"], "合计 10.00 万元，原计划为 0，增加 10.00 万元。", "no percentage from 0")
    equal(document(empty, empty)["identical"], True, "nothing and nothing")


def refusals():
    for arguments, words in (([REAL], "用法"), ([REAL, REAL, REAL], "用法"), ([REAL, "nowhere"], "nowhere"),
                             ([REAL, REAL, "-o", "x.csv"], ".xlsx"), ([REAL, REAL, "-o", "/nowhere/x.xlsx"], "/nowhere"),
                             ([REAL, REAL, "--format", "xml"], "--format")):
        status, out, err = run("diff", *arguments)
        check(status == 2 and words in err and (not out or "-o" in arguments), f"{arguments}: {status} {err}")


for test in (text_and_json, no_difference, lone_column, sheet, hostile_sheet, empty_plans, refusals):
    test()
shutil.rmtree(WORK)
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
