#!/usr/bin/python3
"""Marks workbooks of several programs (check IN --mark OUT) and looks at the copies with programs that did not write
them: everything of the sender's is as it was, but for the colour of marked cells; every finding is on its cell and in
校验回执; marked again, nothing piles up.

    test_returned.py PROCPLAN SOURCE_ROOT
"""
import json
import os
import re
import shutil
import zipfile
from xml.etree import ElementTree

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from workbook import PROCPLAN, ROOT, WORK, check, equal, lacks, run, run_tests

RECEIPT, SHEET = "校验回执", "采购'预算 & 表"
SEPARATOR = "──── 采购计划校验 ────"
TITLES = ["功能科目编码及名称", "采购品目", "采购类别", "合计", "小计", "一般公共预算", "政府性基金预算",
          "国有资本经营预算", "财政专户管理资金", "单位资金", "上年结转", "中小企业预留份额", "预留方式"]
RED, YELLOW, BLUE = ("FFFFC5C8", "FFFFC5C9"), ("FFFFEFA4", "FFFFEFA5"), ("FFDBEAF6", "FFDBEAF7")
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def line(function, item, kind, total, general=None, reserve=None):
    general = total if general is None else general
    return [function, item, kind, total, general, general, None, None, None, None, None,
            total if reserve is None else reserve, None]


LINES = [line("[2010301]行政运行", "[A02010105]台式计算机", "货物", 45),
         line("[2010301]行政运行", "[A02010105]台式计算机", "货物", 45.01, 45),      # AMT-04 on D
         line("[2010301]行政运行", "[A99999999]没有的品目", "货物", 12),             # CAT-01 on B
         line("[2010301]行政运行", "[C99000000]其他服务", "服务", 8, reserve=9),     # reserve above total
         line("[2010301]行政运行", None, "货物", 3),                                 # no item: an empty cell
         line("[2010301]行政运行", "[A02010105]台式计算机", "货物", 20)]
FIRST_ROW = 4


def findings(path, *options):
    """The findings of a workbook as JSON, without its name; what was said on stderr."""
    done = run([PROCPLAN, "check", path, "--format", "json", *options])
    check(done.returncode in (0, 1), f"check {path}: {done.stderr}")
    found = json.loads(done.stdout or "{}")
    return json.loads(json.dumps(found, ensure_ascii=False).replace(os.path.basename(path), "FILE"))


def mark(path, target, *options, status=(0, 1)):
    done = run([PROCPLAN, "check", path, "--mark", target, *options])
    check(done.returncode in status, f"check {path} --mark {target}: {done.returncode} {done.stderr}")
    return done


def here(found):
    """Those of the findings that have a cell of the sheet: {cell: [findings]}."""
    cells = {}
    for one in found["findings"]:
        if one["sheet"] and one["row"] and one["cell"]:
            cells.setdefault(one["cell"].split("!")[-1], []).append(one)
    return cells


def ground(cell):
    return cell.fill.fgColor.rgb if cell.fill.fill_type == "solid" and cell.fill.fgColor.type == "rgb" else None


def is_marked(cell):
    return ground(cell) in RED + YELLOW + BLUE


def style_of(cell, with_fill, with_font):
    return (cell.number_format, repr(cell.font) if with_font else cell.font.name, repr(cell.border), repr(cell.alignment), repr(cell.protection),
            repr(cell.fill) if with_fill else None)


