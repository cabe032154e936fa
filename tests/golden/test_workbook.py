#!/usr/bin/python3
"""Exports plans and looks at the workbooks, cell by cell, with programs that did not write them: the sheets 政府采购预算表,
汇总 and 校验结果, what does not fit, large and empty plans. (The other sheets: test_sheets.py.)

    test_workbook.py PROCPLAN SOURCE_ROOT
"""
import csv
import os
import re
import sys
import zipfile
from xml.etree import ElementTree

import openpyxl
from openpyxl.utils import get_column_letter

from workbook import (ABOUT, CARRIED, FINDINGS, FORM, INTENTION, LISTS, MONEY, MONEY_FORMAT, NOTICE, PROCPLAN, RESERVE, ROOT,
                      STATEMENT, SUMMARY, WORK, check, close, equal, export, heading_stands, line, links_land,
                      make_plan, package_is_sound, recalculated, read_plan, run, run_tests)


# ---- The real plan ----

def real_plan():
    plan = os.path.join(ROOT, "data", "qingdao-2024")
    target = os.path.join(WORK, "real.xlsx")
    export(plan, target)
    package_is_sound(target, "real plan")
    lines = read_plan(plan)
    book, live = openpyxl.load_workbook(target, data_only=True), openpyxl.load_workbook(target)
    equal(book.sheetnames, [FORM, SUMMARY, RESERVE, INTENTION, NOTICE, STATEMENT, FINDINGS, LISTS, CARRIED], "sheets")
    sheet, formula = book[FORM], live[FORM]

    equal(sheet["A1"].value, "2024年政府采购预算表", "title")
    equal(sheet["A2"].value, "部门名称：青岛市人民政府办公厅", "department")
    equal(sheet["J2"].value, "金额单位：万元", "unit of amounts")
    equal((sheet["A2"].alignment.horizontal, sheet["J2"].alignment.horizontal), ("left", "right"), "their alignment")
    heading_stands(sheet, 3, "real plan")
    equal([sheet[f"{c}6"].value for c in "ABC"], [None, None, "合计"], "row of the total")
    equal([sheet[f"{c}7"].value for c in "ABC"], ["青岛市人民政府办公厅", None, None], "row of the department")
    equal([sheet[f"{c}8"].value for c in "ABC"], ["青岛市人民政府办公厅本级", None, None], "row of the unit")
    for i, wanted in enumerate(lines):
        row = 9 + i
        equal([sheet[f"{c}{row}"].value for c in "ABC"],
              [wanted["功能科目编码及名称"], wanted["采购品目"], wanted["采购类别"]], f"texts of row {row}")
        cells = [sheet.cell(row, 4 + m) for m in range(9)]
        equal([f"{cell.value:.2f}" for cell in cells], [wanted[title] for title in MONEY], f"figures of row {row}")
        equal([formula[f"D{row}"].value, formula[f"E{row}"].value],
              [f"=E{row}+I{row}+J{row}+K{row}", f"=SUM(F{row}:H{row})"], f"formulas of row {row}")
        equal({(cell.number_format, cell.alignment.horizontal) for cell in cells}, {(MONEY_FORMAT, "right")},
              f"formats of row {row}")
        equal({sheet[f"{c}{row}"].data_type for c in "ABC"}, {"s"}, f"types of row {row}")
    last = 8 + len(lines)
    for m, title in enumerate(MONEY):
        total, letter = sum(round(float(one[title]) * 100) for one in lines) / 100, get_column_letter(4 + m)
        for row in (6, 7, 8):
            check(close(sheet[f"{letter}{row}"].value, total), f"total {letter}{row}")
            equal(formula[f"{letter}{row}"].value, f"=SUBTOTAL(9,{letter}{row + 1}:{letter}{last})", f"formula {letter}{row}")
    equal([f"{sheet[c + '6'].value:.2f}" for c in "DL"], ["6289.03", "269.68"], "published totals")
    note = sheet.cell(last + 1, 1).value
    equal(note, "注：报表金额单位换算时可能存在四舍五入尾数误差。", "note")
    equal({cell.fill.patternType for row in sheet.iter_rows(min_row=9, max_row=last) for cell in row}, {None},
          "no cell of a good plan is marked")
    check(not any(cell.comment for row in sheet.iter_rows() for cell in row), "a good plan has no comments")
    equal({sheet.cell(9, c).alignment.indent for c in range(4, 13)}, {1}, "figures do not touch their border")
    equal((sheet.max_row, sheet.max_column), (last + 1, 12), "size of the form")
    page_set_up(book, last + 1)
    for column, text in ((1, lines[0]["功能科目编码及名称"]), (2, max((one["采购品目"] for one in lines), key=len))):
        width = sum(2 if ord(c) > 255 else 1 for c in text)
        check(sheet.column_dimensions[get_column_letter(column)].width >= width, f"column {column} is wide enough")
    properties = book.properties
    equal((properties.title, properties.creator), ("2024年政府采购预算表", "青岛市人民政府办公厅"), "properties")
    check("错误 0 项" in properties.description, "properties tell the result of the check")
    check("未通过" not in str([c.value for s in book for r in s.iter_rows() for c in r]), "a good plan is not marked")
    summary(book, live, plan)
    charts(target)
    recalculated(target, "real plan")


