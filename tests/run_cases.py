#!/usr/bin/env python3
"""Runs the cases of the rules: tests/cases/<RULE>/<pass|fail|edge>-<what>/.

A case is a plan folder (plan.csv, about.csv, controls.csv, budget/) with
  expected.csv  the full list of findings in order: rule,severity,cell,actual,expected,difference and, where one of them has
                no cell, row: the row that such a finding is about, empty where it is about the plan as a whole
  says.csv      optional, rule,field,text: the text is part of that field (message, fix, basis, file, title) of a finding of
                the rule, or, with a - before the field, of none of them; the field not_checked is why it was not checked
  note.txt      what the case shows; a first line "args: ..." adds arguments to procplan check
The exit status must be 1 exactly when an error is expected. In a pass case the rule that the folder names must have been
checked and have found nothing. Every rule needs a pass and a fail case; a rule with a threshold also needs an edge-below
and an edge-above case whose inputs differ by 0.01 and whose findings of that rule differ.

Usage: run_cases.py PROCPLAN SOURCE_ROOT
"""
import csv
import json
import shlex
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal, InvalidOperation
from pathlib import Path
from string import ascii_uppercase as LETTERS

KEYS = ["rule", "severity", "cell", "actual", "expected", "difference"]
ROW = "row"
TIMEOUT = 60


def rows_of(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def arguments(case):
    note = (case / "note.txt").read_text(encoding="utf-8")
    first = note.split("\n", 1)[0]
    return shlex.split(first[len("args:"):]) if first.startswith("args:") else []


def expected_findings(case):
    """The findings as tuples of KEYS and the row, which is that of the cell where there is one."""
    rows = rows_of(case / "expected.csv")
    if not rows or rows[0] not in (KEYS, KEYS + [ROW]):
        raise ValueError("expected.csv must begin with " + ",".join(KEYS))
    findings = []
    for row in rows[1:]:
        cell = row[KEYS.index("cell")]
        if len(row) != len(rows[0]) or (cell and row[len(KEYS):] not in ([], [""])):
            raise ValueError("expected.csv: as many columns as headings, and no row beside a cell: " + ",".join(row))
        if not cell and len(row) == len(KEYS):
            raise ValueError("expected.csv: a finding without a cell asks for the column row: " + ",".join(row))
        findings.append((*row[:len(KEYS)], cell.lstrip(LETTERS) if cell else row[-1]))
    return findings


def finding_of(entry):
    """A finding of the report in the same form."""
    return tuple("" if entry[key] is None else str(entry[key]) for key in [*KEYS, ROW])


def check_words(case, report):
    """What says.csv asks for and the report lacks."""
    if not (case / "says.csv").exists():
        return []
    problems = []
    for rule, field, text in rows_of(case / "says.csv")[1:]:
        if field == "not_checked":
            texts = [n["reason"] for n in report["not_checked"] if n["rule"] == rule]
        else:
            texts = [f[field.lstrip("-")] or "" for f in report["findings"] if f["rule"] == rule]
        if any(text in t for t in texts) == field.startswith("-"):
            problems.append(f"{rule} {field} {text}: " + " | ".join(texts))
    return problems


def check(program, case):
    """Runs one case; returns what is wrong with it, nothing when it passes."""
    try:
        wanted = expected_findings(case)
        run = subprocess.run([program, "check", str(case), "--format", "json", *arguments(case)],
                             capture_output=True, text=True, timeout=TIMEOUT)
        if run.returncode not in (0, 1):
            return [f"exit status {run.returncode}: {run.stderr.strip()}"]
        report = json.loads(run.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired) as problem:
        return [f"{type(problem).__name__}: {problem}"]
    found = [finding_of(f) for f in report["findings"]]
    problems = []
    if found != wanted:
        problems += ["not found: " + ",".join(f) for f in wanted if f not in found]
        problems += ["not expected: " + ",".join(f) for f in found if f not in wanted]
        problems = problems or ["other order or number: " + " | ".join(",".join(f) for f in found)]
    problems += check_words(case, report)
    status = 1 if any(f[1] == "error" for f in wanted) else 0
    if run.returncode != status:
        problems.append(f"exit status {run.returncode} instead of {status}")
    rule = case.parent.name
    if case.name.startswith("pass-"):
        if any(f[0] == rule for f in found):
            problems.append(f"{rule} is among the findings of a pass case")
        problems += [f"{rule} was not checked: {n['reason']}" for n in report["not_checked"] if n["rule"] == rule]
    if case.name.startswith("fail-") and not any(f[0] == rule for f in found):
        problems.append(f"{rule} is not among the findings of a fail case")
    return problems


def inputs(case):
    """All cells of the case's input, by file, row and column."""
    cells = {}
    for path in sorted(case.rglob("*.csv")):
        if path.name not in ("expected.csv", "says.csv"):
            for r, row in enumerate(rows_of(path)):
                cells.update({(path.relative_to(case), r, c): text for c, text in enumerate(row)})
    return cells


def one_cent_apart(below, above):
    a, b = inputs(below), inputs(above)
    changed = [key for key in a.keys() | b.keys() if a.get(key) != b.get(key)]
    try:
        steps = {abs(Decimal(a[key]) - Decimal(b[key])) for key in changed}
    except (InvalidOperation, KeyError):
        return False
    return steps == {Decimal("0.01")}


def findings_of(rule, case):
    return [f for f in expected_findings(case) if f[0] == rule]


def check_coverage(program, cases):
    """What the registry asks for and the folders lack."""
    run = subprocess.run([program, "rules", "--format", "json"], capture_output=True, text=True, timeout=TIMEOUT)
    rules = {rule["id"]: rule for rule in json.loads(run.stdout)}
    names = {rule: [c for c in cases if c.parent.name == rule] for rule in rules}
    problems = [f"{c.parent.name}: no such rule" for c in cases if c.parent.name not in rules]
    problems += [f"{c.parent.name}/{c.name}: name must begin with pass-, fail- or edge-" for c in cases
                 if not c.name.startswith(("pass-", "fail-", "edge-"))]
    for rule, own in names.items():
        for kind in ("pass-", "fail-"):
            if not any(c.name.startswith(kind) for c in own):
                problems.append(f"{rule}: no {kind}… case")
        if not rules[rule]["threshold"]:
            continue
        below = [c for c in own if c.name.startswith("edge-below")]
        above = [c for c in own if c.name.startswith("edge-above")]
        if not any(one_cent_apart(b, a) and findings_of(rule, b) != findings_of(rule, a) for b in below for a in above):
            problems.append(f"{rule}: no edge-below… and edge-above… that differ by 0.01 and in what they find")
    return problems


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    program, root = sys.argv[1], Path(sys.argv[2])
    if shutil.which(program) is None:
        sys.exit(f"{program}: no such program")
    cases = sorted(path for path in (root / "tests" / "cases").glob("*/*") if path.is_dir())
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(zip(cases, pool.map(lambda case: check(program, case), cases)))
    failed = 0
    for case, problems in results:
        if problems:
            failed += 1
            print(f"FAIL {case.parent.name}/{case.name}\n    " + "\n    ".join(problems))
    lacking = check_coverage(program, cases)
    for problem in lacking:
        print(f"LACK {problem}")
    print(f"{len(cases) - failed} passed, {failed + len(lacking)} failed")
    return 1 if failed or lacking or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
