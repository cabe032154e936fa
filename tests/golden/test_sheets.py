#!/usr/bin/python3
"""Exports plans and looks at the sheets 中小企业预留, 采购意向公开, 预留项目执行情况公告 and 政府采购情况说明, at picks of sheets,
protection and drop-downs, with programs that did not write them. (The other sheets: test_workbook.py.)

    test_sheets.py PROCPLAN SOURCE_ROOT
"""
import os
import re
import shutil
import zipfile
from xml.etree import ElementTree

import openpyxl

from workbook import (CARRIED, FINDINGS, FORM, INTENTION, LISTS, NOTICE, PROCPLAN, RESERVE, ROOT, STATEMENT, SUMMARY, WORK,
                      check, close, equal, export, formulas, lacks, line, links_land, make_plan, package_is_sound,
                      recalculate, recalculated, run, run_tests)

ALL = [FORM, SUMMARY, RESERVE, INTENTION, NOTICE, STATEMENT, FINDINGS]
BUREAU = [FORM, RESERVE, INTENTION, STATEMENT]
REAL = os.path.join(ROOT, "data", "qingdao-2024")
INPUT_FILL = "FFFBE0"


def load(path):
    """The workbook with cached results, and the same with formulas."""
    return openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)


def find_row(sheet, text, column=1, start=1):
    """The first row whose cell in the column begins with the text."""
    for row in range(start, sheet.max_row + 1):
        if str(sheet.cell(row, column).value or "").startswith(text):
            return row
    raise LookupError(f"{sheet.title} has no row {text}")


def figures(sheet, row, columns):
    return [None if sheet[f"{c}{row}"].value is None else round(sheet[f"{c}{row}"].value, 6) for c in columns]


# ---- 中小企业预留 ----

def reserve_of_real_plan():
    target = os.path.join(WORK, "real.xlsx")
    export(REAL, target)
    package_is_sound(target, "real plan")
    book, live = load(target)
    sheet, formula = book[RESERVE], live[RESERVE]
    equal([sheet[f"{c}5"].value for c in "BDEFGHI"], ["货物、服务", "青岛", 200, 0.45, 0.6, "2024-01-01", "现行有效"],
          "parameters")
    check("青岛" in sheet["J5"].value and "sme-reserve.csv" in sheet["J5"].value and "85%" in sheet["M5"].value,
          "their basis and how sure it is")
    equal([sheet[f"{c}6"].value for c in "BDFG"], ["年度总额", "全国", 0.3, 0.6], "the Act's parameters")
    within = find_row(sheet, "货物、服务 200.00 万元及以下", 2)
    for row, wanted, verdict in ((within, [21, 451.38, 0, 451.38, 269.68, 1, 181.7], "未达到"),
                                 (within + 1, [1, 5837.65, 0, 2626.9425, 0, 0.45, 2626.9425], "未达到"),
                                 (within + 2, [22, 6289.03, 0, 1886.709, 269.68, 0.3, 1617.029], "未达到")):
        equal(figures(sheet, row, "DEFGHIJ"), wanted, f"metric in row {row}")
        equal(sheet[f"M{row}"].value, verdict, f"verdict in row {row}")
        for column in "EFGHJKM":
            equal(formula[f"{column}{row}"].data_type, "f", f"{column}{row} is live")
    equal([f"{sheet.cell(within + i, 11).value:.2%}" for i in range(3)], ["59.75%", "0.00%", "4.29%"], "shares reached")
    micro = find_row(sheet, "年度总额", 2, within + 3)
    equal(figures(sheet, micro, "EG"), [269.68, 161.808], "the part of 小微企业")
    equal(sheet[f"M{micro}"].value, "计划未列，未核对", "which the plan does not have")
    ledger_of_real_plan(book, live, find_row(sheet, "三、") + 2)
    recalculated(target, "real plan")
    chart(target)
    export(REAL, target, "--region", "全国", "--force")
    sheet = openpyxl.load_workbook(target, data_only=True)[RESERVE]
    row = find_row(sheet, "货物、服务 200.00 万元以上", 2)
    equal(figures(sheet, row, "GI"), [1751.295, 0.3], "required in the whole country")