def page_set_up(book, last):
    sheet = book[FORM]
    equal(sheet.freeze_panes, "C6", "frozen panes")
    equal(sheet.print_title_rows.replace("$", ""), "3:5", "repeated rows")
    equal(sheet.print_area[0] if isinstance(sheet.print_area, list) else sheet.print_area.split("!")[-1],
          f"$A$1:$L${last}", "print area")
    check(sheet.print_options.horizontalCentered, "centred in print")
    for each in book:
        setup = each.page_setup
        upright = each.title in (INTENTION, NOTICE, STATEMENT)
        height = 1 if each.title == SUMMARY else 0  # few rows stay on one page; 1 is what the file leaves out
        equal((int(setup.paperSize), setup.orientation, int(setup.fitToWidth or 1),
               1 if setup.fitToHeight is None else int(setup.fitToHeight)),
              (9, "portrait" if upright else "landscape", 1, height), f"page of {each.title}")
        check(each.sheet_properties.pageSetUpPr.fitToPage, f"{each.title} fits the page")
        equal(each.oddFooter.center.text, "第 &P 页 共 &N 页", f"footer of {each.title}")
        check(each.print_title_rows is not None, f"{each.title} repeats its heading")


def summary(book, live, plan):
    """The sheet 汇总 of the real plan."""
    sheet = book[SUMMARY]
    titles = ["编码", "名称", "采购项数", "计划数（万元）", "关系", "控制数（万元）", "差额（万元）", "是否符合"]
    equal([sheet.cell(3, 1 + c).value for c in range(8)], titles, "heading of 汇总")
    rows = {(row[0].value, row[1].value): row for row in sheet.iter_rows(min_row=4, max_col=8)}
    for key, amount, lines in (((None, "货物"), 88.45, 12), ((None, "工程"), 0, 0), ((None, "服务"), 6200.58, 10),
                               ((None, "中小企业预留份额"), 269.68, 18), ((None, "未预留"), 6019.35, 4),
                               (("2010301", "行政运行"), 6289.03, 22), ((None, "青岛市人民政府办公厅本级"), 6289.03, 22),
                               (("A02000000", "设备"), 58.75, 3), (("C99000000", "其他服务"), 6124.0, 5),
                               (("A05010000", "家具"), 23.7, 8), ((None, "上年结转"), 0, 0)):
        row = rows.get(key)
        check(row is not None, f"汇总 has no row {key}")
        if row is not None:
            equal((row[2].value, round(row[3].value, 6)), (lines, amount), f"汇总 {key}")
            check(live[SUMMARY][row[3].coordinate].data_type == "f", f"汇总 {key} is live")
    with open(os.path.join(plan, "controls.csv"), encoding="utf-8-sig", newline="") as file:
        wanted = sorted(float(control["金额"]) for control in csv.DictReader(file))
    beside = [row for row in sheet.iter_rows(min_row=4, max_col=8) if isinstance(row[5].value, (int, float))]
    equal(sorted(row[5].value for row in beside), wanted, "every control is shown once")
    equal({row[7].value for row in beside}, {"符合", "未超过"}, "every control is met")
    for row in beside:
        equal(row[7].value, "未超过" if row[4].value == "≤" else "符合", f"verdict {row[7].coordinate}")
        check(live[SUMMARY][row[7].coordinate].data_type == "f", f"verdict {row[7].coordinate} is live")
        equal("[Red]-" in row[6].number_format, row[4].value != "≤", f"red at {row[6].coordinate} is for what is wrong")
        check(close(row[6].value, row[3].value - row[5].value), f"difference {row[6].coordinate}")
    equal(sheet.freeze_panes, "C4", "frozen panes of 汇总")


