#!/usr/bin/python3
"""Changes every single amount of the real plan by 0.01 and demands that `check` finds it.

    single_change_test.py PROCPLAN SOURCE_ROOT

For each amount cell of data/qingdao-2024/plan.csv (22 lines, 9 columns), once up and once down: the exit status is 1, some
finding at error level shows the difference of 0.01 with the right sign, and that finding names the line, or the control,
that the change broke. Prints each failure and then `N passed, N failed`.
"""
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from decimal import Decimal

AMOUNTS = ["合计", "小计", "一般公共预算", "政府性基金预算", "国有资本经营预算", "财政专户管理资金", "单位资金",
           "上年结转", "中小企业预留份额"]
# An amount is also a part of these sums: raising it makes the sum too small.
SUMS = {
    "一般公共预算": ["小计", "合计"],
    "政府性基金预算": ["小计", "合计"],
    "国有资本经营预算": ["小计", "合计"],
    "小计": ["合计"],
    "财政专户管理资金": ["合计"],
    "单位资金": ["合计"],
    "上年结转": ["合计"],
}
STEP = Decimal("0.01")


def check(procplan, plan):
    """(exit status, the JSON document or None, stderr)."""
    run = subprocess.run([procplan, "check", plan, "--format", "json"], stdin=subprocess.DEVNULL, capture_output=True,
                         timeout=60, check=False)
    try:
        document = json.loads(run.stdout)
    except ValueError:
        document = None
    return run.returncode, document, run.stderr.decode("utf-8", "replace")


def shows(finding, column, row, change):
    """Whether this finding is what changing the cell (row, column) by `change` must lead to."""
    if finding["severity"] != "error" or finding["difference"] is None:
        return False
    difference = Decimal(finding["difference"])
    place = os.path.basename(finding["file"] or "")
    if place == "controls.csv":
        return difference == change
    if place != "plan.csv" or finding["row"] != row:
        return False
    if finding["title"] == column:
        return difference == change
    return finding["title"] in SUMS.get(column, ()) and difference == -change


def problem(status, document, stderr, column, row, change):
    """What is wrong with the answer, or None."""
    if document is None:
        return f"no JSON document, exit status {status}: {stderr.strip()}"
    if not any(shows(finding, column, row, change) for finding in document["findings"]):
        errors = [(f["rule"], f["file"], f["row"], f["title"], f["difference"])
                  for f in document["findings"] if f["severity"] == "error"]
        return f"no finding shows it; exit status {status}, errors: {errors}"
    if status != 1:
        return f"exit status {status} instead of 1"
    return None


def main():
    procplan, source_root = sys.argv[1:]
    source = os.path.join(source_root, "data", "qingdao-2024")
    passed = failed = 0

    def judge(name, trouble):
        nonlocal passed, failed
        if trouble is None:
            passed += 1
        else:
            failed += 1
            print(f"{name}: {trouble}")

    with open(os.path.join(source, "plan.csv"), encoding="utf-8-sig", newline="") as file:
        headings, *lines = csv.reader(file)
    judge("the size of the plan", None if len(lines) == 22 else f"{len(lines)} lines instead of 22")

    with tempfile.TemporaryDirectory() as temporary:
        plan = os.path.join(temporary, "plan")
        shutil.copytree(source, plan)
        status, document, stderr = check(procplan, plan)
        errors = None if document is None else document["summary"]["error"]
        judge("the plan as it is", None if (status, errors) == (0, 0) else f"exit status {status}, {errors} errors: {stderr}")

        for number, line in enumerate(lines):
            for column in AMOUNTS:
                place = headings.index(column)
                for change in (STEP, -STEP):
                    changed = list(line)
                    changed[place] = str(Decimal(line[place]) + change)
                    with open(os.path.join(plan, "plan.csv"), "w", encoding="utf-8-sig", newline="") as file:
                        csv.writer(file).writerows([headings, *lines[:number], changed, *lines[number + 1:]])
                    row = number + 2
                    judge(f"row {row}, {column}, {change:+}",
                          problem(*check(procplan, plan), column, row, change))

    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
