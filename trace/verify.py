#!/usr/bin/env python3
"""核对一份证据（hengji evidence 写出的 zip）：不用 hengji，只用 Python 标准库。

用法：python3 verify.py 证据.zip [台账头]
台账头是回执或签字的表上印的那 64 位；给出它，才能证明台账没有改写过。
末行是“相符”“计算相符，未与回执核对”，或第一处不相符（以非零码退出）。"""
import hashlib, io, json, operator, re, sys, unicodedata, zipfile
from fractions import Fraction
from xml.etree import ElementTree


def stop(text, *values):
    sys.exit("不相符：" + text.format(*values))


def local(element):
    return element.tag.rsplit("}", 1)[-1]


def children(element, name):
    return [one for one in element if local(one) == name]


def words(element):  # the text of a string, without the readings that stand above it
    return "".join(t.text or "" for one in [element] + children(element, "r") for t in children(one, "t"))


def workbook(data):
    """{sheet name: {"A1": what is stored}}, of a workbook as it was received."""
    book = zipfile.ZipFile(io.BytesIO(data))
    parts = {name.lower(): name for name in book.namelist()}
    tree = lambda name: ElementTree.fromstring(book.read(parts[name.lower().lstrip("/")]))
    beside = lambda name, target: target.lstrip("/") if target.startswith("/") else name + target
    links = {one.get("Id"): one for one in tree("_rels/.rels")}
    main = next(one.get("Target") for one in links.values() if one.get("Type").endswith("/officeDocument")).lstrip("/")
    folder, _, file = main.rpartition("/")
    folder = folder + "/" if folder else ""
    links = {one.get("Id"): one for one in tree(folder + "_rels/" + file + ".rels")}
    strings = []
    for one in links.values():
        if one.get("Type").endswith("/sharedStrings"):
            strings = [words(si) for si in tree(beside(folder, one.get("Target")))]
    sheets = {}
    for sheet in [one for group in children(tree(main), "sheets") for one in group]:
        link = next(value for key, value in sheet.attrib.items() if key.endswith("}id"))
        cells = sheets[sheet.get("name")] = {}
        for c in tree(beside(folder, links[link].get("Target"))).iter():
            if local(c) != "c":
                continue
            value = "".join(v.text or "" for v in children(c, "v"))
            kind = c.get("t", "n")
            if kind == "inlineStr":
                value = "".join(words(one) for one in children(c, "is"))
            cells[c.get("r")] = strings[int(value)] if kind == "s" else value
    return sheets


def number(text):
    """A number as people write it: full width, with commas, with % behind it."""
    text = re.sub(r"[\s,'’‘]", "", unicodedata.normalize("NFKC", text or "")).rstrip("%")
    return half_up(Fraction(text), 6) if re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", text) else None


def within(one, text):
    """Whether a text, of a cell or of a rule file, holds a number."""
    plain = unicodedata.normalize("NFKC", text)
    found = [digits for way in (plain, plain.replace(",", "")) for digits in re.findall(r"-?[0-9.]*[0-9]", way)]  # 1,200 or 12,00
    return number(one) in map(number, found + [text])


def half_up(value, places):
    scaled = abs(value) * 10**places
    whole = Fraction(int(scaled + Fraction(1, 2)), 10**places)
    return -whole if value < 0 else whole


