#!/usr/bin/python3
"""The measuring half of scripts/bench.

    run.py PROCPLAN MEASURE TOOLS SOURCE_ROOT SCRATCH [--quick]

TOOLS holds bare_csv, bare_xlsx and empty; SCRATCH is a folder for what is written. Makes the plans, runs every job several
times, the jobs of one group in turn so that a slow minute of the machine strikes all alike, and prints one table of medians.
Nothing fails on a clock; exit status 2 when a job itself failed.
"""
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import unicodedata
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))


class Job:
    """One row of the table. `inner`: the command prints the seconds that count; otherwise the whole process does."""

    def __init__(self, name, lines, command, inner=False, aim=""):
        self.name, self.lines, self.command, self.inner, self.aim = name, lines, command, inner, aim
        self.seconds, self.processor, self.peak = [], [], 0

    def median(self):
        return statistics.median(self.seconds)

    def forget(self):
        self.seconds.clear()
        self.processor.clear()

    def run(self, measure):
        run = subprocess.run([measure, "1", *self.command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=True)
        wall, processor, peak, status, said = run.stdout.rstrip("\n").split("\t")
        if status != "0":
            print(f"bench: exit status {status}: {' '.join(self.command)}\n{run.stderr}", file=sys.stderr)
            sys.exit(2)
        self.seconds.append(float(said if self.inner else wall))
        self.processor.append(float(processor))
        self.peak = max(self.peak, int(peak) / 1000)


def measure_group(measure, jobs, runs):
    for job in jobs: # once unmeasured, so that files and libraries are in memory for everyone
        job.run(measure)
        job.forget()
    for _ in range(runs):
        for job in jobs:
            job.run(measure)


def width(text):
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def print_table(rows):
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number, row in enumerate(rows):
        cells = [cell + " " * (space - width(cell)) if column == 0 else " " * (space - width(cell)) + cell
                 for column, (cell, space) in enumerate(zip(row, widths))]
        print("  ".join(cells).rstrip())
        if number == 0:
            print("  ".join("-" * space for space in widths))


def count_cells(path):
    """(cells, formulas) of the first sheet."""
    cells = formulas = 0
    tail = b""
    with zipfile.ZipFile(path) as book, book.open("xl/worksheets/sheet1.xml") as sheet:
        while part := sheet.read(1 << 20):
            part = tail + part
            cells += len(re.findall(rb"<c[ >]", part))
            formulas += len(re.findall(rb"<f[ >]", part))
            # An opening tag cut in two is counted with the next part.
            cut = part.rfind(b"<")
            tail = part[cut:] if cut >= 0 and len(part) - cut < 3 else b""
    return cells, formulas


def opened_files(procplan, plan):
    """[(path, whether it was there)] in the order of opening, or None without strace."""
    if shutil.which("strace") is None:
        return None
    run = subprocess.run(["strace", "-f", "-e", "trace=open,openat,openat2,creat", procplan, "check", plan],
                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    calls = re.findall(r'^(?:\[pid +\d+\] )?(?:open|openat|openat2|creat)\((?:[^",]*, )?"((?:[^"\\]|\\.)*)".* = (-?\d+)',
                       run.stderr, re.M)
    return [(path, int(result) >= 0) for path, result in calls] if calls else None


def main():
    quick = "--quick" in sys.argv
    procplan, measure, tools, source_root, scratch = [word for word in sys.argv[1:] if word != "--quick"]
    runs = 3 if quick else 5
    many, fewer = (100_000, 10_000) if quick else (1_000_000, 100_000)
    catalog = os.path.join(source_root, "catalog", "items-2022.csv")
    small = os.path.join(source_root, "data", "qingdao-2024")

    plans = {}
    for lines in (many, fewer):
        plans[lines] = os.path.join(scratch, f"plan-{lines}")
        print(f"making a plan of {lines:,} lines ...", file=sys.stderr)
        subprocess.run(["/usr/bin/python3", os.path.join(HERE, "make_plan.py"), catalog, str(lines), plans[lines]], check=True)

    def tool(name):
        return os.path.join(tools, name)

    def book(name):
        return os.path.join(scratch, name + ".xlsx")

    csv_file = os.path.join(plans[fewer], "plan.csv")
    reading = [
        Job("libcsv alone: parse", many, [tool("bare_csv"), os.path.join(plans[many], "plan.csv")]),
        Job("procplan check", many, [procplan, "check", plans[many]], aim="<= 2.00, <= 600 MB"),
        Job("procplan check --format json", many, [procplan, "check", plans[many], "--format", "json"]),
    ]
    writing = [
        Job("libxlsxwriter alone: the loop", fewer, [tool("bare_xlsx"), csv_file, book("bare")], inner=True),
        Job("procplan export: read, check, write", fewer, [procplan, "export", plans[fewer], "-o", book("procplan"),
            "--sheets", "政府采购预算表,汇总,校验结果"], aim="<= 1.20"),
        Job("procplan export: all seven sheets", fewer, [procplan, "export", plans[fewer], "-o", book("all")]),
        Job("XlsxWriter (Python): the loop", fewer,
            ["/usr/bin/python3", os.path.join(HERE, "peer_xlsxwriter.py"), csv_file, book("xlsxwriter")], inner=True),
        Job("openpyxl (Python): the loop", fewer,
            ["/usr/bin/python3", os.path.join(HERE, "peer_openpyxl.py"), csv_file, book("openpyxl")], inner=True),
    ]
    def read_books(lines):
        sheet = "政府采购预算表"
        made = book(f"sheet-{lines}")
        subprocess.run([procplan, "export", plans[lines], "-o", made, "--sheets", sheet], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return [
            Job("openpyxl (Python): read-only, all values", lines,
                ["/usr/bin/python3", os.path.join(HERE, "peer_openpyxl_read.py"), made, sheet]),
            Job("procplan check of the same sheet", lines, [procplan, "check", made], aim="<= 0.167, csv + 150 MB"),
        ]

    starting = [
        Job("an empty process", 0, [tool("empty")]),
        Job("procplan check", 22, [procplan, "check", small], aim="a few ms"),
    ]
    groups = ((reading, runs), (writing, runs), (read_books(fewer), runs), (read_books(many), 1 if quick else 3),
              (starting, 10 * runs))
    for jobs, times in groups:
        print(f"measuring: {jobs[0].name} and others ...", file=sys.stderr)
        measure_group(measure, jobs, times)

    rows = [["job", "lines", "median s", "CPU s", "peak MB", "ratio", "aim"]]
    for jobs, _ in groups:
        for job in jobs:
            rows.append([job.name, f"{job.lines:,}", f"{job.median():.4f}",
                         f"{statistics.median(job.processor):.4f}", f"{job.peak:.1f}",
                         f"{job.median() / jobs[0].median():.2f}", job.aim])
    print_table(rows)
    print(f"\nMedians of {runs} runs, {10 * runs} of the last two rows, fewer of the largest sheet. `the loop`: the time of writing "
          "alone, the plan being in memory already;\nevery other row is a whole process. CPU and peak: of the whole process always. ratio: to the first row of its "
          "group, by the clock.")

    document = json.loads(subprocess.run([procplan, "check", plans[many], "--format", "json"], stdout=subprocess.PIPE,
                                         check=True).stdout)
    print(f"\nFindings in the {many:,} lines: {document['summary']}")
    print("Cells and formulas of the first sheet: " +
          "; ".join("{} {:,} and {:,}".format(name, *count_cells(book(name)))
                    for name in ("bare", "procplan", "xlsxwriter", "openpyxl")))
    opened = opened_files(procplan, small)
    if opened is None:
        print("Files that check opens: not looked at (strace is missing or not allowed here)")
    else:
        print("Files that check opens, in order:")
        for path, there in opened:
            loader = path == "/etc/ld.so.cache" or re.search(r"\.so(\.|$)", path)
            print(f"  {path}{'' if there else ' (not there)'}{' (dynamic loader)' if loader else ''}")


main()
