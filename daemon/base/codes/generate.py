#!/usr/bin/python3
"""Makes the tables of base/codes at build time.

In: the JSON files of Debian's iso-codes, and currencies.csv beside this file for what they do not
say (minor units, former currencies, days). Out: one C file for tables.h, the same bytes for the
same input. Anything odd in the input ends the build with a sentence.

usage: generate.py ISO-CODES-FOLDER CURRENCIES.CSV OUT.c
"""
import csv
import datetime
import json
import pathlib
import re
import sys

EPOCH = datetime.date(1970, 1, 1)


def entries(folder, part):
    with open(folder / f"iso_{part}.json", encoding="utf-8") as file:
        return json.load(file)[part]


def literal(text):
    """A C string; trigraphs are no danger, since gnu17 has none."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def day(text):
    if not text:
        return "INT32_MIN"
    return str((datetime.date.fromisoformat(text) - EPOCH).days)


def country_rows(folder, part):
    """By alpha-2; of a code that was given up twice the later one."""
    rows = {}
    for entry in sorted(entries(folder, part), key=lambda e: e.get("withdrawal_date", "")):
        rows[entry["alpha_2"]] = (entry["alpha_3"], entry.get("common_name", entry["name"]))
    return rows


def subdivision_rows(folder):
    return {entry["code"]: ("", entry["name"]) for entry in entries(folder, "3166-2")}


def currency_rows(folder, path):
    names = {entry["alpha_3"]: entry["name"] for entry in entries(folder, "4217")}
    rows = {code: (2, "", "", "", 0, name) for code, name in names.items()}
    seen = set()
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            code = row["code"]
            if code in seen:
                sys.exit(f"{path}: {code} is there twice")
            seen.add(code)
            name = row["name"] or names.get(code)
            if not name:
                sys.exit(f"{path}: {code} has no name, here or in iso-codes")
            digits = -1 if row["digits"] == "none" else int(row["digits"])
            if not -1 <= digits <= 4:
                sys.exit(f"{path}: {code} has {digits} digits")
            if row["first"] and row["last"] and row["first"] > row["last"]:
                sys.exit(f"{path}: {code} ends before it begins")
            if bool(row["last"]) != bool(row["next"]):
                sys.exit(f"{path}: {code} has a last day without a successor, or the reverse")
            factor = int(row["factor"] or 0)
            if factor and not row["next"] or not 0 <= factor < 2**32:
                sys.exit(f"{path}: {code} has a factor without a successor, or one below 1 or beyond 32 bits")
            rows[code] = (digits, row["first"], row["last"], row["next"], factor, name)
    for code in rows:
        check_successors(path, code, rows)
    return rows


def check_successors(path, code, rows):
    """Each leads to a code that is current."""
    way = [code]
    while rows[way[-1]][3]:
        successor = rows[way[-1]][3]
        if successor not in rows or successor in way:
            sys.exit(f"{path}: the successor of {way[-1]}, {successor}, is not there or leads back")
        way.append(successor)


def lower(text):
    """As the lookup does it: the letters of ASCII only."""
    return "".join(c.lower() if c.isascii() else c for c in text)


def country_aliases(folder):
    """Other ways to write a country that is: its names in English, alpha-3, its number."""
    names, letters, numbers = {}, {}, {}
    for entry in entries(folder, "3166-1"):
        for key in ("name", "common_name", "official_name"):
            if key in entry:
                names.setdefault(lower(entry[key]), entry["alpha_2"])
        letters[entry["alpha_3"]] = entry["alpha_2"]
        numbers[entry["numeric"]] = entry["alpha_2"]
    return names, letters, numbers


def alias_table(name, rows, least):
    if len(rows) < least:
        sys.exit(f"iso-codes: {len(rows)} aliases for {name}, at least {least} are expected")
    ordered = sorted(rows.items(), key=lambda row: row[0].encode("utf-8"))
    return table("codes_alias_row", name, [f"        {{{literal(code)}, {literal(word)}}}," for word, code in ordered])


def checked(rows, form, least):
    for code in rows:
        if not re.fullmatch(form, code):
            sys.exit(f"iso-codes: {code!r} has not the form {form}")
    if len(rows) < least:
        sys.exit(f"iso-codes: {len(rows)} codes of the form {form}, at least {least} are expected")
    return sorted(rows.items())


def table(kind, name, lines):
    return "\n".join(
        [f"const struct {kind} {name}[] = {{", *lines, "};", f"const size_t {name}_n = {len(lines)};", ""]
    )


def code_table(name, rows, form, least):
    lines = [
        f"        {{{literal(code)}, {literal(other)}, {literal(text)}}},"
        for code, (other, text) in checked(rows, form, least)
    ]
    return table("codes_row", name, lines)


def letters_table(name, codes):
    """Of each first letter the second ones, as bits from A on."""
    bits = [0] * 26
    for first, second in codes:
        bits[ord(first) - ord("A")] |= 1 << (ord(second) - ord("A"))
    return f"const uint32_t {name}[26] = {{{', '.join(map(hex, bits))}}};\n"


def currency_table(name, rows):
    lines = [
        f"        {{{literal(code)}, {digits}, {day(first)}, {day(last)}, {literal(successor)}, {factor}, {literal(text)}}},"
        for code, (digits, first, last, successor, factor, text) in checked(rows, "[A-Z]{3}", 150)
    ]
    return table("codes_currency_row", name, lines)


def main(folder, currencies, out):
    folder = pathlib.Path(folder)
    names, letters, numbers = country_aliases(folder)
    currency_numbers = {entry["numeric"]: entry["alpha_3"] for entry in entries(folder, "4217")}
    parts = [
        "/* Made by generate.py from iso-codes and currencies.csv; not to be edited. */",
        '#include "base/codes/tables.h"\n',
        code_table("codes_countries", country_rows(folder, "3166-1"), "[A-Z]{2}", 240),
        letters_table("codes_country_second_letters", country_rows(folder, "3166-1")),
        code_table("codes_former_countries", country_rows(folder, "3166-3"), "[A-Z]{2}", 20),
        code_table("codes_subdivisions", subdivision_rows(folder), "[A-Z]{2}-[A-Z0-9]{1,3}", 4000),
        currency_table("codes_currencies", currency_rows(folder, currencies)),
        alias_table("codes_country_names", names, 400),
        alias_table("codes_country_letters", letters, 240),
        alias_table("codes_country_numbers", numbers, 240),
        alias_table("codes_currency_numbers", currency_numbers, 150),
    ]
    pathlib.Path(out).write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
