"""Will Russia and Belarus turn over 36 bn in 2021, as a picture: open, reached, missed, behind earlier months, of a
sum since years, of a share that has no forecast. Pictures are made by the command on a real daemon and looked into:
that they are whole, and that target, deadline, outlook and what was told are on them.
"""
import os
import re
import shutil
import struct
import sys
import xml.etree.ElementTree
import zlib

import trade
from daemon import Daemon
from scenario import same, scenario, step

if not shutil.which("gnuplot"):
    print("skipped: there is no gnuplot (gnuplot-nox), which draws the pictures")
    sys.exit(77)

CONFIGURATION = """\
timezone: Europe/Minsk
currency: USD
clock: events
sources:
  - {name: fts-ru, kinds: trade, reports: RU, resolution: month, numbers: by-release}
corridors:
  - {name: russia-belarus, between: [RU, BY]}
measures:
  - {name: turnover, corridor: russia-belarus, sum: trade.value, window: calendar-year}
  - {name: exports, corridor: russia-belarus, sum: trade.value, where: {flow: export}, window: calendar-year}
  - {name: share, ratio: [exports, turnover]}
  - {name: since, corridor: russia-belarus, sum: trade.value, window: since-2015-01-01}
milestones:
  - {name: turnover-36bn, measure: turnover, reach: 36 bn USD, each: year, from: 2020-01-01, steps: [50%]}
  - {name: much-exports, measure: share, reach: 70%, from: 2021-01-01, by: 2021-12-31}
  - {name: since-250bn, measure: since, reach: 250 bn USD, from: 2015-01-01, by: 2023-12-31}
"""

by_month = {period: [event for event in events if event.trade.partner == "BY"]
            for period, events in trade.by_period().items()}


def publish(daemon, first, last):
    """A release for each month."""
    for period in sorted(by_month):
        if first <= period <= last:
            daemon.publish(*trade.release(by_month[period], [period], trade.day_of_publication(period)))


def texts(path):
    """What can be read on an SVG."""
    root = xml.etree.ElementTree.parse(path).getroot()
    return ["".join(element.itertext()).strip() for element in root.iter("{http://www.w3.org/2000/svg}text")]


def svg(daemon, *arguments):
    path = os.path.join(daemon.folder, "picture.svg")
    same(daemon.ctl("plot", *arguments, "--output", path), "")
    return texts(path)


def has(seen, *words):
    for word in words:
        assert any(word in text for text in seen), f"\"{word}\" is not on the picture: {seen}"


def lacks(seen, *words):
    for word in words:
        assert not any(word in text for text in seen), f"\"{word}\" is on the picture: {seen}"


def png_size(path):
    """Every part of the file has its checksum, and it has an end."""
    with open(path, "rb") as file:
        data = file.read()
    same(data[:8], b"\x89PNG\r\n\x1a\n")
    at, names, size = 8, [], None
    while at < len(data):
        length, name = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        same(struct.unpack(">I", data[at + 8 + length:at + 12 + length])[0], zlib.crc32(name + body), name)
        size = struct.unpack(">II", body[:8]) if name == b"IHDR" else size
        names.append(name)
        at += 12 + length
    same(names[-1], b"IEND")
    return size


def program(daemon, *arguments, **environment):
    """As a user starts it: exit code, stdout, stderr."""
    done = daemon.run_ctl(*arguments, **environment)
    return done.returncode, done.stdout, done.stderr


