#!/usr/bin/python3
"""Where figures come from: `procplan explain` held against the workbook that `procplan export` writes and the plan's files.

    explain_test.py PROCPLAN SOURCE_ROOT

Cells of every sheet of an exported workbook are explained: the answer must show the text, the formula and the amount that
stand in the file, and the lines that are named must exist there and add up to it. Then names, codes, rules, and what does not
exist. Prints each failure and then `N passed, N failed`.

Every cell with a number is asked for. Of those with text every eleventh is, with EXPLAIN_EVERY_CELL set all of them: a call a
cell takes minutes under sanitizers.
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
KEYS = {"figure", "cell", "holds", "part", "amount", "yuan", "made_of", "text", "formula", "rule", "not_checked", "lines", "controls", "policy",
        "findings"}
LINE_KEYS = {"file", "sheet", "row", "column", "cell", "title", "item", "amount", "yuan"}
FORM = "政府采购预算表"
CATALOG = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "catalog")
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
        return Decimal(text) * (100 if line["title"].startswith("单价") else 1000000)
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
    trouble = lines_problem(plan, document) or policy_problem(document)
    if trouble is None and number is not None:
        trouble = number_problem(document, number)
    return trouble


def lines_problem(plan, document):
    """What is wrong with the lines of an explanation, or None: a cell of the plan that is named must hold what is said of it."""
    amounts = [Decimal(line["yuan"]) for line in document["lines"] if line["yuan"] is not None]
    if document["holds"] == "sum" and document["yuan"] is not None and sum(amounts) != Decimal(document["yuan"]):
        return f"lines add up to {sum(amounts)} instead of {document['yuan']}"
    for line in document["lines"]:
        if set(line) != LINE_KEYS:
            return f"line keys {sorted(set(line) ^ LINE_KEYS)}"
        if line["file"] is None or line["row"] is None:
            return f"a line without a place: {line}"
        if document["part"] != line["title"] or line["column"] is None or line["yuan"] is None:
            continue
        given = written(plan, line)
        if given is not None and given != Decimal(line["yuan"]) * 100:
            return f"{line['file']} {line['cell']} holds {given} and not {line['yuan']} 元"
    return None


def policy_problem(document, year=2024, regions=("青岛", "全国", "中央")):
    """What is wrong with the rows of the policy tables that are named, or None: each must be the table's, and in force."""
    day = f"{year}-01-01"
    for row in document["policy"]:
        with open(os.path.join(CATALOG, row["file"]), encoding="utf-8-sig", newline="") as file:
            table = list(csv.DictReader(file))[row["row"] - 2]
        if any((row[key] or "") != table[key] for key in ("valid_from", "valid_to", "region", "basis", "sure")):
            return f"{row['file']} row {row['row']} is {table} and not {row}"
        if (row["valid_from"] or "") > day or (row["valid_to"] or "9999") < day or row["region"] not in regions:
            return f"not in force: {row}"
        if row["share"] is not None and (row["share"], row["micro_share"]) != (table["share"], table["micro_share"]):
            return f"share {row['share']} instead of {table['share']}"
    names = [(row["name"], row["kind"]) for row in document["policy"]]
    return None if len(names) == len(set(names)) else f"one row twice: {names}"


def number_problem(document, number):
    """What is wrong with the explanation of a cell with a number, or None."""
    holds = document["holds"]
    if holds in ("sum", "amount") and document["yuan"] is None and document["text"] is None:
        return "an amount that is not told"
    if holds == "count" and (len(document["lines"]) != number or document["text"] != f"{number}"):
        return f"{len(document['lines'])} lines, {document['text']!r} instead of {number}"
    if holds == "share" and document["text"] != f"{number * 100:.2f}%":
        return f"share {document['text']!r} instead of {number}"
    if holds == "text":
        return "a number that is said to be text"
    if holds not in ("number",) and number != 0 and not any(document[k] for k in ("lines", "policy", "controls")):
        return "a figure without lines and without a parameter"
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
    ("预留份额", "中小企业预留份额", "269.68", 18, {"cell": FORM + "!L6", "controls": 1, "policy": 2, "holds": "sum"}),
    ("中小企业预留份额", "中小企业预留份额", "269.68", 18, {"policy": 2, "findings": 5}),
    ("其中小微企业", "其中小微企业", "0.00", 0, {"cell": None, "policy": 2}),
    ("小微", "其中小微企业", "0.00", 0, {"policy": 2}),
    ("面向小微", "其中小微企业", "0.00", 0, {}),
    ("总额", "合计", "6289.03", 22, {}),
    ("限额以上", "限额以上的采购项", "5837.65", 1, {"policy": 1, "findings": 1, "holds": "sum"}),
    ("限额以下", "限额及以下的采购项", "451.38", 21, {"policy": 1, "findings": 3, "holds": "sum"}),
    ("限额及以下", "限额及以下的采购项", "451.38", 21, {}),
    ("年度总额", "年度采购预算总额", "6289.03", 22, {"policy": 1, "holds": "sum"}),
    ("三成", "全年应预留总额", "1886.71", 22, {"policy": 1, "holds": "amount", "yuan": "18867090.00"}),
    ("应预留", "应预留份额", "3078.32", 22, {"policy": 1, "yuan": "30783225.00"}),
    ("未预留", "未预留的金额", "6019.35", 4, {"policy": 1, "holds": "sum"}),
    ("可不预留", "有理由不预留的金额", "0.00", 0, {}),
    ("预留缺口", "预留缺口", "2808.64", 4, {"policy": 1, "yuan": "28086425.00", "holds": "amount"}),
    ("小微缺口", "小微企业份额的缺口", None, 18, {}),
    ("sme-01", "SME-01 限额以下没有全额预留", "451.38", 21, {"policy": 1, "findings": 3}),
    ("SME-02", None, "5837.65", 1, {"policy": 1, "findings": 1}),
    ("SME-03", None, "0.00", 1, {"policy": 1, "findings": 0}),
    ("SME-04", None, "6289.03", 22, {"policy": 1, "findings": 1}),
    ("MTH-04", None, None, 10, {}),
    ("MTH-07", None, None, 0, {"policy": 0}),
    ("CAT-05", None, "6135.40", 7, {"findings": 1}),
    ("中小企业预留!E12", None, None, 0, {"holds": "text"}),
    ("CTL-01", None, None, 0, {"findings": 0, "policy": 0}),
    ("d22", None, "2.40", 1, {"cell": FORM + "!D22"}),
    ("'" + FORM + "'！$D$6", "合计", "6289.03", 22, {"cell": FORM + "!D6"}),
]