def ledger_of_real_plan(book, live, first):
    sheet, formula, form = book[RESERVE], live[RESERVE], book[FORM]
    for i in range(22):
        row = first + i
        place = sheet[f"B{row}"].value
        equal(sheet[f"B{row}"].hyperlink.location, f"'{FORM}'!{place}", f"link of row {row}")
        equal((formula[f"E{row}"].value, sheet[f"E{row}"].value), (f"='{FORM}'!{place}", form[place].value),
              f"amount of row {row}")
        equal([formula[f"{c}{row}"].data_type for c in "EFGHJM"], ["f"] * 6, f"row {row} is live")
    asked = [sheet.cell(r, 5).value for r in range(first, first + 22)
             if sheet.cell(r, 13).value == "未全额预留且未注明理由"]
    equal(asked, [10, 20, 151.7], "lines that are asked for a reason")
    equal([sheet.cell(r, 5).value for r in range(first, first + 22) if sheet.cell(r, 6).value == "限额以上"], [5837.65],
          "line above the threshold")
    equal(figures(sheet, first + 22, "EHJ"), [6289.03, 269.68, 2808.6425], "sums of the ledger")
    row = find_row(sheet, "限额及以下、尚需说明理由")
    check(sheet[f"A{row}"].value.endswith("3 项"), "they are listed")
    equal([sheet[f"G{r}"].value for r in range(row + 1, row + 4)], [10, 20, 151.7], "with what they lack")
    row = find_row(sheet, "限额以上、合计未达比例")
    equal(sheet[f"G{row + 1}"].value, 5837.65, "and the line of the pool that falls short")


def chart(path):
    space = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
             "d": "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"}
    with zipfile.ZipFile(path) as archive:
        root = ElementTree.fromstring(archive.read("xl/charts/chart3.xml"))
        drawing = ElementTree.fromstring(archive.read("xl/drawings/drawing2.xml"))
    series = [[round(float(v.text), 4) for v in one.findall("c:val//c:v", space)] for one in root.iter(f"{{{space['c']}}}ser")]
    equal(series, [[451.38, 2626.9425, 1886.709], [269.68, 0, 269.68]], "required against reserved in the chart")
    equal([v.text for v in root.findall(".//c:cat//c:v", space)][:3],
          ["货物、服务 200.00 万元及以下", "货物、服务 200.00 万元以上", "年度总额（全部采购项目）"], "its names")
    anchor = drawing.find("d:twoCellAnchor", space)
    rows = [int(anchor.find(f"d:{end}/d:row", space).text) for end in ("from", "to")]
    sheet = openpyxl.load_workbook(path)[RESERVE]
    empty = all(sheet.cell(r + 1, c).value is None for r in range(rows[0], rows[1] + 1) for c in range(1, 14))
    check(empty, f"the chart covers no cells: rows {rows}")


PLAN = [
    line("甲局", "[A02010105]台式计算机", "货物", ["45.00"] * 3, 中小企业预留份额="45.00", 其中小微企业="30.00",
         预留方式="整体预留", 预计采购时间="2024年3月", 预算项目="办公设备更新", 采购需求概况="台式计算机 90 台", 采购方式="公开招标"),
    line("甲局", "[C16070300]软件运维服务", "服务", ["350.00", "300.00", "300.00", "", "", "", "50.00"],
         中小企业预留份额="157.50", 其中小微企业="94.50", 预留方式="联合体 45%", 预计采购时间="2024-05", 预算项目="系统运维"),
    line("乙中心", "[C23120302]车辆加油、添加燃料服务", "服务", ["20.00"] * 3, 不预留理由="框架协议", 采购方式="框架协议采购",
         预计采购时间="2024.2"),
    line("乙中心", "[C23090199]其他印刷服务", "服务", ["12.345678"] * 3, 中小企业预留份额="6.00", 其中小微企业="3.00",
         预留方式="分包50%", 不预留理由="（三）供应商不足", 采购组织形式="分散采购"),
    line("甲局", "[B08010000]房屋修缮", "工程", ["500.00"] * 3, 中小企业预留份额="100.00", 其中小微企业="60.00",
         预留方式="专门采购包 20%", 预计采购时间="3月", 备注="跨年度"),
    line("甲局", "[C18040102]财产保险服务", "服务", ["200.00"] * 3, 不预留理由="因为别的原因", 预计采购时间="年内待定"),
    line("甲局", "[C21040001]物业管理服务", "服务", ["200.000001"] * 3, 不预留理由="（二）提供特定公共服务",
         预计采购时间="20241215", 采购组织形式="批量集中采购"),
    # in doubles the sum of these parts is a little more than 200: still at the threshold, and wholly reserved
    line("甲局", "[A05010201]办公桌", "货物", ["200.00", "46.73", "46.73", "", "", "85.77", "52.42", "15.08"], 中小企业预留份额="200.00",
         其中小微企业="120.00", 采购组织形式="批量集中采购"),
]