def same_sheet(old, new, marked, what):
    """Values, styles, merges, widths and the rest of a sheet, but for the fill of marked cells."""
    wrong = []
    fonts = len(old.parent._fonts) > 1  # a workbook without fonts leaves its font to the program that opens it
    for row in range(1, max(old.max_row, new.max_row) + 1):
        for column in range(1, max(old.max_column, new.max_column) + 1):
            a, b = old.cell(row, column), new.cell(row, column)
            if a.value is None and not a.has_style and (what.startswith("LibreOffice") or b.coordinate in marked):
                continue  # an empty cell that was not in the file gets the style of its row or column
            if a.value != b.value or style_of(a, a.coordinate not in marked, fonts) != \
                    style_of(b, b.coordinate not in marked, fonts):
                wrong.append((a.coordinate, a.value, b.value))
    check(not wrong, f"{what}: other cells: {wrong[:4]}")
    equal(sorted(map(str, new.merged_cells.ranges)), sorted(map(str, old.merged_cells.ranges)), f"{what}: merges")
    equal({k: (v.width, v.hidden) for k, v in new.column_dimensions.items()},
          {k: (v.width, v.hidden) for k, v in old.column_dimensions.items()}, f"{what}: widths")
    for name in ("sheet_state", "freeze_panes", "print_title_rows", "print_area", "tables", "dimensions"):
        if name != "dimensions":
            equal(repr(getattr(new, name)), repr(getattr(old, name)), f"{what}: {name}")
    equal(new.protection.sheet, old.protection.sheet, f"{what}: protection")
    equal([str(r.sqref) for r in new.conditional_formatting], [str(r.sqref) for r in old.conditional_formatting],
          f"{what}: conditional formatting")
    equal([str(v.sqref) for v in new.data_validations.dataValidation],
          [str(v.sqref) for v in old.data_validations.dataValidation], f"{what}: drop-downs")


