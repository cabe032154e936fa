#!/usr/bin/python3
"""Reads the values of all cells of a sheet with openpyxl's read-only mode: peer_openpyxl_read.py IN.xlsx SHEET. Prints how many
rows there were."""
import sys

from openpyxl import load_workbook

book = load_workbook(sys.argv[1], read_only=True, data_only=True)
print(sum(1 for _ in book[sys.argv[2]].iter_rows(values_only=True)))