def charts(path):
    """What the charts show before anything recalculates them, and that they cover no cells."""
    space = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
             "d": "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"}
    shown = []
    with zipfile.ZipFile(path) as archive:
        equal(sum(name.startswith("xl/charts/chart") for name in archive.namelist()), 3, "charts")
        for number in (1, 2):
            root = ElementTree.fromstring(archive.read(f"xl/charts/chart{number}.xml"))
            points = [[v.text for v in root.findall(f".//c:{part}//c:pt/c:v", space)] for part in ("cat", "val")]
            shown.append(list(zip(points[0], [round(float(v), 2) for v in points[1]])))
        drawing = ElementTree.fromstring(archive.read("xl/drawings/drawing1.xml"))
    equal(shown, [[("货物", 88.45), ("工程", 0), ("服务", 6200.58)], [("中小企业预留份额", 269.68), ("未预留", 6019.35)]],
          "figures in the charts")
    anchors = [[int(a.find(f"d:{end}/d:{axis}", space).text) for end in ("from", "to") for axis in ("col", "row")]
               for a in drawing.findall("d:twoCellAnchor", space)]
    check(all(anchor[0] >= 9 for anchor in anchors), f"charts stand right of the table: {anchors}")
    check(anchors[0][3] < anchors[1][1], f"one chart stands below the other: {anchors}")


# ---- A plan made to do harm ----

LONG = "很长的说明，" * 300


