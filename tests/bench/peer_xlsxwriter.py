#!/usr/bin/python3
"""Writes the form with XlsxWriter in constant memory: peer_xlsxwriter.py PLAN.csv OUT.xlsx. Prints the seconds of the writing."""
import sys
import time

import xlsxwriter

import peer_rows

lines = peer_rows.read(sys.argv[1])
start = time.perf_counter()
workbook = xlsxwriter.Workbook(sys.argv[2], {"constant_memory": True})
sheet = workbook.add_worksheet("政府采购预算表")
formats = {"text": workbook.add_format({"text_wrap": True, "border": 1}),
           "number": workbook.add_format({"num_format": "#,##0.00;[Red]-#,##0.00", "border": 1})}
for row, cells in enumerate(peer_rows.form(lines)):
    for column, cell in enumerate(cells):
        if len(cell) == 3:
            sheet.write_formula(row, column, cell[1], formats[cell[0]], cell[2])
        elif cell[1] is None:
            sheet.write_blank(row, column, None, formats[cell[0]])
        elif cell[0] == "text":
            sheet.write_string(row, column, cell[1], formats["text"])
        else:
            sheet.write_number(row, column, cell[1], formats["number"])
workbook.close()
print(f"{time.perf_counter() - start:.6f}")
