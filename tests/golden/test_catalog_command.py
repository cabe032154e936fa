#!/usr/bin/python3
"""Asks procplan catalog what people ask it, and looks at how sentences come out on a terminal.

    test_catalog_command.py PROCPLAN SOURCE_ROOT

Prints each failure and then `N passed, N failed`.
"""
import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
import unicodedata

PROCPLAN = os.path.abspath(sys.argv[1])
passed = failed = 0


def check(condition, what):
    """Counts one test."""
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        print("not ok:", what)


def ask(*words):
    done = subprocess.run([PROCPLAN, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
                          check=False)
    return done.returncode, done.stdout, done.stderr


def on_terminal(columns, *words):
    """What a terminal of so many columns shows of stderr."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    subprocess.run([PROCPLAN, *words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=theirs, timeout=60,
                   check=False)
    os.close(theirs)
    text = b""
    try:
        while piece := os.read(ours, 4096):
            text += piece
    except OSError:  # the other end is closed: all was read
        pass
    os.close(ours)
    return text.decode().replace("\r\n", "\n")


def codes(text):
    return [line[:9] for line in text.splitlines() if line[:1] in ("A", "B", "C") and line[1:9].isdigit()]


status, out, _ = ask("catalog", "search", "A0201")
check(status == 0 and codes(out)[:3] == ["A02010000", "A02010100", "A02010101"], f"a class comes first: {codes(out)[:3]}")
check(codes(out) == sorted(codes(out)), "codes that begin so come in order")
status, out, _ = ask("catalog", "search", "[A02010105]台式计算机")
check(status == 0 and codes(out) == ["A02010105"], f"code and name as a plan writes them: {out}")
for written, code in (("A0201", "A02010000"), ("a020101", "A02010100"), ("Ａ０２", "A02000000"), ("C2104", "C21040000"),
                      ("A02010105", "A02010105"), ("台式计算机", "A02010105")):
    for verb in ("show", "tree"):
        status, out, said = ask("catalog", verb, written)
        check(status == 0 and out.startswith(code + " "), f"{verb} {written}: {out[:40]}{said}")
status, out, said = ask("catalog", "show", "C9")
check(status == 2 and "C99000000" in said and out == "", f"what begins with C9 is named: {said}")
status, out, said = ask("catalog", "show", "Z9")
check(status == 2 and "没有“Z9”" in said, f"nonsense is refused: {said}")
status, out, _ = ask("catalog", "search", "yinhang")
check(status == 1 and "首字母" in out and "tsjsj" in out, f"full pinyin: {out}")
for words, example in ((["check"], "procplan check "), (["export"], ".xlsx"), (["catalog"], "catalog search ")):
    status, _, said = ask(*words)
    check(status == 2 and "例如：procplan" in said and example in said, f"an example of {words}: {said}")
    check(example in ask(*words, "--help")[1], f"an example in the help of {words}")

SENTENCE = ["catalog", "show", "没有这个品目"]
plain = ask(*SENTENCE)[2]
check(len(plain.splitlines()) == 1, f"one line where no terminal reads it: {plain}")
shown = on_terminal(40, *SENTENCE)
widths = [sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line) for line in shown.splitlines()]
check(len(widths) > 1 and max(widths) <= 40, f"wrapped to the terminal: {shown}")
check("".join(shown.split()) == "".join(plain.split()), "wrapping loses nothing")
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