def package(path, what):
    """Every part is there whole, the XML well formed, no relation leads nowhere, no kind is said twice."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        equal(len(names), len(set(names)), f"{what}: a part twice")
        equal(archive.testzip(), None, f"{what}: damaged part")
        for name in names:
            if name.endswith((".xml", ".rels", ".vml")):
                root = ElementTree.fromstring(archive.read(name))
            if name.endswith(".rels"):
                base = os.path.dirname(os.path.dirname(name))
                ids = [one.get("Id") for one in root]
                equal(len(ids), len(set(ids)), f"{what}: {name} has an id twice")
                for one in root:
                    target = one.get("Target")
                    if one.get("TargetMode") != "External":
                        full = target[1:] if target.startswith("/") else os.path.normpath(os.path.join(base, target))
                        check(full in names, f"{what}: {name} leads to {full}")
        kinds = ElementTree.fromstring(archive.read("[Content_Types].xml"))
        said = [one.get("PartName") for one in kinds if one.get("PartName")]
        equal(len(said), len(set(said)), f"{what}: a kind is said twice")
        check(all(one[1:] in names for one in said), f"{what}: the kind of a part that is not there")
    return names


def good_copy(path, target, what, *options):
    """Marks a workbook and looks at everything that must hold of the copy. Returns it, and the findings by cell."""
    before = findings(path, *options)
    mark(path, target, *options)
    names = package(target, what)
    equal(findings(target, *options)["findings"], before["findings"], f"{what}: findings of the copy")
    cells = here(before)
    old, new = openpyxl.load_workbook(path), openpyxl.load_workbook(target)
    equal(new.sheetnames, [RECEIPT, *(n for n in old.sheetnames if n != RECEIPT)], f"{what}: sheets")
    equal(new.active.title, RECEIPT, f"{what}: the sheet that is open")
    equal([s.title for s in new if s.sheet_view.tabSelected], [RECEIPT], f"{what}: selected sheets")
    for sheet in old:
        if sheet.title != RECEIPT:
            same_sheet(sheet, new[sheet.title], set(cells) if sheet.title == SHEET else set(), f"{what}: {sheet.title}")
    form = new[SHEET]
    marked = {cell.coordinate for row in form.iter_rows() for cell in row if is_marked(cell)}
    equal(marked, set(cells), f"{what}: marked cells")
    for place, found in cells.items():
        worst = [one["severity"] for one in found]
        wanted = RED if "error" in worst else YELLOW if "warning" in worst else BLUE
        check(ground(form[place]) in wanted, f"{what}: colour of {place}")
        text = form[place].comment.text if form[place].comment else ""
        for one in found[:6]:
            check(one["rule"] in text and one["message"] in text and (one["fix"] or "") in text,
                  f"{what}: comment of {place}: {text!r}")
            check(not one["expected"] or one["expected"] in text, f"{what}: expected value at {place}")
    equal({c.coordinate for row in form.iter_rows() for c in row if c.comment and "【" in c.comment.text}, set(cells),
          f"{what}: commented cells")
    receipt(new, before, what)
    with zipfile.ZipFile(path) as a, zipfile.ZipFile(target) as b:
        for name in a.namelist():
            if not re.search(r"Content_Types|workbook\.xml|styles\.xml|sheet|comment|vml", name, re.I) and \
                    not name.endswith("/"):
                check(name in names and a.read(name) == b.read(name), f"{what}: {name} is another")
    return new, cells


def receipt(book, found, what):
    sheet = book[RECEIPT]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    top = next(i for i, row in enumerate(rows) if row[0] == "序号")
    listed = [row for row in rows[top + 1:top + 1 + len(found["findings"])]]
    equal([row[2] for row in listed], [one["rule"] for one in found["findings"]], f"{what}: rules of the receipt")
    equal([row[4] for row in listed], [one["message"] for one in found["findings"]], f"{what}: messages of the receipt")
    here_count = sum(1 for one in found["findings"] if one["sheet"] and one["row"])
    equal(links_land_quoted(book, what), here_count, f"{what}: links")
    text = "\n".join(str(value) for row in rows for value in row if value is not None)
    counts = found["summary"]
    check(f"错误 {counts['error']} 项，警告 {counts['warning']} 项，提示 {counts['info']} 项" in text, f"{what}: counts")
    for one in found["not_checked"]:
        check(one["reason"] in text, f"{what}: what was not checked: {one['rule']}")
    check(not found["controls"] or "控制数核对" in text, f"{what}: totals against controls")


def links_land_quoted(book, what):
    count = 0
    for row in book[RECEIPT].iter_rows():
        for cell in row:
            if cell.hyperlink:
                match = re.fullmatch(r"'((?:[^']|'')+)'!([A-Z]+\d+)", cell.hyperlink.location or "")
                check(match and match.group(1).replace("''", "'") in book.sheetnames,
                      f"{what}: link to {cell.hyperlink.location}")
                count += 1
    return count


# ---- Workbooks of several programs ----

def put_lines(sheet, lines=LINES):
    sheet["A1"] = "2024年政府采购预算表"
    sheet["A2"], sheet["L2"] = "部门名称：某某局", "金额单位：万元"
    for i, title in enumerate(TITLES, 1):
        sheet.cell(FIRST_ROW - 1, i, title)
    for r, row in enumerate(lines):
        for c, value in enumerate(row):
            if value is not None:
                sheet.cell(FIRST_ROW + r, c + 1, value)


def full_book(path, lines=LINES):
    """Everything that a sender's workbook may have, by openpyxl."""
    book = openpyxl.Workbook()
    book.active.title = "封面"
    book["封面"]["A1"], book["封面"].sheet_state = "某某局", "hidden"
    sheet = book.create_sheet(SHEET)
    put_lines(sheet, lines)
    sheet.merge_cells("A1:M1")
    sheet.column_dimensions["B"].width, sheet.column_dimensions["K"].hidden = 33, True
    sheet.row_dimensions[3].height = 40
    for row in range(FIRST_ROW, FIRST_ROW + len(lines)):
        for column in range(1, 14):
            cell = sheet.cell(row, column)
            cell.border = Border(left=Side("thin"), bottom=Side("double"))
            cell.font = Font(name="仿宋", size=10, italic=column == 2)
            cell.protection = Protection(locked=column < 4)
            if column > 3:
                cell.number_format = "#,##0.000"
            if row % 2:
                cell.fill = PatternFill("solid", fgColor="FFE8F4E0")
    sheet["A4"].comment = Comment("行政运行，见附件", "张三")
    sheet["B6"].comment = Comment("这一行还没定\n待定", "张三")
    last = FIRST_ROW + len(lines)
    sheet[f"O{last}"] = f"=SUM(D{FIRST_ROW}:D{last - 1})"
    sheet.print_title_rows, sheet.print_area, sheet.freeze_panes = "1:3", f"A1:M{last}", "A4"
    sheet.protection.sheet = True
    sheet.conditional_formatting.add("D4:D9", CellIsRule("greaterThan", ["40"], font=Font(bold=True)))
    choice = DataValidation(type="list", formula1='"货物,工程,服务"')
    choice.add("C4:C20")
    sheet.add_data_validation(choice)
    other = book.create_sheet("附表")
    other.append(["名称", "数"])
    other.append(["甲", 1])
    other.add_table(Table(displayName="表一", ref="A1:B2"))
    other.print_area = "A1:B2"
    book.active = 1
    book.save(path)


