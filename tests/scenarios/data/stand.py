"""What every data folder is shown on: a real daemon with a configuration made here, the real
`milestonectl import` and `milestonectl query`, and beside them what the folder's own module has
worked out from the same file with integers alone. Nothing in this folder knows the importer.

A module gives a `Figures` for each table: rows, events, and sums by series and period. A `Stand`
imports the table, asks for the same sums and counts every comparison as passed or failed.
"""
import csv
import decimal
import fractions
import gzip
import io
import json
import os
import re
import time

import wire
from daemon import Daemon

DATA = os.environ.get("MILESTONE_DATA") or os.path.join(os.path.dirname(wire.SOURCE), "shared", "data")
MAPPINGS = os.path.join(wire.SOURCE, "client", "mappings")
COLUMNS = (("folder", 24), ("table", 30), ("rows", 7), ("left out", 8), ("events", 7), ("refused", 7),
           ("apart", 6), ("unknown", 7), ("rounded", 7), ("sums", 6), ("equal", 6), ("again", 7), ("s", 5))

# ---- numbers, for the modules: integers and exact decimals only


def exact(text, factor=1):
    """A decimal text in units of 1/factor, as an integer; more digits than that fail."""
    ret = fractions.Fraction(decimal.Decimal(text)) * factor
    assert ret.denominator == 1, f"{text} x {factor} is no whole number"
    return ret.numerator


def rounded(text, factor=1):
    """The same, rounded; halves to even."""
    return round(fractions.Fraction(decimal.Decimal(text)) * factor)


def is_whole(text, factor):
    return (fractions.Fraction(decimal.Decimal(text)) * factor).denominator == 1


def path(folder, name):
    return os.path.join(DATA, folder, name)


def rows(folder, name, encoding="utf-8"):
    """The rows of a table as {column: text}."""
    file = path(folder, name)
    with gzip.open(file) if name.endswith(".gz") else open(file, "rb") as binary:
        yield from csv.DictReader(io.TextIOWrapper(binary, encoding=encoding, newline=""))


class Figures:
    """What a table must come to."""

    def __init__(self):
        self.rows = 0  # of data in the file
        self.left_out = 0  # events that the mapping leaves out
        self.unknown = 0  # cells that say nothing
        self.rounded = 0  # cells with more digits than the unit has
        self.events = 0  # records
        self.revised = 0  # events that correct one of them
        self.refused = {}  # reason: events
        self.repeated = 0  # rows that say again what another one has said
        self.apart = 0  # records that are totals of others
        self.sums = {}  # measure: {(period, series): (units, records whose amount nobody knows)}

    def add(self, measure, period, units, **series):
        """An amount, or None where nobody knows it."""
        text = ",".join(f"{key.replace('_', '-')}={value}" for key, value in series.items())
        sums = self.sums.setdefault(measure, {})
        was, unknown = sums.get((period, text), (0, 0))
        sums[period, text] = was + (units or 0), unknown + (units is None)


# ---- configurations


def trade(source, reporters, by=("partner",), resolution="month", currency="USD", sums=("value",), levels=None,
          window=None, numbers="by-release"):
    """For each reporter a corridor with the world, the sums in `by` and the number of records."""
    lines = ["clock: events", f"currency: {currency}", "sources:",
             f"  - {{name: {source}, kinds: trade, resolution: {resolution}, numbers: {numbers}"
             + (f", levels: {{{levels}}}" if levels else "") + "}", "corridors:"]
    lines += [f"  - {{name: {r.lower()}-any, between: [{r}, any]}}" for r in reporters]
    lines.append("measures:")
    grouped = f", by: [{', '.join(by)}]" if by else ""
    for r in reporters:
        common = f"corridor: {r.lower()}-any, reported-by: {r}"
        lines += [f"  - {{name: {s}-{r.lower()}, {common}, sum: trade.{s}, window: {window or 'calendar-year'}"
                  f"{grouped}}}" for s in sums]
        lines.append(f"  - {{name: records-{r.lower()}, {common}, count: trade, window: since-1900-01-01}}")
    return "\n".join(lines) + "\n"


# ---- the stand