def reserve_by_cases():
    """Lines at the threshold and one 分 above it, reasons by numeral and by words, a pool that is met and one that is
    not."""
    target = os.path.join(WORK, "cases.xlsx")
    plan = make_plan("cases", PLAN)
    export(plan, target, "--force", status=run([PROCPLAN, "check", plan]).returncode)
    package_is_sound(target, "cases")
    recalculated(target, "cases")
    book, live = load(target)
    sheet = book[RESERVE]
    first = find_row(sheet, "三、") + 2
    rows = {sheet[f"C{r}"].value.split("]")[1]: r for r in range(first, first + 8)}
    for name, wanted in {
            "台式计算机": ["限额及以下", 45, 45, 30, 0, "整体预留", None, "全额预留"],
            "办公桌": ["限额及以下", 200, 200, 120, 0, None, None, "全额预留"],
            "软件运维服务": ["限额以上", 157.5, 157.5, 94.5, 0, "联合体 45%", None, "限额以上合计已达比例"],
            "车辆加油、添加燃料服务": ["限额及以下", 0, 0, 0, 0, None, "（四）框架协议", "已注明理由"],
            "其他印刷服务": ["限额及以下", 6, 6, 3, 0, "分包50%", "（三）供应商不足", "已注明理由"],
            "房屋修缮": ["限额以上", 225, 100, 60, 125, "专门采购包 20%", None, "限额以上合计未达比例"],
            "财产保险服务": ["限额及以下", 200, 0, 0, 200, None, "因为别的原因", "理由看不出情形"],
            "物业管理服务": ["限额以上", 0, 0, 0, 0, None, "（二）提供特定公共服务", "已注明理由"]}.items():
        equal([sheet[f"{c}{rows[name]}"].value for c in "FGHIJKLM"], wanted, f"ledger line {name}")
        equal([live[RESERVE][f"{c}{rows[name]}"].data_type for c in "EFGHJM"], ["f"] * 6, f"{name} is live")
    metric = find_row(sheet, "货物、服务 200.00 万元以上", 2)
    equal(figures(sheet, metric, "DEFGHJ"), [2, 550.000001, 200.000001, 157.5, 157.5, 0], "a pool that is just met")
    equal([sheet[f"M{metric + i}"].value for i in range(4)], ["达到", "达到", "未达到", "达到"], "verdicts")
    for case, count in (("（一）", "无"), ("（二）", "1 项"), ("（三）", "1 项"), ("（四）", "1 项"), ("（五）", "无")):
        check(sheet.cell(find_row(sheet, "情形" + case), 1).value.endswith("：" + count), f"case {case}: {count}")
    links_land(book, "cases")
    changed_parameters(target, rows, metric)


def changed_parameters(target, rows, metric):
    """The formulas are alive: other parameters and a reason give other results."""
    if shutil.which("ssconvert") is None:
        lacks("ssconvert", "a workbook with changed parameters")
        return
    book = openpyxl.load_workbook(target)
    sheet = book[RESERVE]
    top = find_row(sheet, "货物、服务", 2)
    sheet[f"F{top}"] = 0.30
    sheet[f"E{top}"] = 199.99
    sheet[f"L{rows['财产保险服务']}"] = "（五）省级规定"
    changed, out = os.path.join(WORK, "changed.xlsx"), os.path.join(WORK, "recalculated.xlsx")
    book.save(changed)
    recalculate("ssconvert", changed, out)
    sheet = openpyxl.load_workbook(out, data_only=True)[RESERVE]
    equal([sheet[f"{c}{rows['财产保险服务']}"].value for c in "FJM"], ["限额以上", 0, "已注明理由"], "a reason that is filled in")
    equal(figures(sheet, metric, "DEFGHJ"), [4, 950.000001, 400.000001, 165, 357.5, 0], "the pool with other parameters")
    equal(sheet[f"B{metric}"].value, "货物、服务 199.99 万元以上", "its name")


def no_policy_in_force():
    target = os.path.join(WORK, "early.xlsx")
    export(REAL, target, "--year", "1999", "--force")
    package_is_sound(target, "1999")
    recalculated(target, "1999")
    sheet = openpyxl.load_workbook(target)[RESERVE]
    check("没有这个年度和地区现行的预留规定" in str([c.value for r in sheet.iter_rows() for c in r]), "it is said")