def of_xlsxwriter(path):
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet(SHEET)
    red = book.add_format({"bg_color": "#FFE0E0", "pattern": 1})
    sheet.write(0, 0, "2024年政府采购预算表")
    sheet.write(1, 0, "部门名称：某某局")
    for c, title in enumerate(TITLES):
        sheet.write(FIRST_ROW - 2, c, title)
    for r, row in enumerate(LINES):
        for c, value in enumerate(row):
            if value is not None:
                sheet.write(FIRST_ROW - 1 + r, c, value, red if c == 3 else None)
    sheet.write_comment("D5", "请核对这一格", {"author": "李四"})
    sheet.set_header("&L&G", {"image_left": picture()})
    book.add_worksheet("图").insert_image("B2", picture())
    book.close()


def picture():
    """A small PNG."""
    path = os.path.join(WORK, "dot.png")
    with open(path, "wb") as file:
        file.write(bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c"
                                 "63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"))
    return path


def by_hand(path, prefix="", styles=True, implied=False, strict=False):
    """A package as small programs write it: inline texts, no table of shared texts, perhaps with a prefix, without styles,
    without places of cells."""
    p = prefix
    office = OFFICE.replace("schemas.openxmlformats.org/officeDocument/2006", "purl.oclc.org/ooxml/officeDocument") \
        if strict else OFFICE
    main = "http://purl.oclc.org/ooxml/spreadsheetml/main" if strict else MAIN
    space = f'xmlns:{p[:-1]}="{main}"' if p else f'xmlns="{main}"'
    grid = [["2024年政府采购预算表"], ["部门名称：某某局"], TITLES, *LINES]
    rows = []
    for r, row in enumerate(grid, 1):
        cells = []
        for c, value in enumerate(row):
            at = "" if implied else f' r="{chr(65 + c)}{r}"'
            if value is None:
                cells.append(f"<{p}c/>" if implied else "")
            elif isinstance(value, str):
                text = value.replace("&", "&amp;")
                cells.append(f'<{p}c{at} t="inlineStr"><{p}is><{p}t>{text}</{p}t></{p}is></{p}c>')
            else:
                cells.append(f"<{p}c{at}><{p}v>{value}</{p}v></{p}c>")
        at = "" if implied else f' r="{r}" spans="1:13"'
        rows.append(f"<{p}row{at}>{''.join(cells)}</{p}row>")
    name = SHEET.replace("&", "&amp;")
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
                               'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                               '<Default Extension="xml" ContentType="application/xml"/>'
                               '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-office'
                               'document.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" '
                               'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
                               + ('<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-office'
                                  'document.spreadsheetml.styles+xml"/>' if styles else "") + '</Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
                       f'Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<{p}workbook {space} xmlns:r="{office}"><{p}sheets><{p}sheet name="{name}" sheetId="1" '
                           f'r:id="rId1"/></{p}sheets></{p}workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                                      f'<Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
                                      + (f'<Relationship Id="rId2" Type="{office}/styles" Target="styles.xml"/>'
                                         if styles else "") + '</Relationships>',
        "xl/worksheets/sheet1.xml": f'<{p}worksheet {space}><{p}sheetData>{"".join(rows)}</{p}sheetData></{p}worksheet>',
    }
    if styles:
        parts["xl/styles.xml"] = f'<{p}styleSheet {space}><{p}cellXfs count="1"><{p}xf/></{p}cellXfs></{p}styleSheet>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            archive.writestr(part, '<?xml version="1.0" encoding="UTF-8"?>\n' + text)


