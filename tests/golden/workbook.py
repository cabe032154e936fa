"""What the tests of workbooks share. openpyxl reads layout, formulas and cached figures; gnumeric (ssconvert --recalc) and
LibreOffice work the formulas out anew.

A test is called as `test_….py PROCPLAN SOURCE_ROOT`; it prints each failure and then `N passed, N failed`.
"""
import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
import zipfile
from xml.etree import ElementTree

import openpyxl

warnings.simplefilter("ignore")  # openpyxl remarks on what the other programs leave out of their files
PROCPLAN, ROOT = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
WORK = tempfile.mkdtemp(prefix="procplan-golden-")
FORM, SUMMARY, RESERVE, INTENTION, NOTICE, STATEMENT, FINDINGS, LISTS, CARRIED = (
    "政府采购预算表", "汇总", "中小企业预留", "采购意向公开", "预留项目执行情况公告", "政府采购情况说明", "校验结果", "列表",
    "计划附记")
MONEY = ["合计", "小计", "一般公共预算", "政府性基金预算", "国有资本经营预算", "财政专户管理资金", "单位资金", "上年结转",
         "中小企业预留份额"]
MONEY_FORMAT = "#,##0.00;[Red]-#,##0.00"
HEADING = {  # merged or single cells of the heading, rows counted from its first
    "A1:A3": "功能科目编码及名称", "B1:B3": "采购品目", "C1:C3": "采购类别", "D1:K1": "资金来源", "D2:D3": "合计",
    "E2:H2": "财政拨款", "E3": "小计", "F3": "一般公共预算", "G3": "政府性基金预算", "H3": "国有资本经营预算",
    "I2:I3": "财政专户管理资金", "J2:J3": "单位资金", "K2:K3": "上年结转", "L1:L3": "中小企业预留份额",
}
passed = failed = 0


def check(condition, what):
    """Counts one test."""
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        print("not ok:", what)


def equal(actual, expected, what):
    check(actual == expected, f"{what}: {actual!r} instead of {expected!r}")


def close(a, b):
    return abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))


def run(command, **environment):
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300, check=False,
                          env={**os.environ, **environment})


def export(plan, target, *options, status=0, **environment):
    """Runs the export; returns what it said on stderr."""
    done = run([PROCPLAN, "export", plan, "-o", target, *options], **environment)
    equal(done.returncode, status, f"exit status of the export of {plan} ({done.stderr.strip()})")
    return done.stderr


def shifted(reference, rows):
    return re.sub(r"\d+", lambda n: str(int(n.group()) + rows), reference)


def numbers(path):
    """All numeric cells, {(sheet, cell): figure}, as they stand cached in the file."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {(sheet.title, cell.coordinate): cell.value for sheet in book for row in sheet.iter_rows() for cell in row
            if isinstance(cell.value, (int, float))}


def formulas(path):
    book = openpyxl.load_workbook(path)
    return {(sheet.title, cell.coordinate): cell.value for sheet in book for row in sheet.iter_rows() for cell in row
            if isinstance(cell.value, str) and cell.data_type == "f"}


def without_figures(path, out):
    """A copy whose formulas have no cached figures, so that a program that opens it must work them out."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            data = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                data = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", data)
            copy.writestr(name, data)


