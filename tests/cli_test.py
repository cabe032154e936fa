#!/usr/bin/python3
"""Calls procplan as people and programs do, and as they do by mistake.

    cli_test.py PROCPLAN SOURCE_ROOT

Looks at exit statuses, at what stderr says, and at what is left in the folders. Prints each failure and then
`N passed, N failed`.
"""
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile

NOTHING, FINDINGS, FAILED = 0, 1, 2
passed = failed = 0


def check(condition, what):
    """Counts one test."""
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        print("not ok:", what)


def equal(actual, expected, what):
    check(actual == expected, f"{what}: {actual!r} instead of {expected!r}")


def call(*words, status=None, stdout=subprocess.PIPE, **environment):
    """Runs the program; stdout and stderr come back as bytes."""
    done = subprocess.run([PROCPLAN, *words], stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE,
                          timeout=300, check=False, cwd=WORK, env={**os.environ, **environment})
    if status is not None:
        equal(done.returncode, status, f"exit status of {words} ({said(done)})")
    return done


def said(done):
    return done.stderr.decode("utf-8", "replace").strip()


def file(name, text):
    path = os.path.join(WORK, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as out:
        out.write(text if isinstance(text, bytes) else text.encode())
    return path


HEADING = "功能科目,品目编码,品目名称,采购类别,合计,一般公共预算\n"
LINE = "2010301,A02010105,台式计算机,货物,1,1\n"


# ---- Mistakes in the call ----

MISTAKES = [  # words, words of the sentence
    (["frobnicate"], "没有“frobnicate”这个命令"),
    (["--catalog-dir"], "选项 --catalog-dir 后面要写"),
    (["--catalog-dir", ""], "选项 --catalog-dir 后面要写"),
    (["--catalog-dir="], "选项 --catalog-dir 后面要写"),
    (["--catalog-dir", "a", "--catalog-dir", "b", "rules"], "选项 --catalog-dir 写了不止一次"),
    (["--catalog-dir", "a", "rules", "--catalog-dir=b"], "选项 --catalog-dir 写了不止一次"),
    (["--catalog-dir", "missing", "rules"], "missing"),
    (["check"], "用法：procplan check"),
    (["check", "a", "b"], "用法：procplan check"),
    (["check", "plan.csv", "--frobnicate"], "没有选项 --frobnicate"),
    (["check", "plan.csv", "--levels=draft"], "没有选项 --levels"),
    (["check", "plan.csv", "--level"], "选项 --level 后面要写"),
    (["check", "plan.csv", "--level", ""], "选项 --level 后面要写"),
    (["check", "plan.csv", "--level", "deep"], "不能是“deep”"),
    (["check", "plan.csv", "--level", "draft", "--level", "audit"], "选项 --level 写了不止一次"),
    (["check", "plan.csv", "--region", ""], "选项 --region 后面要写"),
    (["check", "plan.csv", "--region="], "选项 --region 后面要写"),
    (["check", "plan.csv", "--year", "24"], "四位年度"),
    (["check", "plan.csv", "--year", "二〇二四"], "四位年度"),
    (["check", "plan.csv", "--year", ""], "选项 --year 后面要写"),
    (["check", "plan.csv", "--format", "xml"], "不能是“xml”"),
    (["check", "plan.csv", "--strict=yes"], "选项 --strict 后面不带值"),
    (["check", "plan.csv", "--strict", "--strict"], "选项 --strict 写了不止一次"),
    (["check", "plan.csv", "--controls", "missing.csv"], "missing.csv"),
    (["check", "missing"], "无法打开“missing”"),
    (["check", "--", "--catalog-dir"], "无法打开“--catalog-dir”"),
    (["check", "plan.csv", "--controls", "--catalog-dir"], "无法打开“--catalog-dir”"),
    (["check", "empty.csv"], "empty.csv"),
    (["check", ""], "没有这个文件或文件夹"),
    (["export", "plan.csv"], "请用 -o 写明"),
    (["export", "plan.csv", "-o"], "选项 -o 后面要写"),
    (["export", "plan.csv", "-o", "a.xls"], "“a.xls”"),
    (["export", "plan.csv", "-o", ".xlsx"], "“.xlsx”不是这样的文件名"),
    (["export", "plan.csv", "-o", "folder/.xlsx"], "不是这样的文件名"),
    (["export", "plan.csv", "-o", "a.xlsx", "-o", "b.xlsx"], "选项 -o 写了不止一次"),
    (["export", "plan.csv", "-o", "a.xlsx", "--for", "me"], "--for 只能是 bureau"),
    (["export", "plan.csv", "-o", "a.xlsx", "--for", "bureau", "--sheets", "汇总"], "只能用一个"),
    (["export", "plan.csv", "-o", "a.xlsx", "--sheets", "总表"], "没有“总表”这张表，可以写的表有：政府采购预算表、汇总"),
    (["export", "plan.csv", "-o", "a.xlsx", "--sheets", ","], "没有“”这张表"),
    (["export", "plan.csv", "-o", "a.xlsx", "--sheets", ""], "选项 --sheets 后面要写"),
    (["export", "plan.csv", "-o", "missing/a.xlsx", "--force"], "无法写入“missing/a.xlsx”"),
    (["export", "plan.csv", "-o", "folder.xlsx", "--force"], "不是普通文件"),
    (["sme", "plan.csv", "-o", "a.csv"], "要和 --suggest 一起用"),
    (["catalog"], "用法：procplan catalog"),
    (["catalog", "find"], "不能是“find”"),
    (["catalog", "search"], "请写出要找的词"),
    (["catalog", "search", "词" * 1000], "要找的词太长"),
    (["catalog", "show"], "请写出一个编码"),
    (["catalog", "show", "Z99"], "品目目录里没有“Z99”"),
    (["catalog", "tree", "Z99"], "品目目录里没有“Z99”"),
    (["catalog", "show", "A02010105", "--all"], "--all 只用于"),
    (["catalog", "search", *["词"] * 5000], "参数太多"),
    (["rules", "XXX-99"], "没有编号为“XXX-99”的规则"),
    (["rules", "--format", "yaml"], "不能是“yaml”"),
]


def mistakes():
    file("plan.csv", HEADING + LINE)
    file("empty.csv", "")
    os.makedirs(os.path.join(WORK, "folder.xlsx"), exist_ok=True)
    for words, sentence in MISTAKES:
        done = call(*words, status=FAILED)
        check(sentence in said(done), f"{words[:6]}: {sentence} is in {said(done)[:300]}")
        check(said(done).startswith("procplan：") or "\nprocplan：" in said(done), f"{words[:6]}: says who speaks")
        equal(done.stdout, b"", f"{words[:6]}: stdout")
    done = call(status=FAILED)
    check("用法：" in done.stdout.decode(), "no words at all: the help")


# ---- Help ----

def helps():
    for words in (["--help"], ["-h"], ["help"]):
        text = call(*words, status=NOTHING).stdout.decode()
        check("结束状态" in text and "--catalog-dir" in text, f"{words}: statuses and the common option")
    check(call("--version", status=NOTHING).stdout.startswith(b"procplan "), "--version")
    for command, options in (("check", ["--controls", "--level", "--region", "--year", "--format", "--strict"]),
                             ("export", ["-o", "--force", "--sheets", "--for", "--protect", "--statement", "--level"]),
                             ("sme", ["--suggest", "-o", "--format", "--year"]),
                             ("explain", ["--format", "--level"]), ("catalog", ["--all", "没有找到相符的品目"]), ("rules", ["--format"])):
        for words in ([command, "--help"], [command, "x", "-h"], ["--catalog-dir", "nowhere", command, "--help"]):
            done = call(*words, status=NOTHING)
            equal(said(done), "", f"{words}: stderr")
            for option in [*options, "用法：procplan " + command, "例如：procplan " + command]:
                check(option in done.stdout.decode(), f"{words}: {option}")


# ---- What is done ----

def commands():
    real = os.path.join(ROOT, "data", "qingdao-2024")
    equal(call("check", real, status=NOTHING).stderr, b"", "stderr of a good plan")
    call("check", real, "--strict", status=FINDINGS)
    call("check", "--", real, status=NOTHING)
    document = json.loads(call("check", real, "--format=json", status=NOTHING).stdout)
    equal(document["summary"]["error"], 0, "errors of a good plan")
    rules = json.loads(call("rules", "--format", "json", status=NOTHING).stdout)
    check(len(rules) > 30 and all(len(rule["severity"]) == 3 for rule in rules), "every rule with three severities")
    equal(json.loads(call("rules", "CAT-01", "--format", "json").stdout)[0]["id"], "CAT-01", "one rule")
    call("catalog", "search", "台式计算机", status=NOTHING)
    call("catalog", "search", "火箭炮弹发射井", status=FINDINGS)
    call("catalog", "show", "A02010105", status=NOTHING)
    call("catalog", "tree", "A0201", status=NOTHING)


def exports():
    real = os.path.join(ROOT, "data", "qingdao-2024")
    folder = os.path.join(WORK, "out")
    os.makedirs(folder)
    for options in ([], ["--protect"], ["--for", "bureau"], ["--sheets", "政府采购预算表，汇总"], ["--year", "2024"]):
        done = call("export", real, "-o", "out/plan.xlsx", *options, status=NOTHING)
        equal(os.listdir(folder), ["plan.xlsx"], f"{options}: the workbook alone")
        check("out/plan.xlsx" in done.stdout.decode(), f"{options}: says where it is")
    text = call("export", real, "--statement", status=NOTHING).stdout.decode()
    check("2024年" in text, "the statement names the year")
    text = call("export", real, "--statement", "--year", "2025").stdout.decode()
    check("2025年" in text and "2024年" not in text, f"the year of --year: {text}")
    os.remove(os.path.join(folder, "plan.xlsx"))
    file("wrong.csv", HEADING + "2010301,A02010105,台式计算机,货物,2,1\n")
    done = call("export", "wrong.csv", "-o", "out/plan.xlsx", status=FINDINGS)
    check("没有导出" in said(done) and "--force" in said(done), "a wrong plan is refused")
    equal(os.listdir(folder), [], "and nothing is written")
    call("export", "wrong.csv", "-o", "out/plan.xlsx", "--force", status=FINDINGS)
    equal(os.listdir(folder), ["plan.xlsx"], "unless it is forced")
    shutil.rmtree(folder)


def read_back():
    """The workbook that export writes is a plan with the same lines, totals and findings; other sheets are not taken for it."""
    real = os.path.join(WORK, "read-back")  # without the tables of the budget, which no workbook holds
    shutil.copytree(os.path.join(ROOT, "data", "qingdao-2024"), real, ignore=shutil.ignore_patterns("budget"))
    book = os.path.join(WORK, "read-back.xlsx")
    call("export", real, "-o", book, status=NOTHING)
    before = json.loads(call("check", real, "--format", "json", "--region", "青岛", status=NOTHING).stdout)
    after = json.loads(call("check", book, "--format", "json", "--region", "青岛", status=NOTHING).stdout)
    for key in ("department", "year", "lines"):
        equal(after["plan"][key], before["plan"][key], f"{key} of the workbook")
    equal(after["plan"]["lines"], 22, "lines of the workbook")
    equal(after["totals"], before["totals"], "totals of the workbook")
    equal(after["summary"], before["summary"], "findings of the workbook")
    equal([f["rule"] for f in after["findings"]], [f["rule"] for f in before["findings"]], "rules of the findings")
    equal(after["controls"], before["controls"], "controls of the workbook")
    check(len(after["controls"]) == 15 and all(c["met"] for c in after["controls"]), "all controls of the workbook are met")
    cells = [f["cell"] for f in after["findings"] if f["cell"]]
    check(cells and all(f["sheet"] == "政府采购预算表" for f in after["findings"]), f"findings know sheet and cell: {cells}")
    for sheet in ("汇总", "校验结果"):
        done = call("check", book, "--sheet", sheet, status=FAILED)
        check(sheet in said(done) and "表头" in said(done), f"{sheet} is no plan: {said(done)}")
    done = call("check", book, "--sheet", "没有", status=FAILED)
    check("“政府采购预算表”、“汇总”" in said(done), f"the sheets are listed: {said(done)}")


def self_contained():
    """A workbook of some sheets refers to none that it lacks, neither in a formula nor in words."""
    names = ["政府采购预算表", "汇总", "中小企业预留", "采购意向公开", "预留项目执行情况公告", "政府采购情况说明", "校验结果"]
    file("faulty.csv", "功能科目编码,采购品目编码,采购品目名称,采购类别,合计,一般公共预算,中小企业预留份额,不预留理由\n" +
         "9,A0201,计算机,服务,300,1,-5,领导要求\n2010301,A02010105,台式计算机,货物,20,20,0,无专利\n")
    for options in (["--for", "bureau"], *(["--sheets", name] for name in names)):
        call("export", "faulty.csv", "--year", "2024", "--force", "-o", "part.xlsx", *options)
        with zipfile.ZipFile(os.path.join(WORK, "part.xlsx")) as book:
            workbook = book.read("xl/workbook.xml").decode()
            everything = "".join(book.read(n).decode() for n in book.namelist() if n.endswith((".xml", ".rels", ".vml")))
        for name in names:
            if f'name="{name}"' not in workbook:
                for reference in (f"{name}!", f"{name}'!", f"“{name}”"):
                    check(reference not in everything, f"{options}: refers to {name}, which is not there")


def years():
    """--year reaches every place of the workbook that names a year."""
    real = os.path.join(ROOT, "data", "qingdao-2024")
    plan = file("noyear/plan.csv", open(os.path.join(real, "plan.csv"), "rb").read())
    call("export", plan, "--year", "2031", "--force", "-o", "year.xlsx")
    with zipfile.ZipFile(os.path.join(WORK, "year.xlsx")) as book:
        check("2031年政府采购预算表" in book.read("docProps/core.xml").decode(), "the year in the title of the file")
        check("2031年" in book.read("xl/sharedStrings.xml").decode() or
              "2031年" in book.read("xl/worksheets/sheet1.xml").decode(), "the year in the sheets")
    call("export", real, "--year", "2031", "--force", "-o", "year.xlsx")
    with zipfile.ZipFile(os.path.join(WORK, "year.xlsx")) as book:
        check("2024" not in book.read("docProps/core.xml").decode().split("<dcterms")[0], "and not that of the plan")
    os.remove(os.path.join(WORK, "year.xlsx"))


def mending():
    real = os.path.join(ROOT, "data", "qingdao-2024")
    done = call("sme", real)
    check(done.returncode in (NOTHING, FINDINGS), f"sme: {done.returncode}")
    for target in ("mended", "mended.csv", "mended.xlsx"):
        done = call("sme", real, "--suggest", "-o", target, status=NOTHING)
        check(f"已写入按建议修改后的计划：{target}" in said(done), f"sme -o {target}: {said(done)}")
        check(os.path.exists(os.path.join(WORK, target)), f"sme -o {target}: it is there")
    json.loads(call("sme", real, "--suggest", "--format", "json").stdout)
    call("check", "mended")
    with open(os.path.join(WORK, "stale.csv"), "w", encoding="utf-8") as file:
        file.write("功能科目编码,采购品目编码,采购类别,合计,一般公共预算,中小企业预留份额,预留方式,不预留理由\n"
                   "2010301,A02010105,货物,45.00,45.00,20.00,分包40%,领导要求\n")
    done = call("sme", "stale.csv", "--suggest", "--year", "2024", "-o", "fresh", status=NOTHING)
    check("预留方式由“分包40%”改为“整体预留”，删去不预留理由“领导要求”" in done.stdout.decode().replace("\n    ", ""),
          f"sme says which words it changes: {done.stdout.decode()}")
    with open(os.path.join(WORK, "fresh", "plan.csv"), encoding="utf-8-sig") as file:
        written = file.read()
    check("整体预留" in written and "领导" not in written and "分包" not in written, f"and changes them: {written}")


def places():
    plan = os.path.join(ROOT, "tests", "cases", "FRM-11", "fail-unknown")
    for command in (["sme", plan], ["explain", plan, "合计"], ["export", plan, "--statement"]):
        done = call(*command)
        check(said(done).count("地区是“清岛”") == 1, f"{command[0]} says that it does not know the place: {said(done)}")
        done = call(*command, "--region", "青岛市")
        check("地区是" not in said(done), f"{command[0]} knows the place: {said(done)}")


# ---- What stands in files does nothing to the terminal ----

STEERING = [c for c in range(32) if c != 10] + [127, *range(0x80, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F),
                                                *range(0x2066, 0x206A)]


def harmless(done, what):
    for name, data in (("stdout", done.stdout), ("stderr", done.stderr)):
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as problem:
            check(False, f"{what}: {name} is no UTF-8: {problem}")
            continue
        found = sorted({hex(ord(c)) for c in text if ord(c) in STEERING})
        check(not found, f"{what}: {name} steers: {found}")
        check(not any(line.startswith("伪造") for line in text.splitlines()), f"{what}: {name} has a forged line")


def steering():
    evil = "甲\x1b]0;x\x07\u202e\u200f\x9b2J\x7f\n伪造：一行"
    about = f'key,value\n部门,"{evil}"\n年度,2024\n地区,"{evil}"\n"{evil}",x\n'
    file("evil/about.csv", about)
    file("evil/plan.csv", f'预算单位,"{evil}",' + HEADING + f'"{evil}",x,' + LINE + f'"{evil}",x,"{evil}","{evil}","{evil}","{evil}","{evil}",1\n')
    file("evil/controls.csv", f'控制项,键,关系,金额\n"{evil}","{evil}",=,1\n')
    file("evil.csv", '预算单位,' + HEADING + f'"{evil}",' + LINE)
    for words in (["check", "evil"], ["check", "evil.csv"], ["check", "evil", "--format", "json"],
                  ["sme", "evil.csv", "--year", "2024"], ["explain", "evil", "CTL-02"], ["explain", "evil", "FRM-01"],
                  ["explain", "evil", "合计"], ["explain", "evil", evil], ["export", "evil.csv", "--statement"],
                  ["check", evil], ["check", "evil.csv", "--controls", evil], ["check", "evil.csv", "--region", evil],
                  ["check", "evil.csv", "--level", evil], ["check", "evil.csv", "--" + evil], [evil],
                  ["export", "evil.csv", "-o", evil + ".xlsx", "--force"], ["export", "evil.csv", "-o", evil],
                  ["export", "evil.csv", "-o", "a.xlsx", "--sheets", evil], ["catalog", "search", evil],
                  ["catalog", "show", evil], ["catalog", evil], ["rules", evil],
                  ["sme", "evil.csv", "--suggest", "-o", evil, "--year", "2024"],
                  ["--catalog-dir", evil, "rules"], ["check", b"\x9b\xff.csv"]):
        harmless(call(*words), str(words)[:60])
    odd = os.path.join(os.fsencode(WORK), b"\x9b\xff\n\xe4\xbc\xaa\xe9\x80\xa0.csv")
    with open(odd, "wb") as out:
        out.write((HEADING + LINE).encode())
    harmless(call("check", odd), "a file name that is no UTF-8")
    harmless(call("export", odd, "-o", odd + b".xlsx", "--force"), "a workbook name that is no UTF-8")
    check(os.path.exists(odd + b".xlsx"), "it is written all the same")


def cut_texts():
    """Long texts are cut between characters, whatever their length."""
    for length in (254, 255, 256, 508, 509, 510, 511, 512, 1020, 1022, 1024, 5000):
        for start in ("", "a", "ab"):
            name = start + "办" * (length // 3)
            file("long/about.csv", f"key,value\n部门,{name}\n年度,2024\n地区,青岛\n")
            file("long/plan.csv", HEADING + f"2010301,A02010105,{name},{name},{name},1\n")
            file("long/controls.csv", f"控制项,键,关系,金额\n预算单位,{name},=,1\n")
            for command in (["check", "long"], ["sme", "long"], ["explain", "long", "CTL-02"], ["explain", "long", "AMT-01"]):
                done = call(*command)
                try:
                    check("\ufffd" not in done.stdout.decode() + done.stderr.decode(), f"{command}: U+FFFD at {length}")
                except UnicodeDecodeError as problem:
                    check(False, f"{command}: a text of {length} bytes is cut inside a character: {problem}")


# ---- Streams and environment ----

def streams():
    real = os.path.join(ROOT, "data", "qingdao-2024")
    for words in (["check", real], ["check", real, "--format", "json"], ["sme", real], ["rules"], ["--help"],
                  ["rules", "--format", "json"], ["rules", "CAT-01"], ["catalog", "search", "服务", "--all"],
                  ["catalog", "tree"], ["check", "--help"], ["--version"], ["export", real, "--statement"]):
        with open("/dev/full", "wb") as full:
            done = call(*words, status=FAILED, stdout=full)
        equal(said(done).count("\n"), 0, f"{words}: a full disk is said once: {said(done)}")
        check("磁盘空间" in said(done), f"{words}: and what to do: {said(done)}")
        closed = subprocess.run(["sh", "-c", 'exec "$@" >&-', "sh", PROCPLAN, *words], stderr=subprocess.PIPE,
                                cwd=WORK, timeout=60, check=False)
        equal(closed.returncode, FAILED, f"{words}: a closed stdout")
        closed = subprocess.run(["sh", "-c", 'exec "$@" 0<&- 2>&-', "sh", PROCPLAN, *words], stdout=subprocess.PIPE,
                                cwd=WORK, timeout=60, check=False)
        check(closed.returncode in (NOTHING, FINDINGS), f"{words}: stdin and stderr closed: {closed.returncode}")
    expected = call("export", real, "-o", "open.xlsx", SOURCE_DATE_EPOCH="1704067200").stdout
    subprocess.run(["sh", "-c", 'exec "$@" 0<&- >&- 2>&-', "sh", PROCPLAN, "export", real, "-o", "closed.xlsx"],
                   cwd=WORK, timeout=60, check=False, env={**os.environ, "SOURCE_DATE_EPOCH": "1704067200"})
    with open(os.path.join(WORK, "open.xlsx"), "rb") as a, open(os.path.join(WORK, "closed.xlsx"), "rb") as b:
        check(expected and a.read() == b.read(), "closed streams do not end in the workbook")


def surroundings():
    real = os.path.join(ROOT, "data", "qingdao-2024")
    expected = call("check", real, status=NOTHING).stdout
    for name in ("C", "C.UTF-8", "zh_CN.GB18030", "tr_TR.UTF-8", ""):
        equal(call("check", real, LANG=name, LC_ALL=name).stdout, expected, f"LANG={name}")
    for epoch in ("0", "-1", "1", "1704067200", "253402300799", "253402300800", "67767976233532799",
                  "67768036191676799", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "x", ""):
        call("check", real, status=NOTHING, SOURCE_DATE_EPOCH=epoch)
        call("export", real, "-o", "epoch.xlsx", status=NOTHING, SOURCE_DATE_EPOCH=epoch)
    check(not [n for n in os.listdir(WORK) if n.startswith(".procplan")], "no temporary file")


def terminal():
    """On a terminal too the sentences end where they should."""
    main, side = pty.openpty()
    done = subprocess.Popen([PROCPLAN, "check", "没有\x1b[31m\n伪造：这个文件"], stdout=side, stderr=side, cwd=WORK)
    done.wait(60)
    os.close(side)
    text = os.read(main, 65536).decode()
    os.close(main)
    check("\x1b" not in text and "\n伪造" not in text and "无法打开" in text, f"terminal: {text!r}")


# ---- Signals ----

def signals():
    """Whatever ends an export, the target is the old one or whole, and nothing else is there."""
    folder = os.path.join(WORK, "signals")
    os.makedirs(folder)
    rows = "".join(f"2010301,A02010105,台式计算机,货物,{i},{i}\n" for i in range(1, 20001))
    file("many.csv", HEADING + rows)
    target = os.path.join(folder, "plan.xlsx")
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1704067200"}  # each workbook is the same
    words = [PROCPLAN, "export", "many.csv", "-o", target, "--force", "--sheets", "政府采购预算表"]
    begun = time.monotonic()
    subprocess.run(words, cwd=WORK, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300, check=False,
                   env=environment)
    whole = time.monotonic() - begun
    size = os.path.getsize(target)
    ended = 0
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL, signal.SIGPIPE):
        for part in (0.3, 0.6, 0.9, 0.98):
            with open(target, "wb") as out:
                out.write(b"old")
            process = subprocess.Popen(words, cwd=WORK, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                       env=environment)
            time.sleep(whole * part)
            process.send_signal(number)
            ended += process.wait(300) == -number
            check(os.path.getsize(target) in (3, size), f"{number.name} at {part}: the target is old or whole")
            if nameless(folder) and number != signal.SIGKILL:
                equal(os.listdir(folder), ["plan.xlsx"], f"{number.name} at {part}: nothing left behind")
    check(ended > 5, f"signals came in time: {ended}")
    limited = subprocess.run(["sh", "-c", 'ulimit -f 8; exec "$@"', "sh", *words], cwd=WORK, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, timeout=300, check=False)
    check(limited.returncode not in (NOTHING, FINDINGS), "a limit on the size of files is not passed over")
    if nameless(folder):
        equal(os.listdir(folder), ["plan.xlsx"], "the limit leaves nothing behind")


def nameless(folder):
    """Whether the file system makes files without a name."""
    try:
        os.close(os.open(folder, os.O_TMPFILE | os.O_RDWR))
        return True
    except OSError:
        return False


PROCPLAN, ROOT = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
with tempfile.TemporaryDirectory() as WORK:
    for test in (mistakes, helps, commands, exports, read_back, self_contained, years, mending, places, steering, cut_texts, streams,
                 surroundings, terminal, signals):
        try:
            test()
        except Exception as problem:  # a crash of one test is a failure, and the others still run
            where = problem.__traceback__.tb_next
            check(False, f"{test.__name__}: {type(problem).__name__}: {problem} (line {where.tb_lineno if where else 0})")
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