# ---- Tests ----

def everything_of_the_sender_stays():
    path, target = os.path.join(WORK, "full.xlsx"), os.path.join(WORK, "full-marked.xlsx")
    full_book(path)
    book, cells = good_copy(path, target, "full")
    check({"D5", "B6", "L7"} <= set(cells), f"findings where they are expected: {sorted(cells)}")
    form = book[SHEET]
    equal(form["A4"].comment.text, "行政运行，见附件", "a comment of the sender's")
    text = form["B6"].comment.text
    check(text.startswith("这一行还没定\n待定") and SEPARATOR in text and "CAT-01" in text, f"ours below it: {text!r}")
    equal(form["B6"].comment.author, "张三", "its author")
    check(form["D5"].comment.author == "procplan", "ours have their own")
    with zipfile.ZipFile(target) as archive:
        names = re.findall(r'<definedName name="([^"]+)"([^>]*)>([^<]*)<', archive.read("xl/workbook.xml").decode())
    check(("_procplan_receipt", ' hidden="1"', "'校验回执'!$A$1") in names, f"the receipt's hidden name: {names}")
    places = sorted((name, re.search(r'localSheetId="(\d+)"', more).group(1)) for name, more, _ in names if "Id" in more)
    equal(places, [("_xlnm.Print_Area", "2"), ("_xlnm.Print_Area", "3"), ("_xlnm.Print_Titles", "0"),
                   ("_xlnm.Print_Titles", "2")], "names that belong to sheets")
    return path, target


def marked_again_nothing_piles_up():
    path, first = os.path.join(WORK, "again.xlsx"), os.path.join(WORK, "again-1.xlsx")
    second, third = os.path.join(WORK, "again-2.xlsx"), os.path.join(WORK, "again-3.xlsx")
    full_book(path)
    mark(path, first)
    good_copy(first, second, "marked again")
    mark(second, third)
    sizes = []
    for one in (second, third):
        with zipfile.ZipFile(one) as archive:
            sizes.append({info.filename: info.file_size for info in archive.infolist()})
    check(abs(sum(sizes[0].values()) - sum(sizes[1].values())) < 20, f"sizes: {sizes}")
    # What has been put right loses its marks, and gets back the colour and the comment that it had.
    book = openpyxl.load_workbook(second)
    form = book[SHEET]
    form["D5"], form["B6"], form["L7"], form["B8"] = 45, "[A02010105]台式计算机", 8, "[A02010105]台式计算机"
    mended, clean = os.path.join(WORK, "mended.xlsx"), os.path.join(WORK, "clean.xlsx")
    book.save(mended)
    old = openpyxl.load_workbook(path)[SHEET]
    new, cells = good_copy_of_mended(mended, clean)
    for place in ("D5", "B6", "L7", "B8"):
        if place not in cells:
            equal(repr(new[SHEET][place].fill.fgColor.rgb if new[SHEET][place].fill.fill_type else None),
                  repr(old[place].fill.fgColor.rgb if old[place].fill.fill_type else None), f"colour of {place} again")
    check("B6" in cells or new[SHEET]["B6"].comment.text.strip() == "这一行还没定\n待定", "the sender's comment alone again")
    check("D5" in cells or new[SHEET]["D5"].comment is None, "no comment where there is nothing to say")


def good_copy_of_mended(path, target):
    mark(path, target)
    found = findings(target)
    equal(findings(path)["findings"], found["findings"], "mended: findings")
    package(target, "mended")
    book = openpyxl.load_workbook(target)
    equal(book.sheetnames, [RECEIPT, "封面", SHEET, "附表"], "mended: sheets")
    return book, here(found)