# ---- 采购意向公开 ----

def intentions():
    target = os.path.join(WORK, "intentions.xlsx")
    plan = os.path.join(WORK, "cases")
    status = run([PROCPLAN, "check", plan]).returncode
    export(plan, target, "--force", status=status)
    book, live = load(target)
    sheet = book[INTENTION]
    top = find_row(sheet, "序号")
    titles = ["序号", "采购项目名称", "采购需求概况", "预算金额（万元）", "拟面向中小企业预留", "预计采购时间（填写到月）", "备注"]
    equal([cell.value for cell in sheet[top]], titles, "columns in 山东")
    table = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=top + 1, max_row=top + 9)]
    equal([row[0] if isinstance(row[0], str) else row[1] for row in table],
          ["2024年3月（2 项）", "办公设备更新", "房屋修缮", "2024年5月（1 项）", "系统运维", "采购时间未定（2 项）", "财产保险服务",
           "其他印刷服务", "合计（5 项）"], "by month, those without one last")
    equal([row[3] for row in table], [545, 45, 500, 350, 350, 212.345678, 200, 12.345678, 1107.345678], "amounts")
    equal([row[4] for row in table if row[1]],
          ["是，整体预留", "是，专门采购包 20%，预留 100.00 万元", "是，联合体 45%，预留 157.50 万元", "否", "是，分包50%，预留 6.00 万元"],
          "reserved")
    equal([row[5] for row in table if row[1]], ["2024年3月", "2024年3月", "2024年5月", "年内待定", None], "months")
    text = "\n".join(str(cell.value) for row in sheet.iter_rows(min_row=top + 10) for cell in row if cell.value)
    check("另有 3 项（合计 420.00 万元）" in text, f"what is not published is counted: {text}")
    equal(live[INTENTION][f"D{top + 2}"].value, "='政府采购预算表'!" + find_cell(book, "[A02010105]台式计算机"), "live amounts")
    export(plan, target, "--force", "--region", "全国", status=run([PROCPLAN, "check", plan, "--region", "全国"]).returncode)
    sheet = openpyxl.load_workbook(target)[INTENTION]
    equal([cell.value for cell in sheet[find_row(sheet, "序号")]], titles[:4] + titles[5:], "columns elsewhere")


def find_cell(book, item):
    """The amount of an item on the form."""
    return f"D{find_row(book[FORM], item, 2)}"


# ---- 预留项目执行情况公告 ----

def notice():
    target = os.path.join(WORK, "notice.xlsx")
    export(REAL, target, "--protect")
    book = openpyxl.load_workbook(target)
    sheet = book[NOTICE]
    top = find_row(sheet, "序号")
    equal([cell.value for cell in sheet[top]],
          ["序号", "项目名称", "预留选项", "面向中小企业采购金额（万元）", "合同链接"], "columns of the notice")
    equal([sheet.cell(r, 1).value for r in range(top + 1, top + 19)], list(range(1, 19)), "one row a reserved line")
    equal({sheet.cell(r, 3).value for r in range(top + 1, top + 19)}, {"整体预留"}, "options")
    for r in range(top + 1, top + 19):
        equal([sheet.cell(r, c).protection.locked for c in range(1, 6)], [True, True, False, False, False],
              f"open cells of row {r}")
    lead = openpyxl.load_workbook(target, data_only=True)[NOTICE].cell(3, 1).value
    check("采购共计 ____ 万元，其中，面向小微企业采购 ____ 万元，占 ____ %" in lead, f"blanks to be filled: {lead}")
    if shutil.which("ssconvert") is None:
        lacks("ssconvert", "a notice that was filled in")
        return
    sheet.cell(top + 1, 4).value, sheet.cell(top + 2, 4).value = 26.5, 40
    sheet.cell(find_row(sheet, "其中：面向小微企业采购"), 4).value = 39.9
    filled, out = os.path.join(WORK, "filled.xlsx"), os.path.join(WORK, "filled-out.xlsx")
    book.save(filled)
    recalculate("ssconvert", filled, out)
    lead = openpyxl.load_workbook(out, data_only=True)[NOTICE].cell(3, 1).value
    check("采购共计 66.50 万元，其中，面向小微企业采购 39.90 万元，占 60.00 %" in lead, f"and filled: {lead}")


