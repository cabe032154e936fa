#!/usr/bin/python3
"""`procplan merge`: the parts of the real plan come together to its totals, in every form that is written; contradictions are
refused.

    merge_test.py PROCPLAN SOURCE_ROOT

Prints each failure and then `N passed, N failed`.
"""
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from decimal import Decimal

PROCPLAN, ROOT = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
REAL = os.path.join(ROOT, "data", "qingdao-2024")
WORK = tempfile.mkdtemp(prefix="procplan-merge-")
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
    done = subprocess.run([PROCPLAN, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300,
                          check=False, cwd=WORK)
    return done.returncode, done.stdout, done.stderr


with open(os.path.join(REAL, "plan.csv"), encoding="utf-8-sig", newline="") as real:
    HEAD, *LINES = csv.reader(real)
TOTAL, RESERVE = HEAD.index("合计"), HEAD.index("中小企业预留份额")


def total(rows, column=TOTAL):
    return sum((Decimal(row[column]) for row in rows), Decimal(0))


def part(name, rows, unit=None, department="青岛市人民政府办公厅", year="2024", yuan=False, controls=()):
    """A folder with these lines; a unit of its own where one is given."""
    folder = os.path.join(WORK, name)
    os.makedirs(folder)
    rows = [[row[0] if unit is None else unit, *row[1:4],
             *(str(Decimal(cell) * 10000) if yuan else cell for cell in row[4:])] for row in rows]
    with open(os.path.join(folder, "plan.csv"), "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])
    with open(os.path.join(folder, "about.csv"), "w", encoding="utf-8") as file:
        file.write(f"key,value\n部门,{department}\n年度,{year}\n地区,青岛\n金额单位,{'元' if yuan else '万元'}\n目录版本,2022\n")
    with open(os.path.join(folder, "controls.csv"), "w", encoding="utf-8") as file:
        file.write("控制项,键,关系,金额,来源\n" + "".join(f"{c}\n" for c in controls))
    return name


def checked(plan):
    status, out, err = run("check", plan, "--format", "json")
    check(status in (0, 1), f"check of {plan}: {err}")
    return json.loads(out)


def parts_of_the_real_plan():
    for i in range(4):
        part(f"part{i}", LINES[i::4])
    status, out, err = run("merge", "part0", "part1", "part2", "part3", "-o", "whole")
    check(status == 0 and "4 份计划、1 个预算单位" in out and "6,289.03" in out, f"{status} {out} {err}")
    check("里都有" in err, "told that one unit stands in several plans")
    whole, real = checked("whole"), checked(REAL)
    equal(whole["totals"], real["totals"], "totals of the merged parts")
    equal(whole["plan"], real["plan"], "what the merged plan is")
    told = json.loads(run("diff", REAL, "whole", "--format", "json")[1])
    equal((told["summary"]["same"], told["lines"]), (22, []), "no line is another")
    equal([c["title"] for c in told["columns"]], ["来源文件", "来源行"], "where the lines were is carried along")
    with open(os.path.join(WORK, "whole", "plan.csv"), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    equal([(row["来源文件"], row["来源行"]) for row in rows[:2]], [("part0/plan.csv", "2"), ("part0/plan.csv", "3")], "places")
    status, _, err = run("merge", "whole", part("more", LINES[:1]), "-o", "again")
    with open(os.path.join(WORK, "again", "plan.csv"), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    equal((status, len(rows), rows[0]["来源文件"], rows[-1]["来源文件"]), (0, 23, "part0/plan.csv", "more/plan.csv"),
          "the first place stays when merged once more")


def three_units():
    groups = {"本级": LINES[:8], "服务中心": LINES[8:15], "信息中心": LINES[15:]}
    for name, rows in groups.items():
        yuan = name == "服务中心"
        scale = 10000 if yuan else 1
        part(f"单位/{name}", rows, unit="" if yuan else name, yuan=yuan,
             controls=[f"合计,,=,{total(rows) * scale},批复", f"预留份额,,=,{total(rows, RESERVE) * scale},批复"])
    names = [f"单位/{name}" for name in groups]
    status, out, err = run("merge", *names, "-o", "三单位")
    equal(status, 0, f"exit status ({err})")
    check("已按文件名写为“服务中心”" in err and "准确换算" in err, err)
    report = checked("三单位")
    controls = {(c["control"], c["key"]): c for c in report["controls"]}
    check(all(c["met"] for c in report["controls"]), "all controls are met")
    equal(controls[("合计", None)]["expected"], "6289.03", "sum of the 合计")
    equal(controls[("预留份额", None)]["expected"], "269.68", "sum of the 预留份额")
    for name, rows in groups.items():
        check(any(c["key"] == name and Decimal(c["expected"]) == total(rows) for c in report["controls"]),
              f"合计 of {name} became its control")
    for name, rows in groups.items():
        check(any(line.split()[:3] == [name, str(len(rows)), f"{total(rows):,}"] for line in out.splitlines()),
              f"{name} is printed with its lines and total")
    status, _, err = run("merge", *names, "-o", "三单位.xlsx")
    check(status == 0 and os.path.getsize(os.path.join(WORK, "三单位.xlsx")) > 10000, f"workbook {err}")
    status, _, err = run("merge", *names, "-o", "三单位.csv")
    check(status == 0 and "没有部门" in err, f"csv {err}")
    equal(checked("三单位.csv")["totals"]["total"], "6289.03", "total of the csv")


def many():
    names = [part(f"many/{i:03d}", [LINES[i % 22]], unit=f"单位{i}") for i in range(200)]
    status, out, err = run("merge", *names, "-o", "众")
    check(status == 0 and "200 份计划、200 个预算单位" in out, f"{status} {err}")
    equal(checked("众")["totals"]["total"], str(sum(total([LINES[i % 22]]) for i in range(200))), "total of 200 plans")


def refusals():
    part("a", LINES[:3], unit="甲")
    part("b", LINES[3:6], unit="乙", department="财政局")
    part("c", LINES[3:6], unit="乙", year="2025")
    part("d", list(reversed(LINES[:3])), unit="甲")
    os.symlink("a", os.path.join(WORK, "link"))
    for arguments, words in ((["a"], "用法"), (["a", "b"], "-o"), (["a", "b", "-o", "x"], "--department"),
                             (["a", "c", "-o", "x"], "--year"), (["a", "d", "-o", "x"], "--force"),
                             (["a", "link", "-o", "x"], "同一份"), (["a", "nowhere", "-o", "x"], "nowhere"),
                             (["a", "c", "-o", "x.pdf"], ".pdf"), (["a", "c", "-o", "d"], "已经存在")):
        status, out, err = run("merge", *arguments)
        check(status == 2 and words in err and not out and not os.path.exists(os.path.join(WORK, "x")),
              f"{arguments}: {status} {err}")
    for more in (["b", "--department", "市政府", "-o", "x1"], ["c", "--year", "2025", "-o", "x2"], ["d", "--force", "-o", "x3"]):
        status, _, err = run("merge", "a", *more)
        equal(status, 0, f"{more} ({err})")
    equal(checked("x1")["plan"]["department"], "市政府", "--department")
    equal(checked("x2")["plan"]["year"], 2025, "--year")


for test in (parts_of_the_real_plan, three_units, many, refusals):
    test()
shutil.rmtree(WORK)
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