def every_program():
    makers = {"xlsxwriter": of_xlsxwriter, "bare": by_hand,
              "prefix": lambda path: by_hand(path, prefix="x:"),
              "no styles": lambda path: by_hand(path, styles=False),
              "prefix, no styles": lambda path: by_hand(path, prefix="x:", styles=False),
              "no places": lambda path: by_hand(path, implied=True)}
    for name, make in makers.items():
        path = os.path.join(WORK, name.replace(" ", "") + ".xlsx")
        make(path)
        cells = good_copy(path, path.replace(".xlsx", "-marked.xlsx"), name)[1]
        check({"D5", "B6", "L7"} <= set(cells), f"{name}: findings where they are expected: {sorted(cells)}")
    target = os.path.join(WORK, "xlsxwriter-marked.xlsx")
    check("请核对这一格" in openpyxl.load_workbook(target)[SHEET]["D5"].comment.text, "comment of XlsxWriter's")


def fixtures():
    """The workbooks of Excel, WPS, Gnumeric, SheetJS, exceljs … that the reader is tried on: marked, they are read the
    same, and marked again, they stay as they are."""
    folder = os.path.join(ROOT, "tests", "fixtures", "xlsx")
    for name in sorted(one for one in os.listdir(folder) if one.endswith(".xlsx")):
        path = os.path.join(folder, name)
        first, second = os.path.join(WORK, f"1-{name}"), os.path.join(WORK, f"2-{name}")
        before = findings(path, "--level", "audit")
        mark(path, first, "--level", "audit")
        mark(first, second, "--level", "audit")
        old = openpyxl.load_workbook(path)
        for target in (first, second):
            package(target, name)
            equal(findings(target, "--level", "audit")["findings"], before["findings"], f"{name}: findings")
            new = openpyxl.load_workbook(target)
            equal(new.sheetnames, [RECEIPT, *old.sheetnames], f"{name}: sheets")
            for sheet in old:
                same_sheet(sheet, new[sheet.title], set(here(before)), f"{name}: {sheet.title}")
            receipt(new, before, name)


def strict_format():
    path, target = os.path.join(WORK, "strict.xlsx"), os.path.join(WORK, "strict-marked.xlsx")
    by_hand(path, strict=True)
    mark(path, target)
    package(target, "strict")
    with zipfile.ZipFile(target) as archive:
        said = archive.read("xl/_rels/workbook.xml.rels").decode()
        check("schemas.openxmlformats.org/officeDocument" not in said, f"relations of the strict format: {said}")
    equal(findings(target)["findings"], findings(path)["findings"], "strict: findings")


def other_programs_read_and_save():
    """LibreOffice and Gnumeric open the copy, and what LibreOffice has saved is marked again without piling up."""
    path, target = os.path.join(WORK, "saved.xlsx"), os.path.join(WORK, "saved-marked.xlsx")
    full_book(path)
    mark(path, target)
    if shutil.which("soffice") is None or shutil.which("ssconvert") is None:
        lacks("soffice or ssconvert", "the marked workbook")
        return
    folder = os.path.join(WORK, "lo")
    for source in (path, target):
        done = run(["soffice", f"-env:UserInstallation=file://{WORK}/office", "--headless", "--convert-to",
                    "xlsx:Calc MS Excel 2007 XML", "--outdir", folder, source], HOME=WORK)
        check(os.path.exists(os.path.join(folder, os.path.basename(source))), f"LibreOffice: {done.stderr}")
    out = os.path.join(WORK, "saved.csv")
    said = run(["ssconvert", "--export-type=Gnumeric_stf:stf_csv", target, out], HOME=WORK).stderr
    check(os.path.exists(out) and "rror" not in said and "orrupt" not in said, f"Gnumeric: {said}")
    # A workbook of LibreOffice's own, and our copy after LibreOffice has saved it.
    good_copy(os.path.join(folder, "saved.xlsx"), os.path.join(WORK, "lo-marked.xlsx"), "LibreOffice")
    again = os.path.join(WORK, "lo-again.xlsx")
    mark(os.path.join(folder, "saved-marked.xlsx"), again)
    package(again, "saved by LibreOffice")
    book = openpyxl.load_workbook(again)
    equal([n for n in book.sheetnames if n.startswith(RECEIPT)], [RECEIPT], "one receipt after LibreOffice")
    text = book[SHEET]["B6"].comment.text
    equal((text.count(SEPARATOR), text.count("CAT-01")), (1, 1), f"one comment of ours after LibreOffice: {text!r}")
    equal(book[SHEET]["D5"].comment.text.count("AMT-04"), 1, "one comment on a cell of its own")


