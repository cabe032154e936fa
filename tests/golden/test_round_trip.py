#!/usr/bin/python3
"""Plans there and back: convert and export to every form, through other programs, and the fill-in workbook.

    test_round_trip.py PROCPLAN SOURCE_ROOT
"""
import csv
import os
import shutil
import tempfile

import openpyxl

from workbook import (FORM, PROCPLAN, ROOT, WORK, check, equal, lacks, run, run_tests)

REAL = os.path.join(ROOT, "data", "qingdao-2024")
ITEMS, GUIDE = "采购品目表", "填报说明"
RICH = """预算单位,预算项目,功能科目编码及名称,采购品目,采购类别,合计,小计,一般公共预算,政府性基金预算,单位资金,中小企业预留份额,其中小微企业,计量单位,数量,单价,预留方式,预计采购时间,备注,经办人,合计（含税价）
甲单位,办公,[2010301]行政运行,[A02010105]台式计算机,货物,100000.01,100000.01,100000.01,,0,40000,0.01,台,20,5000.0005,整体预留,2024-03,'=1+1,00123,x
乙单位,'-办公,[2010301]行政运行,[A02010108]便携式计算机,货物,30000,,10000,,20000,,,,,,,3月,'+1,'@SUM(A1),
甲单位,,2010302,[C99000000]其他服务,服务,,,,5000.005,,0,,,,,,,"第一行
第二行",'‘,
,,[2010301]行政运行,[C18040102]财产保险服务,服务,12345.678,12345.67,5,,,十元,1x,,abc,,,,''引号,-,1
丙单位,,[2010301],其他服务,服务类,7,,,,,,,,,,,,_x0041_,' 空格 ,
乙单位,,[2010301]行政运行,[B02010000]铁路工程施工,工程,123456789.12,123456789.12,123456789.12,0,0,0,,,,,,2024年5月,,,
"""
CONTROLS = """控制项,键,关系,金额,来源,栏目
合计,,=,1.00,批复文件,
类别,货物,<=,999999,,
预算单位,甲单位,=,40000.00,'=来源,中小企业预留份额
"""


def write(folder, **files):
    os.makedirs(folder)
    for name, text in files.items():
        with open(os.path.join(folder, name + ".csv"), "w", encoding="utf-8", newline="") as out:
            out.write(text)
    return folder


def rich():
    return write(os.path.join(WORK, "rich"), about="key,value\n部门,甲局：本部\n年度,2024年\n地区,青岛\n金额单位,元\n目录版本,2022\n",
                 plan=RICH, controls=CONTROLS)


def files(folder):
    """What a plan's folder says, but for the other tables of its budget."""
    found = {}
    for name in sorted(os.listdir(folder)):
        if name != "budget":
            with open(os.path.join(folder, name), encoding="utf-8-sig", newline="") as file:
                found[name] = list(csv.reader(file))
    return found


def budget_of(folder):
    """The other tables of its budget."""
    found = {}
    for name in sorted(os.listdir(os.path.join(folder, "budget"))):
        with open(os.path.join(folder, "budget", name), encoding="utf-8-sig", newline="") as file:
            found[name] = list(csv.reader(file))
    return found


def convert(source, target, *options, status=0):
    done = run([PROCPLAN, "convert", source, "-o", target, *options])
    equal(done.returncode, status, f"status of convert {source} to {target}: {done.stderr.strip()[-300:]}")
    return done


def as_folder(source):
    """What the plan of a file says, as a folder."""
    folder = tempfile.mkdtemp(dir=WORK)
    convert(source, os.path.join(folder, "plan"))
    return files(os.path.join(folder, "plan"))


def by_openpyxl(path, out):
    openpyxl.load_workbook(path).save(out)