# ---- 政府采购情况说明 ----

def statement():
    target = os.path.join(WORK, "statement.xlsx")
    for plan, options in ((REAL, []), (os.path.join(WORK, "cases"), [])):
        said = run([PROCPLAN, "export", plan, "--statement", *options]).stdout.rstrip("\n")
        export(plan, target, "--force", *options, status=run([PROCPLAN, "check", plan]).returncode)
        book, live = load(target)
        row = find_row(book[STATEMENT], "　　")
        equal(book[STATEMENT].cell(row, 1).value, "　　" + said, "the paragraph is what --statement prints")
        equal(live[STATEMENT].cell(row, 1).data_type, "f", "and it is live")
        amounts = [cell for cells in live[STATEMENT].iter_rows(min_row=row + 2, min_col=2, max_col=2) for cell in cells
                   if cell.value is not None]
        check(len(amounts) >= 7 and all(cell.data_type == "f" for cell in amounts), "so are its figures")
        check(len(live[STATEMENT].cell(row, 1).value) < 8192, "a formula has at most 8,192 characters")
        if plan == REAL:
            equal(said, "2024年政府采购预算总额 6289.03 万元，其中：财政拨款安排 6289.03 万元、其他资金安排 0.00 万元。"
                        "政府采购货物预算 88.45 万元、政府采购工程预算 0.00 万元、政府采购服务预算 6200.58 万元。"
                        "面向中小企业预留采购份额 269.68 万元，占政府采购预算总额的 4.29%。", "the published figures")
        else:
            check("其他资金安排 203.27 万元" in said and "面向小微企业预留 307.50 万元，占预留份额的 60.47%" in said, said)


# ---- Picks of sheets, drop-downs, protection ----

def shown(book):
    return [sheet.title for sheet in book if sheet.sheet_state == "visible"]


def stands_alone(path, what):
    """Formulas, links and drop-downs refer only to sheets of the workbook."""
    book = openpyxl.load_workbook(path)
    for place, formula in formulas(path).items():
        names = set(re.findall(r"'([^']+)'!", formula))
        check(names <= set(book.sheetnames), f"{what}: {place} refers to {names}")
    links_land(book, what)
    for sheet in book:
        for offer in sheet.data_validations.dataValidation:
            match = re.fullmatch(r"'([^']+)'!\$([A-Z])\$2:\$([A-Z])\$(\d+)", offer.formula1)
            check(match and match.group(1) == LISTS and match.group(2) == match.group(3),
                  f"{what}: drop-down of {sheet.title} from {offer.formula1}")
            if match:
                words = [book[LISTS][f"{match.group(2)}{r}"].value for r in range(2, int(match.group(4)) + 1)]
                check(all(words) and len(set(words)) == len(words), f"{what}: words of the drop-down {words}")


def picks():
    target = os.path.join(WORK, "picks.xlsx")
    plan = os.path.join(WORK, "cases")
    status = run([PROCPLAN, "check", plan]).returncode
    for names in [[one] for one in ALL] + [[SUMMARY, STATEMENT], [FORM, STATEMENT], [RESERVE, INTENTION, FINDINGS]]:
        export(plan, target, "--force", "--sheets", ",".join(reversed(names)), status=status)
        what = "、".join(names)
        package_is_sound(target, what)
        book = openpyxl.load_workbook(target)
        equal(shown(book), [name for name in ALL if name in names], f"sheets of the pick {what}")
        stands_alone(target, what)
        recalculated(target, what, ("ssconvert",))
    export(plan, target, "--force", "--for", "bureau", status=status)
    equal(shown(openpyxl.load_workbook(target)), BUREAU, "sheets for the bureau")
    stands_alone(target, "bureau")
    recalculated(target, "bureau")
    export(plan, target, "--force", status=status)
    equal(shown(openpyxl.load_workbook(target)), ALL, "all sheets")
    stands_alone(target, "all sheets")
    book = openpyxl.load_workbook(target)
    equal({sheet.title for sheet in book if sheet.sheet_state == "hidden"}, {LISTS, CARRIED}, "hidden sheets")
    equal({sheet.title for sheet in book if sheet.data_validations.dataValidation}, {FORM, RESERVE, NOTICE},
          "sheets with drop-downs")


