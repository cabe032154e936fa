#!/usr/bin/python3
"""Makes a large plan in the canonical folder form, the same one for the same numbers.

    make_plan.py CATALOG.csv LINES FOLDER [SEED]

Several hundred budget units, items and names from the last level of the catalogue (a few of them used much more often than
the rest, as offices do), kinds by the letter, amounts spread as real ones are, sums that agree, whole lines that differ,
reserves as 青岛 asks for, and controls that hold: a plan in which nothing is to be found. Writes line by line, so that the
number of lines costs no memory.
"""
import csv
import itertools
import os
import random
import sys

FUNCTIONS = [("2010301", "行政运行"), ("2080505", "机关事业单位基本养老保险缴费支出"),
             ("2080506", "机关事业单位职业年金缴费支出"), ("2210201", "住房公积金")]
FUNCTION_WEIGHTS = [85, 6, 4, 5]
KINDS = {"A": "货物", "B": "工程", "C": "服务"}
WHOLE_UP_TO = {"A": 20_000, "B": 40_000, "C": 20_000} # hundredths of 万元: reserved wholly up to here
POOL_SHARE = 45 # per cent of each line above, so that they have their share together too
HEADINGS = ["预算单位", "功能科目编码及名称", "采购品目", "采购类别", "合计", "小计", "一般公共预算", "政府性基金预算",
            "国有资本经营预算", "财政专户管理资金", "单位资金", "上年结转", "中小企业预留份额"]
FUNDS = HEADINGS[6:12]
FUND_WEIGHTS = [80, 4, 1, 3, 8, 4]
CONTROLS = ["合计", "类别", "资金来源", "预留份额", "部门", "预算单位", "功能科目"]
DEPARTMENT = "青岛市市级各部门"
DISTRICTS = ["市南", "市北", "李沧", "崂山", "城阳", "黄岛", "即墨", "胶州", "平度", "莱西"]
OFFICES = ["人民政府办公室", "发展和改革局", "教育和体育局", "科学技术局", "工业和信息化局", "公安分局", "民政局", "司法局", "财政局",
           "人力资源和社会保障局", "自然资源局", "住房和城乡建设局", "交通运输局", "水利局", "农业农村局", "商务局", "文化和旅游局",
           "卫生健康局", "退役军人事务局", "应急管理局", "审计局", "市场监督管理局", "统计局", "医疗保障局", "信访局", "档案馆",
           "图书馆", "第一中学", "第二中学", "实验小学", "中心医院", "疾病预防控制中心", "公共资源交易中心", "城市管理局",
           "生态环境分局", "政务服务中心", "消防救援大队", "机关事务服务中心", "职业技术学校", "福利院"]


def last_level_items(path):
    """[(code, name)] of the codes that no other code lies below."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = [(row["code"], row["name"]) for row in csv.DictReader(file)]

    def stem(code):
        return code[0] + code[1:].rstrip("0") + "0" * (len(code[1:].rstrip("0")) % 2)

    parents = set()
    for code, _ in rows:
        if len(code) > 1:
            parents.update(stem(code)[:length] for length in range(1, len(stem(code)), 2))
    return [(code, name) for code, name in rows if len(code) > 1 and stem(code) not in parents]


def wan(amount):
    """Hundredths of 万元 as text."""
    return f"{amount // 100}.{amount % 100:02d}"


def main():
    catalog, count, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    draw = random.Random(int(sys.argv[4]) if len(sys.argv) > 4 else 2024)
    items = last_level_items(catalog)
    draw.shuffle(items)
    item_weights = list(itertools.accumulate(1 / (rank + 10) for rank in range(len(items))))
    function_weights = list(itertools.accumulate(FUNCTION_WEIGHTS))
    fund_weights = list(itertools.accumulate(FUND_WEIGHTS))
    units = [f"{district}区{office}" for district in DISTRICTS for office in OFFICES][:max(1, min(400, count // 10))]

    os.makedirs(folder, exist_ok=True)
    sums = {}

    def add(kind, key, amount):
        sums[kind, key] = sums.get((kind, key), 0) + amount

    with open(os.path.join(folder, "plan.csv"), "w", encoding="utf-8-sig", newline="") as file:
        write = csv.writer(file, lineterminator="\r\n").writerow
        write(HEADINGS)
        for number, unit in enumerate(units):
            seen = set()
            wanted = count * (number + 1) // len(units) - count * number // len(units)
            while len(seen) < wanted:
                code, name = draw.choices(items, cum_weights=item_weights)[0]
                function, function_name = draw.choices(FUNCTIONS, cum_weights=function_weights)[0]
                total = min(max(1, int(100 * draw.lognormvariate(2.0, 1.5))), 500_000)
                fund = draw.choices(range(6), cum_weights=fund_weights)[0]
                parts = [0] * 6
                parts[fund] = total
                if draw.random() < 0.1: # paid from two sources
                    moved = total * draw.randint(1, 9) // 10
                    parts[fund] -= moved
                    parts[(fund + 1) % 6] += moved
                reserve = total if total <= WHOLE_UP_TO[code[0]] else -(-total * POOL_SHARE // 100)
                line = (function, code, *parts, reserve)
                if line in seen:
                    continue
                seen.add(line)
                subtotal = sum(parts[:3])
                write([unit, f"[{function}]{function_name}", f"[{code}]{name}", KINDS[code[0]], wan(total), wan(subtotal),
                       *map(wan, parts), wan(reserve)])
                add("合计", "", total)
                add("类别", KINDS[code[0]], total)
                add("资金来源", "财政拨款小计", subtotal)
                for title, part in zip(FUNDS, parts):
                    add("资金来源", title, part)
                add("预留份额", "", reserve)
                add("部门", DEPARTMENT, total)
                add("预算单位", unit, total)
                add("功能科目", function, total)

    with open(os.path.join(folder, "controls.csv"), "w", encoding="utf-8-sig", newline="") as file:
        write = csv.writer(file, lineterminator="\r\n").writerow
        write(["控制项", "键", "关系", "金额", "来源"])
        for (kind, key), amount in sorted(sums.items(), key=lambda entry: CONTROLS.index(entry[0][0])):
            write([kind, key, "<=" if kind == "功能科目" else "=", wan(amount), "scripts/bench"])
    with open(os.path.join(folder, "about.csv"), "w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(
            [["key", "value"], ["部门", DEPARTMENT], ["年度", "2024"], ["地区", "青岛"], ["金额单位", "万元"], ["目录版本", "2022"]])


main()
