#!/usr/bin/python3
"""Where figures come from: `procplan explain` held against the workbook that `procplan export` writes and the plan's files.

    explain_test.py PROCPLAN SOURCE_ROOT

Cells of every sheet of an exported workbook are explained: the answer must show the text, the formula and the amount that
stand in the file, and the lines that are named must exist there and add up to it. Then names, codes, rules, and what does not
exist. Prints each failure and then `N passed, N failed`.

With EXPLAIN_EVERY_CELL set every cell is asked for, not every eleventh: a call a cell takes minutes under sanitizers.
"""
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
import zipfile
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
KEYS = {"figure", "cell", "amount", "yuan", "made_of", "text", "formula", "rule", "not_checked", "lines", "controls", "policy",
        "findings"}
LINE_KEYS = {"file", "sheet", "row", "column", "cell", "title", "item", "amount", "yuan"}
FORM = "政府采购预算表"
STRIDE = 1 if os.environ.get("EXPLAIN_EVERY_CELL") else 11


def run(arguments):
    done = subprocess.run(arguments, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode("utf-8", "replace")


def explain(procplan, plan, figure, *more):
    """(exit status, the JSON document or None, stderr)."""
    status, out, err = run([procplan, "explain", plan, figure, "--format", "json", *more])
    try:
        return status, json.loads(out), err
    except ValueError:
        return status, None, err


def workbook(path):
    """{sheet: {cell: (text or None, number or None, formula or None)}} with merged cells under their first one's text."""
    sheets = {}
    with zipfile.ZipFile(path) as package:
        texts = ["".join(t.text or "" for t in entry.iter(MAIN + "t"))
                 for entry in ElementTree.fromstring(package.read("xl/sharedStrings.xml"))]
        names = [s.get("name") for s in ElementTree.fromstring(package.read("xl/workbook.xml")).iter(MAIN + "sheet")]
        for number, name in enumerate(names, 1):
            root = ElementTree.fromstring(package.read(f"xl/worksheets/sheet{number}.xml"))
            cells = sheets[name] = {}
            for cell in root.iter(MAIN + "c"):
                value, formula = cell.find(MAIN + "v"), cell.find(MAIN + "f")
                text = amount = None
                if cell.get("t") == "s":
                    text = texts[int(value.text)]
                elif cell.get("t") == "str":
                    text = value.text or ""
                elif value is not None:
                    amount = Decimal(value.text)
                cells[cell.get("r")] = (text, amount, None if formula is None else "=" + formula.text)
    return sheets


def unescape(text):
    """_x0041_, as the workbook writes what XML cannot hold."""
    return re.sub(r"_x([0-9A-F]{4})_", lambda m: chr(int(m[1], 16)), text)


def written(plan, line):
    """The amount, in 分, of a line's cell as its file has it; None when it is no number."""
    with open(os.path.join(plan, line["file"]), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    text = rows[line["row"] - 1][line["column"] - 1]
    try:
        return Decimal(text) * 1000000
    except ArithmeticError:
        return None


def cell_problem(procplan, plan, sheet, cell, content):
    """What is wrong with the explanation of a cell, or None."""
    text, number, formula = content
    status, document, err = explain(procplan, plan, f"{sheet}!{cell}")
    if status != 0 or document is None:
        return f"exit status {status}: {err.strip()}"
    if set(document) != KEYS:
        return f"keys {sorted(set(document) ^ KEYS)}"
    if document["cell"] != f"{sheet}!{cell}" or not document["figure"] or not document["made_of"]:
        return f"cell {document['cell']}, figure {document['figure']!r}, made of {document['made_of']!r}"
    if (document["formula"] or None) != formula:
        return f"formula {document['formula']} instead of {formula}"
    if text is not None and text != "" and document["text"] != unescape(text) and document["text"] != text:
        return f"text {document['text']!r} instead of {text!r}"
    if number is not None and document["yuan"] is not None:
        shown = (Decimal(document["yuan"]) / 10000)
        if abs(shown - number) > Decimal("1e-9") * max(1, abs(number)):
            return f"amount {shown} instead of {number}"
    if sheet == FORM and number is not None and document["yuan"] is None and document["text"] is None:
        return "a number of the form without amount or text"
    amounts = [Decimal(line["yuan"]) for line in document["lines"] if line["yuan"] is not None]
    if document["yuan"] is not None and sum(amounts) != Decimal(document["yuan"]):
        return f"lines add up to {sum(amounts)} instead of {document['yuan']}"
    for line in document["lines"]:
        if set(line) != LINE_KEYS:
            return f"line keys {sorted(set(line) ^ LINE_KEYS)}"
        given = written(plan, line) if line["column"] is not None and line["yuan"] is not None else None
        if given is not None and given != Decimal(line["yuan"]) * 100:
            return f"{line['file']} {line['cell']} holds {given} and not {line['yuan']} 元"
    return None


def figure_problem(answer, figure, amount, lines, **more):
    """What is wrong with the answer to a name, or None."""
    status, document, err = answer
    if status != 0 or document is None:
        return f"exit status {status}: {err.strip()}"
    found = (document["figure"], document["amount"], len(document["lines"]))
    if found != (figure, amount, lines):
        return f"{found} instead of {(figure, amount, lines)}"
    for key, wanted in more.items():
        value = len(document[key]) if isinstance(document[key], list) else document[key]
        if value != wanted:
            return f"{key}: {value!r} instead of {wanted!r}"
    return None


# Figure asked for, what it is called, amount in 万元, lines, and what else must hold.
FIGURES = [
    ("合计", "合计", "6289.03", 22, {"cell": FORM + "!D6", "controls": 2, "yuan": "62890300.00", "policy": 0}),
    ("总 计", "合计", "6289.03", 22, {}),
    ("小计", "财政拨款小计", "6289.03", 22, {"cell": FORM + "!E6"}),
    ("财政拨款", "财政拨款小计", "6289.03", 22, {}),
    ("一般公共预算", "一般公共预算", "6289.03", 22, {"cell": FORM + "!F6", "controls": 1}),
    ("上年结转", "上年结转", "0.00", 0, {"cell": FORM + "!K6"}),
    ("货物", "采购类别 货物", "88.45", 12, {"controls": 1, "cell": None}),
    ("工程", "采购类别 工程", "0.00", 0, {"controls": 1}),
    ("服务类", "采购类别 服务", "6200.58", 10, {"controls": 1}),
    ("C99000000", "采购品目 C99000000 其他服务", "6124.00", 5, {}),
    ("［c99000000］其他服务", "采购品目 C99000000 其他服务", "6124.00", 5, {}),
    ("其他服务", "采购品目 C99000000 其他服务", "6124.00", 5, {}),
    ("A02000000", "采购品目 A02000000 设备", "58.75", 3, {}),
    ("[A02010105]台式计算机", "采购品目 A02010105 台式计算机", "45.00", 1, {}),
    ("2010301", "功能科目 2010301 行政运行", "6289.03", 22, {"controls": 1}),
    ("[2010301]行政运行", "功能科目 2010301 行政运行", "6289.03", 22, {}),
    ("行政运行", "功能科目 行政运行", "6289.03", 22, {}),
    ("青岛市人民政府办公厅本级", "预算单位 青岛市人民政府办公厅本级", "6289.03", 22, {"cell": FORM + "!D8", "controls": 1}),
    ("青岛市人民政府办公厅", "部门 青岛市人民政府办公厅", "6289.03", 22, {"cell": FORM + "!D7"}),
    ("预留份额", "中小企业预留份额", "269.68", 18, {"cell": FORM + "!L6", "controls": 1, "policy": 2}),
    ("中小企业预留份额", "中小企业预留份额", "269.68", 18, {"policy": 2, "findings": 5}),
    ("其中小微企业", "其中小微企业", "0.00", 0, {"cell": None, "policy": 2}),
    ("sme-01", "SME-01 限额以下没有全额预留", None, 0, {"policy": 2, "findings": 3}),
    ("CTL-01", None, None, 0, {"findings": 0, "policy": 0}),
    ("d22", None, "2.40", 1, {"cell": FORM + "!D22"}),
    ("'" + FORM + "'！$D$6", "合计", "6289.03", 22, {"cell": FORM + "!D6"}),
]

UNKNOWN = [
    ("一般公共预", "一般公共预算"), ("C9900000", "C99000000"), ("SME-99", "SME-0"), ("", "合计"), ("青岛市人民政府办公庁", "青岛市人民政府办公厅"),
    (FORM + "!ZZ9", "在表外"), (FORM + "!D999", "在表外"), (FORM + "!甲", "不是单元格"), ("没有的表!A1", FORM), ("汇总!Z99", "是空的"),
    ("列表!A1", FORM), ("!", "没有"), ("\x1b[31m", "合计"),
]

HOSTILE = """预算单位,功能科目编码及名称,采购品目,采购类别,合计,小计,一般公共预算,单位资金,中小企业预留份额,其中小微企业,数量,单价,备注,自定
甲,[2010301]行政运行,[A02010105]台式计算机,货物,3.00,3.00,3.00,,1.00,0.50,2,15000,=1+1,'x
乙,[2010301]行政运行,[C99000000]其他服务,服务,2.00,9.00,1.00,,,,十,abc,"两
行",_x0041_
甲,[2080505],[A02010106]甲乙,货物,,,4.123456,1,2,,,,,
,[2010302]一般行政管理事务,[X99999999]没有,工程,十元,,,,x,,,,,
,,只有名称,服务,1,,一,,,,,,,
"""


def main():
    procplan, source_root = sys.argv[1:]
    real = os.path.join(source_root, "data", "qingdao-2024")
    passed = failed = 0

    def judge(name, trouble):
        nonlocal passed, failed
        if trouble is None:
            passed += 1
        else:
            failed += 1
            print(f"{name}: {trouble}")

    with tempfile.TemporaryDirectory() as temporary:
        hostile = os.path.join(temporary, "hostile")
        os.mkdir(hostile)
        with open(os.path.join(hostile, "plan.csv"), "w", encoding="utf-8") as file:
            file.write(HOSTILE)
        shutil.copy(os.path.join(real, "about.csv"), hostile)
        for plan in (real, hostile):
            book = os.path.join(temporary, "book.xlsx")
            status, _, err = run([procplan, "export", plan, "--force", "-o", book])
            judge("export", None if status == (1 if plan == hostile else 0) else f"exit status {status}: {err}")
            cells = [(sheet, cell, content) for sheet, table in workbook(book).items() if sheet != "列表"
                     for cell, content in table.items() if content != (None, None, None)]
            judge("cells", None if len(cells) > 300 else f"{len(cells)} cells")
            cells = cells[::STRIDE]
            with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
                problems = pool.map(lambda c, p=plan: cell_problem(procplan, p, *c), cells)
                for (sheet, cell, _), trouble in zip(cells, problems):
                    judge(f"{os.path.basename(plan)} {sheet}!{cell}", trouble)

        status, document, _ = explain(procplan, hostile, "合计")
        judge("a plan with unreadable cells",
              None if document and document["amount"] == "11.12" and "读不出" in document["made_of"] and
              [line["amount"] for line in document["lines"]] == ["3.00", "2.00", "5.12", None, "1.00"]
              else f"{status} {document}")
        status, document, _ = explain(procplan, hostile, "X99999999")
        judge("a code that no catalogue has",
              None if document and len(document["lines"]) == 1 and document["findings"] else f"{status} {document}")

    for figure, called, amount, lines, more in FIGURES:
        answer = explain(procplan, real, figure)
        if called is None and answer[1] is not None:
            called = answer[1]["figure"]
        judge(figure, figure_problem(answer, called, amount, lines, **more))
    for figure, words in UNKNOWN:
        status, document, err = explain(procplan, real, figure)
        judge(f"unknown {figure!r}", None if status == 2 and document is None and words in err and "\x1b" not in err
              else f"exit status {status}: {err}")

    status, document, _ = explain(procplan, real, "预留份额", "--region", "山东")
    judge("--region", None if document and document["policy"][0]["share"] == "30%" and document["policy"][0]["region"] == "全国"
          and document["policy"][0]["basis"] and document["policy"][0]["sure"] else f"{status} {document}")
    status, document, _ = explain(procplan, real, "预留份额", "--year", "2010")
    judge("--year", None if document and document["policy"] == [] else f"{status} {document}")
    status, document, _ = explain(procplan, real, "MTH-02")
    judge("thresholds", None if document and any(p["name"] == "公开招标数额标准" for p in document["policy"])
          else f"{status} {document}")
    for figure in ("合计", "预留份额", "SME-01", FORM + "!A6", "汇总!B5"):
        status, out, err = run([procplan, "explain", real, figure])
        wide = [line for line in out.splitlines()
                if sum(2 if ord(c) > 0x2E7F or c in "“”—…" else 1 for c in line) > 82]
        judge(f"text of {figure}", None if status == 0 and out and not wide and not err else f"{status} {wide} {err}")
    status, _, err = run([procplan, "explain", real])
    judge("no figure", None if status == 2 and "用法" in err else f"{status} {err}")

    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