HOSTILE = [
    line("甲单位", "[A02010105]台式计算机", "货物", ["10.00"] * 3, 中小企业预留份额="4.00", 其中小微企业="2.00", 数量="20",
         单价="5000", 经办人编号="00123", 预算项目="办公设备"),
    line("乙单位", "[A02010108]便携式计算机", "货物", ["3.30", "1.10", "1.10", "0", "0", "1.1", "1.1", "0", "3.30"],
         采购需求概况="=cmd|' /C calc'!A0", 备注="+1", 经办人编号="@SUM(A1)"),
    line("甲单位", "[B02010000]铁路工程施工", "工程", ["500.005678"] * 3, 采购需求概况=LONG, 备注="第一行\r\n第二行\n第三行"),
    line("", "[C99000000]其他服务", "服务", ["7.00"] * 3, 备注="-1+1", 经办人编号="_x0041_ & <b> \x01\x0b\"坏\"字符"),
    line("丙单位", "[C18040102]财产保险服务", "服务", ["8.00", "8.00", "5.00", "2.00"], 备注="合计与分项不一致"),
    line("丙单位", "[C18040102]财产保险服务", "服务类", ["9.00"], 备注="只有合计"),
    line("丙单位", "[C18040102]财产保险服务", "服务", ["十元", "1.00", "1.00"], 备注="读不出来"),
    line("丙单位", "[C18040102]财产保险服务", "服务", ["", "", "1.00", "2.00", "abc"], 备注="无法计算"),
    line("丙单位", "[X99999999]没有的品目", "货物", ["-5.00"] * 3),
    line("丙单位", "", "", ["1.00"] * 3, 功能科目编码及名称="2010302"),
    line("甲单位", "[A02010105]台式计算机", "货物", ["123456789.12"] * 3),
]
def hostile_plan():
    plan = make_plan("hostile", HOSTILE, [["合计", "", "=", "1.00", ""], ["类别", "货物", "<=", "999999999", ""],
                                          ["预算单位", "没有的单位", "=", "5.00", ""], ["功能科目", "201", "<=", "1.00", ""],
                                          ["采购品目", "A02000000", "=", "5.00", ""]])
    target = os.path.join(WORK, "hostile.xlsx")
    said = export(plan, target, status=1)
    check("--force" in said and not os.path.exists(target), "a plan with errors is refused without --force")
    export(plan, target, "--force", status=1)
    package_is_sound(target, "hostile plan")
    book, live = openpyxl.load_workbook(target, data_only=True), openpyxl.load_workbook(target)
    sheet, formula = book[FORM], live[FORM]

    check(sheet["A1"].value.startswith("未通过校验") and "错误" in sheet["A1"].value, "the form is marked")
    check(sheet["A1"].font.color.rgb.endswith("C00000"), "the mark is red")
    check("未通过校验" in book[FINDINGS]["A1"].value, "校验结果 is marked")
    equal(sheet["A2"].value, "2024年政府采购预算表", "title below the mark")
    heading_stands(sheet, 4, "hostile plan")
    equal([sheet[f"A{r}"].value for r in (8, 9, 13, 15, 22)], [ABOUT["部门"], "甲单位", "乙单位", "丙单位", "（未填预算单位）"],
          "units in the order in which they first stand")
    row_of = dict(zip((0, 2, 10, 1, 4, 5, 6, 7, 8, 9, 3), [10, 11, 12, 14, *range(16, 22), 23]))
    side = {title: 14 + i for i, title in enumerate(
        ["预算项目", "其中小微企业（万元）", "计量单位", "数量", "单价（元）", "采购需求概况", "备注", "经办人编号"])}
    equal([sheet.cell(4, c).value for c in side.values()], list(side), "titles behind the form")
    equal(sheet["N3"].value, "附加栏（不打印）", "heading behind the form")
    equal({sheet.cell(r, 13).value for r in range(1, 26)}, {None}, "column M is a gap")

    for i, wanted in enumerate(HOSTILE):
        row = row_of[i]
        for title in ("预算项目", "采购需求概况", "备注"):
            text, cell = wanted.get(title, "").replace("\r\n", "\n"), formula.cell(row, side[title])
            equal(cell.value or "", text, f"{title} of line {i}")
            check(cell.data_type != "f", f"{title} of line {i} is no formula")
            if text[:1] and text[:1] in "=+-@":
                equal(cell.number_format, "@", f"{title} of line {i} stays text when edited")
        for m, title in enumerate(MONEY):
            text, value = wanted.get(title) or "", sheet.cell(row, 4 + m).value
            if re.fullmatch(r"-?[0-9.]+", text):
                check(isinstance(value, (int, float)) and close(value, float(text)), f"{title} of line {i}: {value}")
    equal(sheet.cell(row_of[0], side["经办人编号"]).value, "00123", "leading zeros")
    equal(sheet.cell(row_of[0], side["单价（元）"]).value, 5000, "price in 元")
    equal(sheet.cell(row_of[0], side["数量"]).value, 20, "quantity")
    with zipfile.ZipFile(target) as archive:
        strings = archive.read("xl/sharedStrings.xml").decode()
    check("_x005F_x0041_ &amp; &lt;b&gt; \ufffd\ufffd" in strings, "forbidden characters are replaced, escapes escaped")
    equal(sheet.cell(row_of[9], 1).value, "[2010302]", "a code without a name")

    disputed = formula.cell(row_of[4], 5)
    equal((sheet.cell(row_of[4], 4).value, disputed.value), (8, 8), "the plan's figures, though its parts say otherwise")
    check(disputed.data_type == "n" and disputed.comment is not None and "7.00" in disputed.comment.text, "its comment")
    check(disputed.fill.fgColor.rgb.endswith("F8CFCB"), "its colour")
    equal(formula.cell(row_of[5], 4).value, 9, "a total without parts is a plain number")
    equal(sheet.cell(row_of[6], 4).value, "十元", "an unreadable amount is shown as it is written")
    equal([sheet.cell(row_of[7], c).value for c in (4, 5, 8)], ["无法计算", "无法计算", "abc"], "no sum of what is unreadable")
    equal(f"{sheet['D7'].value:.6f}", "123457322.425678", "the total counts every figure that is shown")
    check("1 处" in sheet["A25"].value, "note on the disputed cell")
    check(links_land(book, "hostile plan") > 5, "findings are linked")
    place = next(r for r in book[FINDINGS].iter_rows(min_row=4) if r[2].value == "AMT-03")
    check(place[3].value.startswith(f"E{row_of[4]}（plan.csv "), f"place of a finding: {place[3].value}")
    equal([place[c].value for c in (5, 6, 7)], [8, 7, 1], "amounts of a finding")
    check(book[FINDINGS].auto_filter.ref is not None, "findings can be filtered")
    rows = {(row[0].value, row[1].value): row for row in book[SUMMARY].iter_rows(min_row=4, max_col=8)}
    equal(rows[("预算单位", "没有的单位")][7].value, "计划中没有", "a control without a row is shown")
    equal(rows[(None, "货物")][7].value, "未超过", "an upper limit that is kept")
    equal(rows[(None, "未预留")][2].value, 7, "lines of which something is not reserved")
    marks(book)
    equal(rows[("功能科目", "201")][5].value, 1, "a control of a class is shown")
    equal(rows[("A02000000", "设备")][7].value, "不符合", "a control beside its row")
    recalculated(target, "hostile plan")


