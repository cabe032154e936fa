#!/usr/bin/python3
"""Writes the form with openpyxl's write-only mode: peer_openpyxl.py PLAN.csv OUT.xlsx. Prints the seconds of the writing.
openpyxl cannot store the value of a formula, so its workbook shows nothing where nobody calculates."""
import sys
import time

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, NamedStyle, Side

import peer_rows

lines = peer_rows.read(sys.argv[1])
start = time.perf_counter()
workbook = Workbook(write_only=True)
sheet = workbook.create_sheet("政府采购预算表")
side = Side(style="thin")
border = Border(left=side, right=side, top=side, bottom=side)
for style in (NamedStyle("text", alignment=Alignment(wrap_text=True), border=border),
              NamedStyle("number", number_format="#,##0.00;[Red]-#,##0.00", border=border)):
    workbook.add_named_style(style)
for cells in peer_rows.form(lines):
    row = []
    for cell in cells:
        made = WriteOnlyCell(sheet, value=cell[1])
        made.style = cell[0]
        row.append(made)
    sheet.append(row)
workbook.save(sys.argv[2])
print(f"{time.perf_counter() - start:.6f}")
