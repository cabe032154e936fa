#!/usr/bin/python3
"""Changes every single figure of the budget's tables by 0.01 and demands that `check` notices it.

    budget_change_test.py PROCPLAN SOURCE_ROOT

For each amount of the nine tables in data/qingdao-2024/budget, once up and, unless it is 0, once down, and for each figure of 说明数据 that
a table, a sum or a percentage constrains: the findings of family BUD are not those of the budget as it is, and one of them
is about a table that the change broke. A cell that stands for nothing (empty) is left alone. Damaged tables (cut, with
bytes flipped) end in findings or an error with exit status 2, never in a crash. Prints each failure and then `N passed, N
failed`.
"""
import csv
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

STEP = Decimal("0.01")
TEXTS = {"收入项目", "支出项目", "项目", "科目编码", "科目名称", "scope", "key", "unit"}
STATEMENT = "说明数据.csv"
# What 0.01 may change unnoticed: the share of a ceiling in its project is not known; a change that only a percentage is
# held against is known no better than the percentage's last digit.
FREE = {("成本指标", None), ("机关运行经费", "较上年增加")}
DAMAGED = 30  # of each table


def check(procplan, plan):
    """(exit status, the BUD findings as comparable texts or None, stderr)."""
    run = subprocess.run([procplan, "check", plan, "--format", "json", "--level", "submit"], stdin=subprocess.DEVNULL,
                         capture_output=True, timeout=60, check=False)
    try:
        document = json.loads(run.stdout)
    except ValueError:
        return run.returncode, None, run.stderr.decode("utf-8", "replace")
    found = {(f["rule"], f["file"], f["cell"], f["difference"], f["message"]) for f in document["findings"]
             if f["rule"].startswith("BUD-")}
    return run.returncode, found, run.stderr.decode("utf-8", "replace")


def rows_of(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def write_rows(path, rows):
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def amounts_of(name, rows):
    """(row, column) of each figure that something constrains."""
    for r, row in enumerate(rows[1:], 1):
        free = name == STATEMENT and ((row[0], None) in FREE or tuple(row[:2]) in FREE)
        for c, cell in enumerate(row):
            if rows[0][c] not in TEXTS and cell and not free:
                yield r, c


class Plans:
    """Copies of the plan, one a thread."""

    def __init__(self, source, folder):
        self.source, self.folder, self.count = source, folder, 0

    def new(self):
        self.count += 1
        path = os.path.join(self.folder, str(self.count))
        shutil.copytree(self.source, path)
        return path


def try_table(procplan, plan, name, baseline):
    """Changes each figure of one table in turn; returns (how many were noticed, what was wrong)."""
    path = os.path.join(plan, "budget", name)
    rows = rows_of(path)
    passed, problems = 0, []
    for r, c in amounts_of(name, rows):
        # Most figures are 0.00, and no figure of a budget is less.
        for change in (STEP, -STEP) if Decimal(rows[r][c]) != 0 else (STEP,):
            changed = [list(row) for row in rows]
            changed[r][c] = str(Decimal(rows[r][c]) + change)
            write_rows(path, changed)
            status, found, stderr = check(procplan, plan)
            if found is None or status not in (0, 1) or not found - baseline:
                problems.append(f"{name} row {r + 1}, {rows[0][c]}, {change:+}: exit status {status}, not noticed {stderr}")
            else:
                passed += 1
    write_rows(path, rows)
    return passed, problems


def try_damage(procplan, plan, name):
    """Cuts the table and flips its bytes; the program must say something, and not crash."""
    path = os.path.join(plan, "budget", name)
    with open(path, "rb") as file:
        data = file.read()
    passed, problems = 0, []
    numbers = random.Random(name)
    for i in range(DAMAGED):
        damaged = bytearray(data[:numbers.randrange(len(data))] if i % 3 == 0 else data)
        for _ in range(numbers.choice((0, 1, 8)) if i % 3 == 0 else numbers.choice((1, 3, 20))):
            if damaged:
                damaged[numbers.randrange(len(damaged))] = numbers.choice((0, 10, 34, 44, 45, 57, 0x80, 0xE4, 255))
        with open(path, "wb") as file:
            file.write(damaged)
        status, _, stderr = check(procplan, plan)
        if status not in (0, 1, 2) or (status == 2 and not stderr.strip()):
            problems.append(f"{name}, damage {i}: exit status {status}: {stderr}")
        else:
            passed += 1
    with open(path, "wb") as file:
        file.write(data)
    return passed, problems


def main():
    procplan, source_root = sys.argv[1:]
    source = os.path.join(source_root, "data", "qingdao-2024")
    names = sorted(os.listdir(os.path.join(source, "budget")))
    passed, problems = 0, []
    if len(names) != 10:
        problems.append(f"{len(names)} tables instead of 10: {names}")
    with tempfile.TemporaryDirectory() as folder:
        plans = Plans(source, folder)
        status, baseline, stderr = check(procplan, plans.new())
        if baseline is None or {f[0] for f in baseline} - {"BUD-13", "BUD-14"}:
            problems.append(f"the budget as it is: exit status {status}, {baseline} {stderr}")
        else:
            with ThreadPoolExecutor(max_workers=2) as pool:
                jobs = [pool.submit(try_table, procplan, plans.new(), name, baseline) for name in names]
                jobs += [pool.submit(try_damage, procplan, plans.new(), name) for name in names]
                for job in jobs:
                    good, bad = job.result()
                    passed += good
                    problems += bad
    print("\n".join(problems + [f"{passed} passed, {len(problems)} failed"]))
    sys.exit(1 if problems else 0)


main()
