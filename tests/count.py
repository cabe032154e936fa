#!/usr/bin/python3
"""Counts what a run of `meson test` tried.

    count.py BUILD/meson-logs/testlog.json

Prints `PASSED FAILED`. A program of cmocka or of ours says itself how many tests it made; one that says nothing counts as
one test. A program that failed without naming a failed test (a crash, a sanitizer, a time limit) counts as one failure
more, so that nothing is lost.
"""
import json
import re
import sys

CMOCKA_PASSED = re.compile(r"^\[  PASSED  \] (\d+) test", re.M)
CMOCKA_FAILED = re.compile(r"^\[  FAILED  \] (\d+) test", re.M)
OURS = re.compile(r"^(\d+) passed, (\d+) failed$", re.M)


def count(test):
    """(passed, failed) of one entry of the log."""
    text = test.get("stdout", "") + "\n" + test.get("stderr", "")
    passed = sum(map(int, CMOCKA_PASSED.findall(text)))
    failed = sum(map(int, CMOCKA_FAILED.findall(text)))
    for own_passed, own_failed in OURS.findall(text):
        passed += int(own_passed)
        failed += int(own_failed)
    if test["result"] in ("SKIP", "EXPECTEDFAIL"):
        return 0, 0
    if test["result"] == "OK":
        return (passed, failed) if passed + failed else (1, 0)
    return passed, max(failed, 1)


def main():
    passed = failed = 0
    with open(sys.argv[1], encoding="utf-8", errors="replace") as log:
        for row in log:
            more_passed, more_failed = count(json.loads(row))
            passed += more_passed
            failed += more_failed
    print(passed, failed)


main()