def protection():
    target = os.path.join(WORK, "protected.xlsx")
    plan = os.path.join(WORK, "cases")
    status = run([PROCPLAN, "check", plan]).returncode
    export(plan, target, "--force", "--protect", status=status)
    book = openpyxl.load_workbook(target)
    open_cells = 0
    for sheet in book:
        check(sheet.protection.sheet and sheet.protection.password in (None, ""), f"{sheet.title} is protected")
        for row in sheet.iter_rows():
            for cell in row:
                filled = str(cell.fill.fgColor.rgb).endswith(INPUT_FILL) and cell.fill.fill_type == "solid"
                if cell.protection.locked == filled:
                    check(False, f"{sheet.title}!{cell.coordinate}: open and coloured must go together")
                if filled and isinstance(cell.value, str) and cell.data_type == "f":
                    check(False, f"{sheet.title}!{cell.coordinate}: an open cell with a formula")
                open_cells += filled
    check(open_cells > 20, f"{open_cells} cells are open")
    export(plan, target, "--force", status=status)
    check(not any(sheet.protection.sheet for sheet in openpyxl.load_workbook(target)), "without --protect all is open")


# ---- Plans made to do harm ----

def hostile_texts():
    bad = ["=1+1", "@SUM(A1)", "+cmd|'/C calc'!A0", "-1", "<b>&\"x\"</b>", "_x0041_", "第一行\r\n第二行", "很长，" * 400,
           "\x01坏", "（", "（六）不存在", "（四", "（（四）"]
    lines = [line("甲\"&1", "[C99000000]其他服务", "服务", [f"{200 + i}.00"] * 3, 中小企业预留份额="1.00", 预算项目=text, 预留方式=text,
                  不预留理由=text, 采购方式=text, 采购组织形式=text, 预计采购时间=text, 采购需求概况=text, 备注=text)
             for i, text in enumerate(bad)]
    lines += [line("", "", "", ["十元"], 不预留理由="框架协议"), line("", "[C99000000]其他服务", "服务", ["-5.00"] * 3),
              line("", "[C99000000]其他服务", "别的", ["5.00"] * 3, 中小企业预留份额="9.00", 其中小微企业="99"),
              line("", "[A02010105]台式计算机", "货物", ["92233720368547.75"] * 3)]
    plan = make_plan("hostile", lines)
    target = os.path.join(WORK, "hostile.xlsx")
    export(plan, target, "--force", status=1)
    package_is_sound(target, "hostile texts")
    stands_alone(target, "hostile texts")
    for place, formula in formulas(target).items():
        check(not any(text in formula for text in ("cmd", "@SUM", "1+1")), f"{place} is made of a text: {formula}")
    recalculated(target, "hostile texts")
    book = openpyxl.load_workbook(target)
    for sheet in (INTENTION, NOTICE, RESERVE):
        cells = [cell for row in book[sheet].iter_rows() for cell in row if cell.value in bad[:4]]
        check(len(cells) >= 4 and all(cell.data_type == "s" and cell.number_format == "@" for cell in cells),
              f"texts of {sheet} stay text when edited")


def many_lines():
    """Above 5,000 lines every sheet is written row by row into a file: its formulas must be the same."""
    plan = make_plan("many", [{**PLAN[i % len(PLAN)], "合计": f"{i / 100 + 1:.2f}", "小计": f"{i / 100 + 1:.2f}",
                               "一般公共预算": f"{i / 100 + 1:.2f}", "单位资金": "", "中小企业预留份额": "0.50",
                               "其中小微企业": "0.30"} for i in range(5200)])
    target = os.path.join(WORK, "many.xlsx")
    export(plan, target, "--force", status=run([PROCPLAN, "check", plan]).returncode)
    package_is_sound(target, "many lines")
    stands_alone(target, "many lines")
    recalculated(target, "many lines", ("ssconvert",))
    sheet = openpyxl.load_workbook(target)[RESERVE]
    first = find_row(sheet, "三、") + 2
    equal([sheet[f"{c}{first + 5199}"].data_type for c in "EFGHIJM"], ["f"] * 7, "the last line is live")


def empty_plan():
    plan = make_plan("empty", [])
    target = os.path.join(WORK, "empty.xlsx")
    export(plan, target, "--force", status=run([PROCPLAN, "check", plan]).returncode)
    package_is_sound(target, "empty plan")
    stands_alone(target, "empty plan")
    recalculated(target, "empty plan")


run_tests((reserve_of_real_plan, reserve_by_cases, no_policy_in_force, intentions, notice, statement, picks, protection,
           hostile_texts, many_lines, empty_plan))