def calculate(formula, terms):
    """The value of a formula; None where it has none."""
    op = formula["op"]
    if op == "term":
        return gathered(terms[formula["term"] - 1])
    if op == "number":
        return Fraction(formula["number"])
    if op == "mean_by_money":
        return mean_by_money(*[terms[part["term"] - 1]["records"] for part in formula["parts"]])
    if op == "first":
        records = terms[formula["parts"][0]["term"] - 1]["records"]
        held = lambda at: all(holds(test, at, terms) for test in formula["parts"][1:])
        return next((one["read"] for at, one in enumerate(records) if one["read"] is not None and held(at)), None)
    parts = [calculate(part, terms) for part in formula["parts"]]
    if op == "coalesce":
        return next((part for part in parts if part is not None), None)
    if None in parts:
        return Fraction(0) if op == "or_zero" else None
    if op in ("least", "greatest"):
        return min(parts) if op == "least" else max(parts)
    if op == "steps":  # every step begun counts
        return -(-max(parts[0], 0) // parts[1]) if parts[1] > 0 else None
    if op == "share_of":
        return half_up(parts[0] * parts[1] / parts[2], 6) if parts[2] else None
    if op in ("earned", "earned_below"):
        whole, part = parts[1:] if op == "earned" else parts[:0:-1]
        if part >= whole:
            return parts[0]
        return half_up(parts[0] * part / whole, 6) if part > 0 else Fraction(0)
    if op in ("+", "-"):
        return parts[0] + (parts[1] if op == "+" else -parts[1])
    if op == "or_zero":
        return parts[0]
    if op == "half_up":
        return half_up(parts[0], int(Fraction(formula["number"])))
    above = parts[0] - parts[1] if op in ("growth", "multiple") else parts[0]
    if above == 0 and op == "growth":
        return Fraction(0)
    times = 100 if op in ("percent", "growth") else 1
    return half_up(above * times / parts[1], 6) if parts[1] else None


def holds(test, at, terms):
    """Whether a test holds of one line of a list; a line that has no limit asks nothing."""
    figure, limit = test["parts"][0], terms[test["parts"][1]["term"] - 1]["records"][at]["read"]
    if test["op"] == "in":
        has = [one["read"] for one in terms[figure["term"] - 1]["records"]]
        return limit in (None, "[]") or len(has) == 1 and has[0] in limit.strip("[]").split(", ")
    value = calculate(figure, terms)
    if test["op"] == "is blank if":
        return limit != "true" or value is None
    signs = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
    return limit is None or value is not None and signs[test["op"]](value, Fraction(limit))


def mean_by_money(values, money):
    """The mean of values by 万元, each cut at ten million; the plain one where there is no money."""
    pairs = [(Fraction(v["number"]), min(max(Fraction(m["number"] or 0), 0), 9999999)) for v, m in zip(values, money) if v["number"] is not None]
    if not any(weight for _, weight in pairs):
        pairs = [(value, 1) for value, _ in pairs]
    return half_up(sum(v * w for v, w in pairs) / sum(w for _, w in pairs), 6) if pairs else None


def gathered(term):
    """What a term comes to; a sum over nothing is 0."""
    numbers = [Fraction(r["number"]) for r in term["records"] if r.get("number") is not None]
    if term["aggregate"] == "every" and len(numbers) < len(term["records"]):
        return None
    if term["aggregate"] in ("sum", "every"):
        return sum(numbers, Fraction(0))
    if term["aggregate"] == "count":
        return Fraction(len(term["records"]))
    if term["aggregate"] == "distinct":
        return Fraction(len({r["read"] for r in term["records"] if r["read"] is not None}))
    if term.get("most") and numbers:
        return max(numbers) if term["most"] == "highest" else min(numbers)
    return numbers[0] if numbers and len(set(numbers)) == 1 else None


def main(archive, head=None):
    zipped = zipfile.ZipFile(archive)
    member = {name: zipped.read(name) for name in zipped.namelist()}
    digest = lambda data: hashlib.sha256(data).hexdigest()
    manifest = json.loads(member.pop("manifest.json"))
    if set(manifest) != {"members"}:
        stop("清单不是 hengji 写出的")
    for name in set(member) | set(manifest["members"]):
        if digest(member.get(name, b"")) != manifest["members"].get(name):
            stop("zip 中的 {} 与清单不同", name)

    # The ledger: every line names the hash of the one before.
    entries, before = [], ""
    for line in member["ledger.jsonl"].decode().splitlines():
        entry = json.loads(line)
        at = line.rindex('"hash":"') + 8
        if digest((line[:at] + line[at + 64:]).encode()) != entry["hash"] or before != entry["prev"]:
            stop("台账第 {} 行被改动，或缺少前面的行", entry["seq"])
        before = entry["hash"]
        entries.append(entry)
    if head and head not in [entry["hash"] for entry in entries]:
        stop("台账中没有 {} 这一行：台账改写过，或这份证据早于它", head)
    receipts = {e["data"]["id"]: e["data"] for e in entries if e["kind"] == "receipt"}
    decisions = {e["data"]["submission"]: e["data"] for e in entries if e["kind"] == "decision"}

    # The rules: those that a publication was made by.
    evidence = json.loads(member["evidence.json"])
    rules = zipfile.ZipFile(io.BytesIO(member["rules.zip"]))
    counted = lambda data: len(data).to_bytes(8, "big") + data
    fingerprint = digest(b"".join(counted(name.encode()) + counted(rules.read(name)) for name in sorted(rules.namelist())))
    if fingerprint != evidence["rules"] or fingerprint not in [e["data"]["rules"] for e in entries if e["kind"] == "publication"]:
        stop("rules.zip 不是台账中发布时所用的规则")

    # The cells: what stands in the originals is what the evidence says was typed.
    files, counts = {one["number"]: one for one in evidence["files"]}, {"cells": 0, "listed": 0, "database": 0}
    books = {}
    for file in files.values():
        if file.get("submission"):
            receipt = receipts.get(file["submission"], {})
            if (receipt.get("sha256"), receipt.get("file")) != (file["sha256"], file["file"]):
                stop("台账中没有 {} 的收件记录", file["file"])
            original = member.get("originals/" + file["sha256"] + ".xlsx")
            if original is not None:
                if digest(original) != file["sha256"]:
                    stop("原件 {} 不是收到时的文件", file["file"])
                books[file["number"]] = workbook(original)
    figures = {one["id"]: one for one in evidence["figures"]}
    for figure in figures.values():
        for term in figure["terms"]:
            for record in term["records"]:
                file = files.get(record.get("file"))
                place = "{} {}!{}".format(file["file"] if file else term["text"], record.get("sheet", ""), record.get("cell", record.get("row", "")))
                if file and file.get("submission") and re.match(r"(\w+\((distinct |every )?)?core\.", term["text"]):
                    if not decisions.get(file["submission"], {}).get("effective"):
                        stop("{} 不是台账中采用的报送", file["file"])
                if record.get("figure"):
                    inner = figures[record["figure"]]
                    if inner["value"] is not None and record["read"] is not None and inner["value"] != record["read"]:
                        stop("{} 用的是 {}，来源是 {}", place, record["read"], inner["value"])
                elif file and not file.get("submission"):
                    text = rules.read(file["file"]).decode("utf-8-sig")
                    if record.get("number") is not None and not within(record["number"], text):
                        stop("{} 里没有 {}", file["file"], record["number"])
                    for word in re.findall(r"[^\[\], ]+", record["read"] or "") if term["aggregate"] == "text" else []:
                        if {"没有改完": "unmended", "都已改完": "mended"}.get(word, word) not in text and word not in ("true", "false"):
                            stop("{} 里没有 {}", file["file"], word)
                elif not (file and record.get("cell")) or record.get("typed") is None and record.get("number") is None:
                    counts["database"] += 1  # a finding stands at a cell, and takes no value from it
                else:
                    typed = record.get("typed") or ""
                    if file["number"] in books and not record.get("masked"):
                        stored = books[file["number"]].get(record["sheet"], {}).get(record["cell"], "")
                        counts["cells"] += 1
                        value = number(stored)
                        if value is not None and typed.endswith("%") and not stored.endswith("%"):
                            value *= 100  # stored 0.95, shown as 95%
                        if typed != stored and (value is None or value != number(typed)) and not record.get("date"):
                            stop("{} 是 {}，证据说是 {}", place, stored, typed)
                        if term["aggregate"] == "number" and record["number"] is not None:  # ≥50个
                            value = number(record["number"]) if within(record["number"], stored) else None
                        if record.get("number") is not None and value != number(record["number"]) and (stored or number(record["number"])):
                            stop("{} 是 {}，证据读作 {}", place, stored, record["number"])
                    if record.get("number") is not None and not within(record["number"], record["read"] or ""):
                        stop("{} 读作 {}，算的是 {}", place, record["read"], record["number"])

    # The figures, from those cells.
    for figure in figures.values():
        if figure["formula"] is None:
            counts["listed"] += 1
            continue
        value = calculate(figure["formula"], figure["terms"])
        stated = figure["value"] if figure["formula"]["op"] == "first" else number(figure["value"])
        if figure["value"] is not None and value != stated:
            stop("{} 算得 {}，表中是 {}", figure["name"], value if value is None or stated == figure["value"] else float(value), figure["value"])
        if figure["id"] in evidence["asked"]:
            print("{} = {}".format(figure["name"], figure["value"] if figure["value"] is not None else "（空）"))
    print("数字 {} 个，重新算过 {} 个，只列出来源 {} 个；原件中的单元格 {} 个；出自数据库、不能从单元格核对的记录 {} 条。".format(
        len(figures), len(figures) - counts["listed"], counts["listed"], counts["cells"], counts["database"]))
    if not books and any(one.get("submission") for one in files.values()):
        print("未附原件：单元格没有与原件核对。")
    print("相符" if head else "计算相符，未与回执核对")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
