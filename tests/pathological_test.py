#!/usr/bin/python3
"""Inputs made to cost more time or memory than their size is worth: each is generated into a temporary folder and given
to procplan check (and export), which must come to an end in good time and with sane memory, by exit status 0, 1 or 2.

Usage: pathological_test.py PROCPLAN SOURCE_ROOT
"""
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SECONDS = 60          # a machine under load, with sanitizers; the inputs took minutes before they were mended
MEMORY = 1500 << 20   # of address space, where no sanitizer reserves it for itself

PUBLISHED = "功能科目,采购品目,采购类别,合计,一般公共预算,中小企业预留份额\n"
LINE = "2010301,A02010105,货物,1,1,1\n"
CONTROLS = "控制项,键,关系,金额,来源\n"


def long_names(rows, length):
    """Unit rows whose names differ at their very end only."""
    return PUBLISHED + "".join(f"{'单' * (length // 3)}{i},,,1,1,\n{LINE}" for i in range(rows))


def units(rows):
    return PUBLISHED + "".join(f"单位{i},,,1,1,\n{LINE}" for i in range(rows))


def one_long_unit(length, lines):
    return PUBLISHED + "单" * (length // 3) + ",,,1,1,\n" + LINE * lines


def late_wide_row(lines, width):
    return "功能科目,采购品目,采购类别,合计\n" + "2010301,A02010105,货物,1\n" * lines + \
        "2010301,A02010105,货物,1" + ",x" * width + "\n"


def long_heading(columns, width, rows):
    """Cells of digits alone below titles that are long."""
    titles = ",".join("列" * width + str(i) for i in range(columns))
    return f"采购品目,合计,{titles}\n" + ("," + ",1" * (columns + 1) + "\n") * rows


def functions(count):
    return PUBLISHED + "".join(f"{2010000 + i},A02010105,货物,1,1,1\n" for i in range(count))


def first_name_long(length, lines):
    return "功能科目,采购品目,采购类别,合计,一般公共预算,中小企业预留份额,预算项目\n" + \
        "2010301,[A02010105]" + "机" * (length // 3) + ",货物,1,1,1,x\n" + \
        "2010301,[A02010105]台式计算机,货物,1,1,1,x\n" * lines


def controls(lines, kind, key, count):
    """A plan, and as many controls with keys of their own."""
    return {"plan.csv": lines, "controls.csv": CONTROLS + "".join(f"{kind},{key(i)},=,2,\n" for i in range(count))}


# name: the plan, a text or the files of a folder; whether it is exported as well
INPUTS = {
    "units with long names": (long_names(750, 450), False),
    "units and their sums": (units(10000), False),
    "one long name above many lines": (one_long_unit(900000, 25000), False),
    "a wide row below many lines": (late_wide_row(10000, 4000), False),
    "digits below long titles": (long_heading(1000, 300, 100), False),
    "many functions": (functions(10000), True),
    "many controls of totals": (controls(PUBLISHED + LINE, "合计", lambda i: "", 10000), True),
    "controls of functions": (controls(functions(10000), "功能科目", lambda i: "201", 10000), False),
    "controls of items": (controls(PUBLISHED + LINE * 1000, "采购品目", lambda i: "A00000000", 10000), False),
    "controls of a fund by a long key": (controls(PUBLISHED + LINE, "资金来源", lambda i: "资" * 330 + str(i), 5000), False),
    "a long first name": (first_name_long(100000, 3000), False),
    "more controls than may be": (controls(PUBLISHED + LINE, "合计", lambda i: "", 70000), False),
    "rows that may be units or lines": ("预算单位,采购品目,采购类别,合计\n甲,A02010105,货物,1\n" +
                                        "".join(f"单位{i},,,1\n" for i in range(10000)), False),
    "entries that mean nothing": ({"plan.csv": PUBLISHED + LINE,
                                   "about.csv": "".join(f"无{i},x\n" for i in range(100000))}, False),
}


def has_sanitizer(program):
    data = Path(program).read_bytes()
    return b"__asan_init" in data or b"__sanitizer" in data


def write(folder, name, content):
    if isinstance(content, str):
        path = folder / f"{name}.csv"
        path.write_text(content, encoding="utf-8")
        return path
    path = folder / name
    path.mkdir()
    for file, text in content.items():
        (path / file).write_text(text, encoding="utf-8")
    return path


def run(command, limited):
    """What is wrong with the run of a command, "" when nothing is."""
    def limit():
        if limited:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    begun = time.monotonic()
    try:
        # What the library that writes workbooks keeps at the exit is not what is asked here.
        done = subprocess.run(command, env={**os.environ, "ASAN_OPTIONS": "detect_leaks=0"}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, preexec_fn=limit,
                              timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"not done after {SECONDS} seconds"
    words = done.stderr.decode("utf-8", "replace")
    if done.returncode not in (0, 1, 2) or "内存不足" in words or "ERROR: " in words:
        return f"exit status {done.returncode}: {words[-300:]}"
    if os.environ.get("VERBOSE"):
        print(f"  {time.monotonic() - begun:.2f} s, exit status {done.returncode}")
    return ""


def main():
    program = os.path.abspath(sys.argv[1])
    limited = not has_sanitizer(program)
    passed = failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for number, (name, (content, export)) in enumerate(INPUTS.items()):
            path = write(folder, f"input{number}", content)
            commands = [[program, "check", str(path)], [program, "check", str(path), "--format", "json"]]
            if export:
                commands.append([program, "export", str(path), "--force", "-o", str(folder / "out.xlsx")])
            for command in commands:
                problem = run(command, limited)
                passed += problem == ""
                failed += problem != ""
                if problem or os.environ.get("VERBOSE"):
                    print(f"{name}: {' '.join(command[1:])}: {problem or 'passed'}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