def by_libreoffice(path, out):
    run(["soffice", f"-env:UserInstallation=file://{WORK}/office", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", os.path.dirname(out), path], HOME=WORK)


def by_gnumeric(path, out):
    run(["ssconvert", "--recalc", path, out], HOME=WORK)


PROGRAMS = {"openpyxl": by_openpyxl, "soffice": by_libreoffice, "ssconvert": by_gnumeric}


def through(program, path, what):
    """The file after another program has opened and saved it; None when that program is not there."""
    if program != "openpyxl" and shutil.which(program) is None:
        lacks(program, what)
        return None
    out = os.path.join(tempfile.mkdtemp(dir=WORK), os.path.basename(path))
    PROGRAMS[program](path, out)
    check(os.path.exists(out), f"{what}: {program} saves it")
    return out


def forms_come_back():
    for plan, name in ((REAL, "real"), (rich(), "rich")):
        wanted = as_folder(plan)
        for target in (f"{name}-folder", f"{name}.xlsx"):
            target = os.path.join(WORK, target)
            said = convert(plan, target).stderr
            if name == "real" and target.endswith("-folder"):
                equal(budget_of(target), budget_of(REAL), "the tables of the budget come back")
            equal("只能写进文件夹" in said, name == "real" and target.endswith(".xlsx"), f"a workbook has no budget, and that is said: {said}")
            equal(as_folder(target), wanted, f"{name} plan from {os.path.basename(target)}")
        lines = os.path.join(WORK, f"{name}.csv")
        said = convert(plan, lines).stderr
        check("控制数" in said, f"a csv has no controls, and that is said: {said}")
        alone = os.path.join(WORK, f"{name}-again.csv")
        convert(lines, alone)
        with open(lines, encoding="utf-8") as first, open(alone, encoding="utf-8") as second:
            equal(second.read().replace("单价（元）", "单价"), first.read(), f"{name} plan from csv")
        for i, options in enumerate((["--for", "bureau"], ["--protect"], ["--sheets", FORM], ["--sheets", f"{FORM},汇总"])):
            book = os.path.join(WORK, f"{name}-{i}.xlsx")
            done = run([PROCPLAN, "export", plan, "-o", book, "--force", *options])
            equal(done.returncode, 0 if name == "real" else 1, f"export {options}: {done.stderr}")
            equal(as_folder(book), wanted, f"{name} plan from export {options}")


def other_programs_keep_it():
    for name in ("real", "rich"):
        book = os.path.join(WORK, f"{name}.xlsx")
        wanted = as_folder(book)
        for program in PROGRAMS:
            saved = through(program, book, name)
            if saved is None:
                continue
            found = as_folder(saved)
            if program == "openpyxl" and name == "rich":  # it reads _x0041_ as A and does not write it back
                check("A" in found["plan.csv"][5], f"openpyxl's way with _x0041_: {found['plan.csv'][5]}")
                found["plan.csv"][5] = wanted["plan.csv"][5]
            equal(found, wanted, f"{name} plan after {program}")


def edited(change):
    """The lines of the rich plan's workbook after a change by hand, in the unit of the plan."""
    book = openpyxl.load_workbook(os.path.join(WORK, "rich.xlsx"))
    change(book[FORM])
    path = os.path.join(tempfile.mkdtemp(dir=WORK), "edited.xlsx")
    book.save(path)
    found = as_folder(path)
    titles = found["plan.csv"][0]
    return found, [dict(zip(titles, row)) for row in found["plan.csv"][1:]]


def row_of(sheet, item):
    return next(row[1].row for row in sheet.iter_rows() if isinstance(row[1].value, str) and item in row[1].value)


def changes_by_hand_count():
    def note(sheet):
        column = next(c.column for c in sheet[row_of(sheet, "台式") - 6] + sheet[4] if c.value == "备注")
        sheet.cell(row_of(sheet, "台式"), column).value = "改过"
    _, lines = edited(note)
    equal([one["备注"] for one in lines][:2], ["改过", "'+1"], "a note changed on the form")

    def amount(sheet):
        sheet.cell(row_of(sheet, "便携式"), 6).value = 2
    _, lines = edited(amount)
    equal((lines[1]["一般公共预算"], lines[1]["单位资金"]), ("20000.00", "20000.00"), "an amount changed on the form")
    check(all(one["政府性基金预算"] == "" for one in lines[:2]), "what was empty beside it stays empty")

    def removed(sheet):
        sheet.delete_rows(row_of(sheet, "台式"))
    _, lines = edited(removed)
    equal(len(lines), 5, "a line deleted from the form is gone")
    check(not any("台式" in one["采购品目名称" if "采购品目名称" in one else "采购品目"] for one in lines), "and does not come back")

    def renamed(sheet):
        for row in sheet.iter_rows(max_row=4):
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("2024年"):
                    cell.value = "2025年政府采购预算表"
    found, _ = edited(renamed)
    check(["年度", "2025"] in found["about.csv"], f"a year changed in the title counts: {found['about.csv']}")
    check(["地区", "青岛"] in found["about.csv"], "what the form does not show is kept")


def total_changed_by_hand():
    def typed(sheet):
        row = next(r[2].row for r in sheet.iter_rows() if r[2].value == "合计")
        sheet.cell(row, 4).value = 1
    found, _ = edited(typed)
    check(any("表内合计行" in " ".join(row) for row in found["controls.csv"]), "a total that was typed in is a control")
    equal(sum("表内" in " ".join(row) for row in found["controls.csv"]), 1, "and the others are not")


def nothing_is_overwritten():
    for target in ("taken.csv", "taken.xlsx", "taken"):
        path = os.path.join(WORK, target)
        if target == "taken":
            os.mkdir(path)
        else:
            with open(path, "w", encoding="utf-8") as out:
                out.write("别人的")
        said = convert(REAL, path, status=2).stderr
        check("--force" in said and "已经存在" in said, f"{target} is there: {said}")
        check(os.path.isdir(path) or os.path.getsize(path) == 9, f"{target} is untouched")
        convert(REAL, path, "--force")
        check(len(as_folder(path)["plan.csv"]) == 23, f"{target} was replaced with --force")
    done = convert(REAL, os.path.join(WORK, "said"))
    check("22 行" in done.stdout and "6,289.03" in done.stdout and "said" in done.stdout, f"what was written: {done.stdout}")
    for bad in ("x.xls", "x.ods", "x.pdf"):
        convert(REAL, os.path.join(WORK, bad), status=2)
        check(not os.path.exists(os.path.join(WORK, bad)), f"{bad} is not written")
    nameless = write(os.path.join(WORK, "nameless"), plan="采购品目,采购类别,合计,备注\n,,5,没有品目\nA02010105,货物,1,\n")
    convert(nameless, os.path.join(WORK, "nameless.xlsx"), status=2)
    equal([name for name in os.listdir(WORK) if name.startswith("nameless.")], [], "nothing is left of a refused plan")


# ---- The fill-in workbook ----

COLUMNS = {"预算单位": "A", "功能科目编码及名称": "B", "采购品目": "C", "一般公共预算": "G", "政府性基金预算": "H",
           "国有资本经营预算": "I", "财政专户管理资金": "J", "单位资金": "K", "上年结转": "L", "中小企业预留份额": "M"}


def template(*options, status=0):
    path = os.path.join(tempfile.mkdtemp(dir=WORK), "填报表.xlsx")
    done = run([PROCPLAN, "template", "-o", path, *options])
    equal(done.returncode, status, f"status of template {options}: {done.stderr}")
    return path


def fill(path):
    """Fills in the real plan; openpyxl leaves every formula without its result."""
    book = openpyxl.load_workbook(path)
    sheet = book[FORM]
    with open(os.path.join(REAL, "plan.csv"), encoding="utf-8-sig", newline="") as file:
        for i, line in enumerate(csv.DictReader(file)):
            for title, column in COLUMNS.items():
                sheet[f"{column}{7 + i}"] = float(line[title]) if column >= "G" else line[title]
    filled = os.path.join(os.path.dirname(path), "filled.xlsx")
    book.save(filled)
    return filled


def template_as_made():
    path = template("--rows", "30", "--year", "2025", "--department", "=甲局", "--region", "青岛")
    book = openpyxl.load_workbook(path)
    sheet = book[FORM]
    equal([(one.title, one.sheet_state) for one in book], [(GUIDE, "visible"), (FORM, "visible"), (ITEMS, "visible"),
                                                           ("列表", "hidden")], "sheets of the template")
    equal((sheet["B2"].value, sheet["E2"].value, sheet["H2"].value), ("=甲局", "2025", "青岛"), "what is filled in already")
    check(sheet["B2"].data_type != "f", "the department's name is no formula")
    equal(sheet.freeze_panes, "D7", "frozen panes of the template")
    rules = {str(one.sqref): one for one in sheet.data_validations.dataValidation}
    for cells, kind in {"C7:C36": "list", "D7:D36": "list", "O7:O36": "list", "P7:P36": "list", "Q7:Q36": "list",
                        "R7:R36": "list", "S7:S36": "list", "G7:L36": "custom", "M7:M36": "custom", "N7:N36": "custom",
                        "U7:U36": "custom", "V7:V36": "custom"}.items():
        check(cells in rules and rules[cells].type == kind, f"{kind} at {cells}")
    check(all("$" in one.formula1 for one in rules.values() if one.type == "list"), "lists are ranges of cells")
    months = [cell.value for cell in book["列表"]["G"]][1:]
    equal((len(months), months[2]), (12, "2025年3月"), "months on offer")
    items = book[ITEMS]
    with open(os.path.join(ROOT, "catalog", "items-2022.csv"), encoding="utf-8-sig", newline="") as file:
        codes = [row["code"] for row in csv.DictReader(file)]
    inner = {code[:1 + 2 * n] + "0" * (8 - 2 * n) for code in codes if len(code) > 1 for n in range(1, 4)
             if code != code[:1 + 2 * n] + "0" * (8 - 2 * n)}
    last = [code for code in codes if len(code) > 1 and code not in inner]
    equal([cell.value for cell in items["B"]][3:], last, "every last-level item, and no other")
    equal(items.auto_filter.ref, f"A3:E{len(last) + 3}", "filter over the items")
    equal(len(as_folder(path)["plan.csv"]), 1, "an empty template has no lines")
    without = as_folder(through("openpyxl", path, "empty template"))
    equal(len(without["plan.csv"]), 1, "nor when it was saved by a program that works nothing out")


def template_filled_in():
    with open(os.path.join(REAL, "plan.csv"), encoding="utf-8-sig", newline="") as file:
        wanted = list(csv.DictReader(file))
    filled = fill(template("--year", "2024", "--department", "青岛市人民政府办公厅", "--region", "青岛"))
    for program in (None, "soffice", "ssconvert"):
        path = filled if program is None else through(program, filled, "filled template")
        if path is None:
            continue
        found = as_folder(path)
        lines = [dict(zip(found["plan.csv"][0], row)) for row in found["plan.csv"][1:]]
        equal([{title: line[title] for title in wanted[0]} for line in lines], wanted,
              f"the real plan filled in, worked out by {program}")
        equal(found["about.csv"][1:4], [["部门", "青岛市人民政府办公厅"], ["年度", "2024"], ["地区", "青岛"]], "about")
        check(program is None or ["合计", "", "=", "6289.03"] in [row[:4] for row in found["controls.csv"]],
              f"the row of sums is a control after {program}")
        done = run([PROCPLAN, "check", path])
        equal(done.returncode, 0, f"the filled template has no errors: {done.stdout[:400]}")
        real = run([PROCPLAN, "check", REAL]).stdout
        for rule in ("SME-04", "SME-01", "SME-02", "CAT-05"):
            equal(done.stdout.count(f"】{rule} "), real.count(f"】{rule} "), f"findings of {rule} after {program}")


def template_tells_wrong_items():
    path = template("--rows", "5")
    book = openpyxl.load_workbook(path)
    sheet = book[FORM]
    for row, item in enumerate(("[A02010105]台式计算机", "A02010105", "[B02010000]铁路工程施工", "[A99999998]没有的", " "), 7):
        sheet[f"C{row}"] = item
        sheet[f"G{row}"] = 0.1 + 0.2
        sheet[f"J{row}"] = 0.7
    out = os.path.join(os.path.dirname(path), "wrong.xlsx")
    book.save(out)
    saved = through("soffice", out, "template with a wrong item")
    if saved is None:
        return
    shown = openpyxl.load_workbook(saved, data_only=True)[FORM]
    equal([shown[f"D{row}"].value or "" for row in range(7, 12)], ["货物", "货物", "工程", "品目不存在", ""], "kinds")
    equal([shown[f"{c}7"].value for c in "EF"], [1, 0.3], "sums of a line")
    equal(shown["E6"].value, 5, "sum of all lines")
    findings = run([PROCPLAN, "check", saved]).stdout
    check("A99999998" in findings and "CAT-01" in findings, "the check tells the wrong item too")


def template_refuses():
    for options in (["--rows", "0"], ["--rows", "5001"], ["--rows", "1x"], ["--year", "25"]):
        path = template(*options, status=2)
        check(not os.path.exists(path), f"nothing is written for {options}")
    path = template()
    done = run([PROCPLAN, "template", "-o", path])
    check(done.returncode == 2 and "--force" in done.stderr, "a template that may be filled in is not overwritten")
    equal(run([PROCPLAN, "template", "-o", "x.csv"]).returncode, 2, "only .xlsx")


run_tests([forms_come_back, other_programs_keep_it, changes_by_hand_count, total_changed_by_hand, nothing_is_overwritten,
           template_as_made, template_filled_in, template_tells_wrong_items, template_refuses])