with scenario("s19: the picture of a milestone"):
    with Daemon(CONFIGURATION) as daemon:
        step("nothing is known: a picture says so")
        has(svg(daemon, "since-250bn"), "no data yet", "target 250", "deadline 2023-12-31")

        step("up to October 2021: the outlook with its chance, what was told, the year before, the units, the day")
        publish(daemon, "2006-01", "2021-10")
        seen = svg(daemon, "turnover-36bn")
        has(seen, "russia-belarus/turnover-36bn 2021: turnover, calendar-year", "on-track: needs 2.32 bn a month",
            "bn USD", "as of 2021-12-15, complete up to 2021-10", "target 36", "50 %: 18", "deadline 2021-12-31",
            "outlook, 10 to 90 %; chance 98 %", "known", "a year before", "told then: at risk", "14 %",
            "told then: on track", "73 %")
        lacks(seen, "no data", "corrected", "what came")
        same("reached" in seen, False)

        step("as PNG, and the same bytes again")
        path = os.path.join(daemon.folder, "picture.png")
        daemon.ctl("plot", "russia-belarus/turnover-36bn", "--instance", "2021", "--output", path)
        same(png_size(path), (1200, 675))
        with open(path, "rb") as file:
            first = file.read()
        daemon.ctl("plot", "turnover-36bn", "--output", path)
        with open(path, "rb") as file:
            same(file.read() == first, True)

        step("on the terminal, and as figures")
        letters = daemon.ctl("plot", "turnover-36bn")
        has(letters.splitlines(), "russia-belarus/turnover-36bn 2021", "target 36", "deadline 2021-12-31", "bn USD")
        same(letters.isascii() and "\033" not in letters, True)
        rows = daemon.json("plot", "turnover-36bn")
        same([row["value"]["amount"] for row in rows if row["line"] == "target"], ["36000000000.00"])
        same([(row["day"], row["chance_ppm"]) for row in rows if row["line"] == "at-risk"], [("2021-01-31", 144513)])
        same([row["value"]["amount"] for row in rows if row["line"] == "known"][-1], "31353554130.00")
        same([row["day"] for row in rows if row["line"] == "projected"], ["2021-10-31", "2021-11-30", "2021-12-31"])
        same(len([row for row in rows if row["line"] == "before"]), 12)

        step("a sum since years; a share, of which there is no forecast: why not stands there")
        has(svg(daemon, "since-250bn"), "since-2015-01-01", "2016", "2023", "chance")
        has(svg(daemon, "much-exports"), "no chance can be told", "%", "target 70", "deadline 2021-12-31")

        step("a sparkline: blocks where the locale has them; in the table only, and nothing is asked for it else")
        table = program(daemon, "milestones", "turnover-36bn", LC_ALL="C.UTF-8")[1]
        same(re.findall("[▁▂▃▄▅▆▇█·]{12}", table), ["▁▁▂▂▃▃▃▄▄▅▅▆", "▁▁▂▃▃▄▅▅▆▇··"])
        table = program(daemon, "milestones", "turnover-36bn", LC_ALL="C")[1]
        assert re.search(r"[-_~:=+*]{10}\.\.", table) and "▁" not in table, table
        for form in ("csv", "json"):
            assert "progress" not in daemon.ctl("milestones", "--format", form)
        assert re.search(r"turnover-36bn +2021 +[▁▂▃▄▅▆▇]{10}·· 2021-12-31 on-track",
                         program(daemon, "status", LC_ALL="C.UTF-8")[1])

        step("reached; missed; and behind an earlier month with what came")
        publish(daemon, "2021-11", "2021-12")
        seen = svg(daemon, "turnover-36bn", "--instance", "2021")
        has(seen, "reached 2021-12 (told 2022-02-14): 38.77 of 36 bn USD", "told then: at risk", "as of 2022-02-14")
        lacks(seen, "outlook", "chance")
        has(svg(daemon, "turnover-36bn", "--instance", "2020"), "missed (told 2021-02-14): 28.64 of 36 bn USD", "22 %")
        seen = svg(daemon, "turnover-36bn", "--instance", "2021", "--origin", "2021-06")
        has(seen, "at-risk: needs 3.04 bn a month", "chance 65 %", "what came", "seen from 2021-06", "told then: at risk")
        lacks(seen, "told then: on track", "reached 2021-")

        step("January is corrected: what was known when it was told is there, too")
        event = trade.event("2021-01", "BY", "X", 100_000_000_00)
        daemon.publish(*trade.release([event], ["2021-01"], "2022-03-14", replaces=False))
        has(svg(daemon, "turnover-36bn", "--instance", "2021"), "known then, corrected since")

        step("who has no gnuplot hears it, and gets the figures; a bad name is refused; nothing half-made is left")
        before = sorted(os.listdir(daemon.folder))
        other = os.path.join(daemon.folder, "other.svg")
        code, out, said = program(daemon, "plot", "since-250bn", "--output", other, PATH="/nonexistent")
        same((code, out), (1, ""))
        assert "there is no gnuplot" in said, said
        code, _, said = program(daemon, "plot", "since-250bn", "--format", "csv", PATH="/nonexistent")
        same((code, said), (0, ""))
        code, _, said = program(daemon, "plot", "since-250bn", "--output", "picture.pdf")
        assert code == 2 and ".svg or .png" in said, said
        code, _, said = program(daemon, "plot", "since-250bn", "--output", "/nonexistent/picture.svg")
        assert code == 1 and "/nonexistent/picture.svg" in said, said
        code, _, said = program(daemon, "plot", "since-25bn")
        assert code == 1 and "since-250bn" in said, said
        same(sorted(os.listdir(daemon.folder)), before)