class Stand:
    """One folder of data. Prints a row of the table for each import, a line for all else."""

    def __init__(self, folder):
        self.folder = folder
        self.passed = self.failed = 0
        self.daemon = None
        self.configuration = ""
        self.counters = []  # the measures that count records

    def check(self, what, seen, expected):
        if seen == expected:
            self.passed += 1
            return True
        self.failed += 1
        print(f"    FAILED {self.folder}: {what}: expected {short(expected)}, seen {short(seen)}", flush=True)
        return False

    def say(self, text):
        print(f"    {self.folder}: {text}", flush=True)

    def file(self, name):
        return path(self.folder, name)

    def started(self, configuration):
        self.daemon = Daemon(configuration)
        self.configuration = configuration
        self.counters = re.findall(r"name: (records-[a-z0-9-]+)", configuration)
        return self.daemon

    def run_import(self, mapping, *arguments):
        """The report, and what was complained of."""
        done = self.daemon.run_ctl("--json", "--timeout", "120", "import", *arguments[:-1],
                                   os.path.join(MAPPINGS, mapping), *arguments[-1])
        lines = done.stdout.splitlines()
        assert lines, f"import {mapping} printed no report:\n{done.stderr[:3000]}\n{self.daemon.log(5)}"
        return json.loads(lines[-1]), done.stderr

    def values(self, measure, period, by):
        """{(period, series): (units, unknown records)} as milestonectl prints them; what has no record
        is not there."""
        arguments = ["query", measure, "--period", period, *(["--by", ",".join(by)] if by else [])]
        ret = {}
        for row in self.daemon.json(*arguments):
            value = row["value"]
            if value.get("state") == "waiting":
                continue  # an amount in another currency is in no sum
            seen = int(value.get("amount", "0").replace(".", "")), int(value.get("unknown_records", 0))
            if "amount" in value or seen[1]:
                ret[row["period"], row.get("series", "")] = seen
        return ret

    def valued(self, what, measure, period, by, expected):
        """Sums by rates."""
        if self.check(what, self.values(measure, period, by), expected):
            self.say(f"{what}: {len(expected)} sums of years and flows, all equal")

    def counted(self):
        """Records that are in sums, over all measures that count them."""
        ret = 0
        for name in self.counters:
            rows_ = self.daemon.json("query", name)
            ret += sum(int(r["value"]["amount"]) for r in rows_ if r["value"]["state"] == "known")
        return ret

    def sums(self, figures):
        """How many sums there are, and how many of them are equal, to the unit and the unknown record."""
        total = equal = 0
        for measure, expected in figures.sums.items():
            periods = sorted({period for period, _ in expected})
            by = [part.split("=")[0] for part in next(iter(expected))[1].split(",")] if next(iter(expected))[1] else []
            seen = self.values(measure, f"{periods[0]}..{periods[-1]}", by)
            differ = {key: (seen.get(key), expected.get(key)) for key in seen.keys() | expected.keys()
                      if seen.get(key) != expected.get(key)}
            total += len(expected)
            equal += len(expected) - len(differ)
            self.check(f"sums of {measure} (seen, expected)", short(differ), short({}))
        return total, equal

    def take(self, table, mapping, files, figures, options=(), again=True):
        """Imports `files` once, compares, imports them again."""
        began = time.monotonic()
        files = [self.file(name) for name in files] if isinstance(files, (list, tuple)) else [self.file(files)]
        before = self.daemon.ask("status").records
        report, complaints = self.run_import(mapping, *options, files)
        counts = {key: int(value) for key, value in report.get("counts", {}).items()}
        refused = sum(figures.refused.values())
        self.check(f"{table}: rows", int(report["table_rows"]), figures.rows)
        self.check(f"{table}: rounded", int(report.get("rounded", 0)), figures.rounded)
        self.check(f"{table}: unknown", int(report.get("missing", {}).get("unknown", 0)), figures.unknown)
        self.check(f"{table}: events left out", int(report.get("rows_left_out", 0)), figures.left_out)
        if not self.check(f"{table}: events accepted", counts.get("accepted", 0), figures.events):
            print(f"    it was said: {complaints[:1500]}", flush=True)
        self.check(f"{table}: events that revise", counts.get("revised", 0), figures.revised)
        self.check(f"{table}: events refused", counts.get("refused", 0), refused)
        if refused:
            self.check(f"{table}: reasons", {reason: sum(reason in line for line in complaints.splitlines()
                                                         if "refused" in line) > 0 for reason in figures.refused},
                       dict.fromkeys(figures.refused, True))
        records = self.daemon.ask("status").records - before
        self.check(f"{table}: records", records, figures.events)
        apart = figures.events - self.counted() if self.counters else 0
        self.check(f"{table}: records kept apart", apart, figures.apart)
        sums, equal = self.sums(figures)
        once = self.again(table, mapping, files, options, figures) if again else "-"
        self.row(table, figures.rows, figures.left_out, counts.get("accepted", 0), counts.get("refused", 0), apart,
                 figures.unknown, figures.rounded, sums, equal, once, f"{time.monotonic() - began:.1f}")
        self.reasons(report, complaints)
        return report

    def reasons(self, report, complaints):
        """Why events were left out, by the mapping's rules, and refused, by the daemon's sentences."""
        for rule, number in report.get("left_out_by", {}).items():
            self.say(f"left out {int(number):,}: {'a cell that says nothing' if rule == 'missing' else rule}")
        sentences = {}
        for text in complaints.splitlines():
            if ": refused: " in text:
                sentence = text.split(": refused: ", 1)[1].split(": ", 1)[1]
                sentences[sentence] = sentences.get(sentence, 0) + 1
        if sentences:
            self.say(f"refused {int(report['counts']['refused']):,}: {'; '.join(sentences)}")

    def again(self, table, mapping, files, options, figures):
        """What stands is repeated, what a newer vintage has revised is stale, and what nobody can
        read is refused as before."""
        records = self.daemon.ask("status").records
        report, _ = self.run_import(mapping, *options, files)
        counts = {key: int(value) for key, value in report.get("counts", {}).items() if int(value)}
        expected = {"repeated": figures.events, "stale": figures.revised, "refused": sum(figures.refused.values())}
        good = self.check(f"{table}: again", counts, {key: n for key, n in expected.items() if n})
        good &= self.check(f"{table}: records after it", self.daemon.ask("status").records, records)
        return "repeats" if good else "CHANGED"

    def cells(self, period, by=("partner",), measures="value-"):
        """All values of a configuration made by trade(): {(measure, period, series): units}."""
        names = re.findall(rf"name: ({measures}[a-z0-9-]+)", self.configuration)
        return {(name, *key): units for name in names for key, units in self.values(name, period, by).items()}

    def row(self, *cells):
        print(line((self.folder, *cells)), flush=True)


def short(value, limit=400):
    text = str(dict(sorted(value.items(), key=str)[:6])) if isinstance(value, dict) else str(value)
    return text[:limit]


def line(cells):
    ret = []
    for (name, width), cell in zip(COLUMNS, cells):
        text = f"{cell:,}" if isinstance(cell, int) else str(cell)
        ret.append(text.ljust(width) if name in ("folder", "table", "again") else text.rjust(width))
    return "  ".join(ret).rstrip()