def marks(book):
    """Every error and warning about a line leads to a cell that is filled and says in a comment what is wrong."""
    sheet = book[FORM]
    marked = {cell.coordinate: cell for row in sheet.iter_rows(min_row=10) for cell in row
              if cell.fill.fgColor.rgb[-6:] in ("F8CFCB", "FFE699")}
    meant = {}
    for row in book[FINDINGS].iter_rows(min_row=4):
        place = row[3].hyperlink.location if row[3].hyperlink else ""
        if row[1].value in ("错误", "警告") and place.startswith(f"'{FORM}'!"):
            meant.setdefault(place.split("!")[1], []).append(row)
    equal(sorted(marked), sorted(meant), "marked cells")
    for place, rows in meant.items():
        colour = "F8CFCB" if any(row[1].value == "错误" for row in rows) else "FFE699"
        check(place in marked and marked[place].fill.fgColor.rgb.endswith(colour), f"colour of {place}")
        text = sheet[place].comment.text if sheet[place].comment else ""
        for row in rows[:4]:
            check(row[2].value in text and row[4].value in text and row[8].value in text, f"comment of {place}")
    red = sum(cell.fill.fgColor.rgb.endswith("F8CFCB") for cell in marked.values())
    note = sheet.cell(sheet.max_row, 1).value
    check(f"红色底纹 {red} 格" in note and f"黄色底纹 {len(marked) - red} 格" in note, f"note on the marks: {note}")


def long_lists():
    """Rows of 校验结果 are high enough for their texts, in a font wider than the one asked for."""
    lines = [{**HOSTILE[0], "采购品目": f"[A0201015{i}]台式计算机（信创适配型号，含显示器、键盘和鼠标）"} for i in range(10)]
    lines += [{**HOSTILE[0], "采购类别": "服务" * 400, "备注": "很长的附加栏，" * 60}]
    plan = make_plan("lists", lines, [["采购品目", "A02010000", "=", "5.00", "批复"], ["类别", "货物", "=", "9.00", ""],
                                      ["功能科目", "2010301", "=", "7.00", "批复文件" * 300],
                                      ["预留份额", "", "=", "44.000001", ""]])
    target = os.path.join(WORK, "lists.xlsx")
    export(plan, target, "--force", status=1)
    book = openpyxl.load_workbook(target)
    sheet = book[FINDINGS]
    seen = 0
    for row in sheet.iter_rows(min_row=4):
        height = sheet.row_dimensions[row[0].row].height or 20
        for cell in row:
            text = cell.value if isinstance(cell.value, str) and row[3].value != cell.value and row[9].value else ""
            room = sheet.column_dimensions[get_column_letter(cell.column)].width * 7 - 4
            wide = sum(14.7 if ord(c) > 255 or c in "“”" else 9 for c in text)
            check((height - 4) / 16 >= min(wide / room, 25) and height <= 409, f"{cell.coordinate} is high enough")
            check(wide / room <= 25, f"{cell.coordinate} fits the highest row")
            seen += wide > 3 * room
    check(seen > 5, f"long texts were looked at: {seen}")
    close_call = next(row for row in book[SUMMARY].iter_rows(min_row=4) if row[5].value == 44.000001)
    check(all("0.00####" in close_call[c].number_format for c in (3, 5, 6)), "digits that decide are shown")
    form = book[FORM]
    check(all((form.row_dimensions[r].height or 20) <= 52 for r in range(10, 20)), "texts behind the form set no height")


# ---- Limits and failures ----