def refusals():
    path, target = os.path.join(WORK, "refuse.xlsx"), os.path.join(WORK, "refuse-marked.xlsx")
    full_book(path)
    done = mark(path, path, status=(2,))
    check("不能写回原件" in done.stderr, done.stderr)
    done = mark(path, os.path.join(WORK, "refuse.csv"), status=(2,))
    check(".xlsx" in done.stderr, done.stderr)
    with open(target, "wb") as file:
        file.write(b"kept")
    folder = os.path.join(ROOT, "data", "qingdao-2024")
    for plan in (folder, os.path.join(folder, "plan.csv")):
        done = mark(plan, target, status=(2,))
        check("export" in done.stderr and "不能在上面标注" in done.stderr, done.stderr)
    with open(target, "rb") as file:
        equal(file.read(), b"kept", "the old file stays when nothing could be written")


def macros_and_signatures():
    path, plain = os.path.join(WORK, "macro.xlsm"), os.path.join(WORK, "plain.xlsx")
    full_book(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as out:
        for name in source.namelist():
            data = source.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(b"spreadsheetml.sheet.main", b"X").replace(
                    b"application/vnd.openxmlformats-officedocument.X+xml",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml").replace(
                    b"</Types>", b'<Override PartName="/_xmlsignatures/origin.sigs" ContentType="application/vnd.openxml'
                                 b'formats-package.digital-signature-origin"/></Types>')
            if name == "_rels/.rels":
                data = data.replace(b"</Relationships>",
                                    b'<Relationship Id="sig" Type="http://schemas.openxmlformats.org/package/2006/'
                                    b'relationships/digital-signature/origin" Target="_xmlsignatures/origin.sigs"/>'
                                    b"</Relationships>")
            out.writestr(name, data)
        out.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macros")
        out.writestr("_xmlsignatures/origin.sigs", b"")
    done = mark(path, os.path.join(WORK, "macro.xlsx"), status=(2,))
    check(".xlsm" in done.stderr, done.stderr)
    target = os.path.join(WORK, "macro-marked.xlsm")
    done = mark(path, target)
    check("数字签名" in done.stderr, done.stderr)
    names = package(target, "macros")
    check("xl/vbaProject.bin" in names and not any("_xmlsignatures" in name for name in names), f"parts: {names}")


def merged_cells_and_rows():
    """A finding inside a merged cell is marked on its first cell."""
    path, target = os.path.join(WORK, "merged.xlsx"), os.path.join(WORK, "merged-marked.xlsx")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    put_lines(sheet)
    sheet.merge_cells("A4:A9")
    book.save(path)
    mark(path, target)
    form = openpyxl.load_workbook(target)[SHEET]
    check(not any(is_marked(form.cell(row, 1)) for row in range(5, 10)), "no mark inside a merged cell")
    package(target, "merged")
    equal(findings(path)["findings"], findings(target)["findings"], "merged: findings")


run_tests([everything_of_the_sender_stays, marked_again_nothing_piles_up, every_program, fixtures, strict_format,
           other_programs_read_and_save, refusals, macros_and_signatures, merged_cells_and_rows])
