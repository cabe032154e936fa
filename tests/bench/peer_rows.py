"""The cells of the form 政府采购预算表 for the writers in Python: rows of (style, value) or (style, formula, value)."""
import csv
import itertools

TEXTS, AMOUNTS, HEADING_ROWS = 3, 9, 5
LETTERS = "DEFGHIJKL"


def read(path):
    """[(unit, [function, item, kind], [nine amounts])]"""
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return [(row[0], row[1:4], list(map(float, row[4:13]))) for row in rows]


def sums(name, lines, first, last):
    cells = [("text", name), ("text", None), ("text", None)]
    for place, letter in enumerate(LETTERS):
        total = sum(line[2][place] for line in lines)
        cells.append(("number", f"=SUBTOTAL(9,{letter}{first}:{letter}{last})", total))
    return cells


def form(lines):
    """Yields each row of the sheet from the first on."""
    filled = [("text", "资金来源")] * (TEXTS + AMOUNTS)
    for _ in range(HEADING_ROWS):
        yield filled
    number = HEADING_ROWS + 1
    last = HEADING_ROWS + 2 + len(lines) + sum(1 for _ in itertools.groupby(lines, key=lambda line: line[0]))
    for name in ("合计", "部门"):
        yield sums(name, lines, number + 1, last)
        number += 1
    for unit, group in itertools.groupby(lines, key=lambda line: line[0]):
        group = list(group)
        yield sums(unit, group, number + 1, number + len(group))
        number += 1
        for _, texts, amounts in group:
            yield [*(("text", text) for text in texts),
                   ("number", f"=E{number}+I{number}+J{number}+K{number}", amounts[0]),
                   ("number", f"=SUM(F{number}:H{number})", amounts[1]),
                   *(("number", amount) for amount in amounts[2:])]
            number += 1
    yield filled