def results(path):
    """What every formula gives, {(sheet, cell): figure or text}, as it stands cached in the file."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {(sheet, cell): book[sheet][cell].value for sheet, cell in formulas(path)}


def recalculate(program, path, out):
    """Opens the file with another program, which works everything out, and saves it as `out`. Returns what it said."""
    if program == "ssconvert":
        return run(["ssconvert", "--recalc", path, out], HOME=WORK).stderr
    bare = os.path.join(tempfile.mkdtemp(dir=WORK), os.path.basename(out))
    without_figures(path, bare)
    return run(["soffice", f"-env:UserInstallation=file://{WORK}/office", "--headless", "--convert-to",
                "xlsx:Calc MS Excel 2007 XML", "--outdir", os.path.dirname(out), bare], HOME=WORK).stderr


def lacks(program, what):
    """A tool that is not there must not make a test pass: that is a failure unless it was asked for."""
    sentence = f"{program} is not installed, {what} was not recalculated by it (PROCPLAN_TEST_SKIP_TOOLS=1 allows that)"
    if os.environ.get("PROCPLAN_TEST_SKIP_TOOLS"):
        print("skip:", sentence)
    else:
        check(False, sentence)


def recalculated(path, what, programs=("ssconvert", "soffice")):
    """Every figure and every formula of the file must come out the same in both other programs."""
    ours, live = numbers(path), results(path)
    check(all(value is not None for value in live.values()), f"{what}: every formula has a cached result")
    for program in programs:
        if shutil.which(program) is None:
            lacks(program, what)
            continue
        out = os.path.join(tempfile.mkdtemp(dir=WORK), os.path.basename(path))
        said = recalculate(program, path, out)
        if not os.path.exists(out):
            check(False, f"{what}: {program} cannot open it: {said.strip()}")
            continue
        theirs, book = numbers(out), openpyxl.load_workbook(out, data_only=True)
        wrong = [(place, figure, theirs.get(place)) for place, figure in ours.items()
                 if not isinstance(theirs.get(place), (int, float)) or not close(figure, theirs[place])]
        check(not wrong, f"{what}: {program} gives other figures: {wrong[:5]}")
        check(set(theirs) <= set(ours), f"{what}: {program} has figures where there are none: "
                                        f"{sorted(set(theirs) - set(ours))[:5]}")
        wrong = [(place, text, book[place[0]][place[1]].value) for place, text in live.items()
                 if isinstance(text, str) and book[place[0]][place[1]].value != text]
        check(not wrong, f"{what}: {program} gives other texts: {wrong[:5]}")


def links_land(book, what):
    """Every link leads to a cell that holds something. Returns how many links there are."""
    links = [cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    for link in links:
        match = re.fullmatch(r"'([^']+)'!([A-Z]+\d+)", link.location or "")
        if not match or match.group(1) not in book.sheetnames:
            check(False, f"{what}: link to {link.location}")
        else:
            cell = book[match.group(1)][match.group(2)]
            check(cell.value is not None or cell.has_style, f"{what}: link to {link.location}, where there is nothing")
    return len(links)


def package_is_sound(path, what):
    """The parts are XML, and every cell has its reference."""
    with zipfile.ZipFile(path) as archive:
        equal(archive.testzip(), None, f"{what}: damaged part")
        for name in archive.namelist():
            root = ElementTree.fromstring(archive.read(name))
            if name.startswith("xl/worksheets/sheet"):
                space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
                check(all(cell.get("r") for cell in root.iter(space + "c")), f"{what}: {name} has a cell without r")
                check(all(row.get("r") for row in root.iter(space + "row")), f"{what}: {name} has a row without r")


def heading_stands(sheet, top, what):
    merged = {str(area) for area in sheet.merged_cells.ranges}
    for place, title in HEADING.items():
        area = shifted(place, top - 1)
        equal(sheet[area.split(":")[0]].value, title, f"{what}: heading {area}")
        if ":" in area:
            check(area in merged, f"{what}: {area} is not merged")


def read_plan(folder):
    with open(os.path.join(folder, "plan.csv"), encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# ---- Making plans ----

COLUMNS = ["预算单位", "预算项目", "功能科目编码及名称", "采购品目", "采购类别", *MONEY, "其中小微企业", "计量单位", "数量",
           "单价", "采购需求概况", "备注", "经办人编号"]
PROCUREMENT = ["预留方式", "不预留理由", "采购方式", "采购组织形式", "预计采购时间"]  # in plans that name some of them


def line(unit, item, kind, money, **more):
    values = dict(zip(MONEY, money), 预算单位=unit, 采购品目=item, 采购类别=kind, 功能科目编码及名称="[2010301]行政运行")
    return {**values, **more}


ABOUT = {"部门": "某某市 <&“测试局”>", "年度": "2024", "地区": "青岛", "金额单位": "万元", "目录版本": "2022"}


def make_plan(name, lines, controls=()):
    folder = os.path.join(WORK, name)
    columns = COLUMNS + [one for one in PROCUREMENT if any(one in line for line in lines)]
    os.mkdir(folder)
    for file, header, rows in (("about.csv", ["key", "value"], ABOUT.items()),
                               ("plan.csv", columns, [[one.get(c, "") for c in columns] for one in lines]),
                               ("controls.csv", ["控制项", "键", "关系", "金额", "来源"], controls)):
        with open(os.path.join(folder, file), "w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([header, *rows])
    return folder


def run_tests(tests):
    """Runs them all; exits with 1 when one failed."""
    try:
        for test in tests:
            try:
                test()
            except Exception as problem:  # a broken workbook is a failed test, and the others still run
                where = problem.__traceback__.tb_next
                check(False, f"{test.__name__}: {type(problem).__name__}: {problem} "
                             f"(line {where.tb_lineno if where else 0})")
    finally:
        shutil.rmtree(WORK, ignore_errors=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)