UNKNOWN = [
    ("一般公共预", "一般公共预算"), ("C9900000", "C99000000"), ("SME-99", "SME-0"), ("", "合计"), ("青岛市人民政府办公庁", "青岛市人民政府办公厅"),
    (FORM + "!ZZ9", "在表外"), (FORM + "!D999", "在表外"), (FORM + "!甲", "不是单元格"), ("没有的表!A1", FORM), ("汇总!Z99", "是空的"),
    ("列表!A1", FORM), ("!", "没有"), ("\x1b[31m", "合计"),
]

TWO_UNITS = """预算单位,功能科目编码及名称,采购品目,采购类别,合计,小计,一般公共预算,单位资金,中小企业预留份额,其中小微企业,预留方式,不预留理由,采购方式,采购组织形式,预计采购时间,单价
甲局机关,[2010301]行政运行,[A02010105]台式计算机,货物,30.00,30.00,30.00,,30.00,20.00,整体预留,,公开招标,政府集中采购,2024-03,6000
乙中心,[2010301]行政运行,[C99000000]其他服务,服务,900.00,800.00,800.00,100.00,300.00,100.00,分包40%,,公开招标,分散采购,2024-05,
甲局机关,[2080505]基本养老,[A05010201]办公桌,货物,12.345678,,12.345678,,0,,,（三）竞争不充分,框架协议采购,,2024-03,
乙中心,[2010302]一般行政管理事务,[B01000000]房屋施工,工程,650.00,650.00,650.00,,260.00,200.00,专门采购包40%,,竞争性磋商,分散采购,2024-06,
乙中心,[2010302]一般行政管理事务,[B01000000]房屋施工,工程,80.00,,,80.00,50.00,,,随便,询价,分散采购,,
甲局机关,[2010302]一般行政管理事务,[C99000000]其他服务,服务,333.33,333.33,333.33,,,,,（一）政策规定,单一来源,,2024-11,
丙站,[2010301]行政运行,[A02010105]台式计算机,货物,5.00,5.00,5.00,,6.00,,,,,,,
丙站,[2010301]行政运行,[A02000000]设备,物品,7.00,7.00,7.00,,,,,,,,,
,,[X123]什么,服务,0,,,,,,,,,,,
"""
TWO_CONTROLS = """控制项,键,关系,金额,来源,栏目
合计,,=,2017.67,批复
类别,货物,<=,50,批复
预算单位,乙中心,=,1630,批复
预算单位,乙中心,=,610,批复,中小企业预留份额
功能科目,201,<=,9000,批复
采购品目,A,<=,40,批复
采购品目,没有,<=,40,批复
预留份额,,=,646,批复
资金来源,单位资金,=,180,批复
"""

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
        units = os.path.join(temporary, "units")
        os.mkdir(units)
        for name, content in (("plan.csv", TWO_UNITS), ("controls.csv", TWO_CONTROLS)):
            with open(os.path.join(units, name), "w", encoding="utf-8") as file:
                file.write(content)
        shutil.copy(os.path.join(real, "about.csv"), units)
        for plan in (real, hostile, units):
            book = os.path.join(temporary, "book.xlsx")
            status, _, err = run([procplan, "export", plan, "--force", "-o", book])
            judge("export", None if status == (0 if plan == real else 1) else f"exit status {status}: {err}")
            cells = [(sheet, cell, content) for sheet, table in workbook(book).items() if sheet not in ("列表", "计划附记")
                     for cell, content in table.items() if content != (None, None, None)]
            judge("cells", None if len(cells) > 300 else f"{len(cells)} cells")
            cells = [c for i, c in enumerate(cells) if c[2][1] is not None or i % STRIDE == 0]
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
    status, out, err = run([procplan, "rules", "--format", "json"])
    for rule in json.loads(out):
        for plan, level in ((real, "draft"), (real, "submit")):
            status, document, err = explain(procplan, plan, rule["id"], "--level", level)
            trouble = f"exit status {status}: {err}" if document is None else None
            if trouble is None and (document["rule"]["id"] != rule["id"] or set(document) != KEYS or not document["made_of"]):
                trouble = f"{document}"
            judge(f"{rule['id']} {level}", trouble or lines_problem(plan, document) or policy_problem(document))
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