def too_long():
    """What does not fit is refused, and what stood there before still stands there."""
    folder = os.path.join(WORK, "kept")
    os.mkdir(folder)
    target = os.path.join(folder, "kept.xlsx")
    with open(target, "wb") as file:
        file.write(b"old")
    # 20,000 characters beyond U+FFFF take 40,000 units
    for name, text in (("long", "长" * 32768), ("wide", "\U00020000" * 20000)):
        plan = make_plan(name, [HOSTILE[0], {**HOSTILE[0], "备注": text}])
        said = export(plan, target, "--force", status=2)
        check("第 3 行" in said and "备注" in said, f"a text that is too long is named: {said}")
        with open(target, "rb") as file:
            equal(file.read(), b"old", "the old file is kept")
        equal(os.listdir(folder), ["kept.xlsx"], "nothing is left behind")
    plan = make_plan("fits", [{**HOSTILE[0], "备注": "长" * 32767}])
    export(plan, target, "--force", status=run([PROCPLAN, "check", plan]).returncode)
    longest = [len(str(cell.value)) for row in openpyxl.load_workbook(target)[FORM].iter_rows() for cell in row]
    equal(max(longest), 32767, "the longest text that fits")


def many_lines():
    """Many lines are written without keeping them in memory; the result is the same."""
    plan = make_plan("many", [{**HOSTILE[0], **dict.fromkeys(("合计", "小计", "一般公共预算"), f"{i}.01"), "单价": "",
                               "数量": ""} for i in range(100, 6100)])
    target = os.path.join(WORK, "many.xlsx")
    full_disk(plan, target)
    export(plan, target, "--force", status=run([PROCPLAN, "check", plan]).returncode)
    package_is_sound(target, "many lines")
    book = openpyxl.load_workbook(target, data_only=True)
    sheet = book[FORM]
    top = 1 if str(sheet["A1"].value).startswith("未通过") else 0
    heading_stands(sheet, 3 + top, "many lines")
    equal([sheet.cell(row + top, 4).value for row in (9, 6008)], [100.01, 6099.01], "first and last line")
    equal(sheet.max_row, 6009 + top, "rows of the form")
    links_land(book, "many lines")
    recalculated(target, "many lines")


def full_disk(plan, target):
    """A temporary folder that is full: the library would deliver half a workbook and report success."""
    small = os.path.join(WORK, "small")
    os.mkdir(small)
    mounted = run(["unshare", "-rm", "mount", "-t", "tmpfs", "none", small])
    if mounted.returncode != 0 and os.geteuid() != 0:
        print("skip: only root can mount a small file system here, a full disk was not tried")
        return
    equal(mounted.returncode, 0, f"mounting a small file system ({mounted.stderr.strip()})")
    script = f'mount -t tmpfs -o size=400k none {small} && TMPDIR={small} exec "$@"'
    done = run(["unshare", "-rm", "sh", "-c", script, "sh", PROCPLAN, "export", plan, "-o", target, "--force"])
    equal(done.returncode, 2, f"exit status with a full temporary folder ({done.stderr.strip()})")
    check("临时文件夹" in done.stderr, f"the sentence says what to do: {done.stderr}")
    equal(done.stderr.count("\n"), 1, f"and it is the only one: {done.stderr}")
    check(not os.path.exists(target), "no half workbook")


def empty_plan():
    plan = make_plan("empty", [])
    target = os.path.join(WORK, "empty.xlsx")
    export(plan, target, "--force", status=run([PROCPLAN, "check", plan]).returncode)
    package_is_sound(target, "empty plan")
    recalculated(target, "empty plan")


def determinism():
    plan = os.path.join(ROOT, "data", "qingdao-2024")
    files = []
    for name in ("first.xlsx", "second.xlsx"):
        target = os.path.join(WORK, name)
        export(plan, target, SOURCE_DATE_EPOCH="1704067200")
        with open(target, "rb") as file:
            files.append(file.read())
    check(files[0] == files[1], "the same plan and time give the same file")
    created = openpyxl.load_workbook(os.path.join(WORK, "first.xlsx")).properties.created
    equal(created.isoformat(), "2024-01-01T00:00:00", "time of creation")


run_tests((real_plan, hostile_plan, long_lists, too_long, many_lines, empty_plan, determinism))
