"""The forecasts on 464 public series: what `sh tests/run.sh forecast` runs.

The golden cases on the whole histories; the scores of the method's description, to 0.0001 (or to the digits
that it gives); and ten series live: their figures published month by month, five with releases and five with a
stated lateness, the outlooks that are told equal to those of `milestonectl outlook --cases`. Ends with 77
where the data are not there.
"""
import csv
import io
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import wire
from daemon import Daemon
from scenario import same, scenario, step
from wire import event_pb2, notification_pb2, word

sys.path.insert(0, os.path.join(wire.SOURCE, "tests", "support", "forecast"))
import series  # noqa: E402

DATA = os.environ.get("MILESTONE_DATA") or os.path.join(wire.SOURCE, "..", "shared", "data")
KEPT = pathlib.Path(wire.SOURCE, "tests", "data", "forecast")
CTL = os.path.join(wire.BUILD, "client", "ctl", "milestonectl")
PARTNERS = ("BY", "CN", "DE", "FI", "TR", "BR", "US", "UA", "VN", "ES")
LIVE = ("ru-fts:BY:T", "ru-fts:CN:M", "easycomext:x-russia:Germany", "us-census:5700:I", "bts:Rail:Exp",
        "vancouver:Total_Total", "armstat:Georgia:exp", "us-census:4210:E", "mts:FreightRailCarloads",
        "easycomext:x-kazakhstan:Italy")


def cases(path, rows, histories):
    """The answers to (series, origin, window, target, booked)."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("series", "origin", "window", "target", "booked"))
        writer.writerows(rows)
    made = subprocess.run([CTL, "outlook", "--cases", path, histories], capture_output=True, text=True, check=True)
    return list(csv.DictReader(io.StringIO(made.stdout)))


# ---- the method on all of them


def golden(histories):
    step("220 golden cases, byte for byte, of the whole histories")
    made = subprocess.run([CTL, "outlook", "--cases", KEPT / "golden.csv", histories], capture_output=True, check=True)
    same(made.stdout, (KEPT / "golden.csv").read_bytes(), "golden.csv")


def states(states, bare):
    """METHOD.md: fewer turns than a bare line has, nothing missed for it, and seldom wrong."""
    seen, line = (dict(zip(words[1::2], map(float, words[2::2]))) for words in (states.split(), bare.split()))
    want = {"windows": 51540, "turns": 0.2151, "three": 0.0012, "missed-at-risk": 0.9729, "reached-at-risk": 0.0848,
            "told": 0.9441, "wrong": 0.1293}
    same({name: round(seen[name], 4) for name in want}, want, "states")
    same(round(line["turns"], 4), 0.6409, "turns of a bare line")


def scores(histories):
    step("the scores of the method's description")
    program = os.path.join(wire.BUILD, "tests", "support", "forecast", "forecast-score")
    with open(histories, "rb") as file:
        began = time.monotonic()
        lines = subprocess.run([program], stdin=file, capture_output=True, text=True, check=True).stdout.splitlines()
    same(lines[0], "series 464")
    names = lines[1].split()[1:]
    found = {words[0]: dict(zip(names, map(float, words[1:]))) for words in map(str.split, lines[2:15])}
    worst = 0
    with open(KEPT / "scores.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for name in names:
                if not row[name]:
                    continue
                off = abs(found[row["known"]][name] - float(row[name]))
                digits = len(row[name].partition(".")[2])
                assert off <= max(0.0001, 0.6 * 10 ** -digits), f"{name} at {row['known']} months known: {off}"
                worst = max(worst, off if digits == 4 else 0)
    for line in lines[15:25]:
        _, said, _, came, *_ = line.split()
        assert abs(float(said) - float(came)) < 0.02, line
    assert abs(float(lines[25].split()[6]) - 0.206) < 0.0005, lines[25]
    states(*lines[26:28])
    print(f"    off by {worst:.6f} at most, in {time.monotonic() - began:.1f} s")
    for line in lines[15:]:
        print("    " + line)


# ---- ten of them live


def configuration(names, by_release, targets, first_years):
    how = "numbers: by-release" if by_release else "complete-after: 40 days"
    text = ["timezone: UTC", "currency: USD", "clock: events", "sources:"]
    text += [f"  - {{name: s{i}, kinds: trade, reports: RU, resolution: month, {how}}}" for i in names]
    text += ["corridors:"] + [f"  - {{name: c{i}, between: [RU, {PARTNERS[i]}]}}" for i in names]
    text += ["measures:"] + [f"  - {{name: m{i}, corridor: c{i}, sum: trade.value, window: calendar-year, sources: [s{i}]}}"
                             for i in names]
    text += ["milestones:"] + [f"  - {{name: goal{i}, measure: m{i}, reach: {targets[i] // 100}.{targets[i] % 100:02d} USD, "
                               f"each: year, from: {first_years[i]}-01-01}}" for i in names]
    return "\n".join(text) + "\n"


def batches(i, month, amount, by_release):
    """One month of a series, as its source sends it."""
    text = series.month_text(month)
    event = event_pb2.Event(id=f"e{month}", period=text)
    event.trade.reporter, event.trade.partner, event.trade.flow = "RU", PARTNERS[i], event_pb2.FLOW_EXPORT
    event.trade.value.units, event.trade.currency = amount, "USD"
    if not by_release:
        event.revision = 1
        return [event_pb2.EventBatch(source=f"s{i}", events=[event])]
    vintage = event_pb2.Vintage(date=series.month_text(month + 1) + "-20")
    end = event_pb2.ReleaseEnd(vintage=vintage, batches=1, events=1, periods=[text], status=event_pb2.STATUS_FINAL,
                               complete=True, replaces=True)
    return [event_pb2.EventBatch(source=f"s{i}", vintage=vintage, release_batch=1, events=[event]),
            event_pb2.EventBatch(source=f"s{i}", release_end=end)]


def target_of(first, amounts):
    """As much as a year in the middle."""
    begin = (-first) % 12 + len(amounts) // 24 * 12
    return sum(amounts[begin:begin + 12])


def expected_of(rows):
    """With what is booked of a month that is not complete, which never lowers the chance."""
    without, booked = rows
    return dict(booked, probability=str(max(int(without["probability"]), int(booked["probability"]))))


def seen_of(outlook):
    return {"noise": str(outlook.usual_error_ppm), "total": str(outlook.total.units), "low": str(outlook.total_low.units),
            "high": str(outlook.total_high.units), "probability": str(outlook.chance_ppm), "date": outlook.date,
            "date_low": outlook.date_low, "date_high": outlook.date_high}


def compare(told, names, found, targets, by_release, folder, histories):
    rows = []
    for n in told:
        i = int(n.milestone.removeprefix("goal"))
        first, amounts = found[names[i]]
        year, month = map(int, n.outlook.last_complete.split("-"))
        following = year * 12 + month - first
        booked = 0 if by_release or following >= len(amounts) else amounts[following]
        asked = (names[i], n.outlook.last_complete, f"year:{n.instance}", targets[i])
        rows += [(*asked, 0), (*asked, booked)]
    said = cases(os.path.join(folder, "cases.csv"), rows, histories)
    for n, first in zip(told, range(0, len(said), 2)):
        expected = expected_of(said[first:first + 2])
        seen = seen_of(n.outlook)
        same(seen, {name: expected[name] for name in seen}, f"{names[int(n.milestone[4:])]} {n.instance} "
             f"behind {n.outlook.last_complete}")
    return len(told)


def live(numbers, by_release, found, folder, histories):
    names = {i: LIVE[i] for i in numbers}
    targets = {i: target_of(*found[names[i]]) for i in numbers}
    first_years = {i: found[names[i]][0] // 12 + 3 for i in numbers}
    months = sorted({(found[names[i]][0] + at, i, amount) for i in numbers for at, amount in
                     enumerate(found[names[i]][1])})
    with Daemon(configuration(numbers, by_release, targets, first_years)) as daemon:
        daemon.publish(*(batch for month, i, amount in months for batch in batches(i, month, amount, by_release)),
                       window=1)
        told = [n for kind in ("at-risk", "on-track") for n in daemon.told(f"kind/{kind}/")]
        count = compare(told, names, found, targets, by_release, folder, histories)
        turned = sum(word(notification_pb2.Outlook.State, n.outlook.state) == "at-risk" for n in told)
        print(f"    {count} outlooks were told, {turned} of them at risk")
        assert count > 50 and 0 < turned < count


with scenario("forecast: 464 public series"):
    try:
        all_series = series.load(DATA)
    except FileNotFoundError as error:
        print(f"skipped: the public data are not there: {error.filename}")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as where:
        path = os.path.join(where, "histories.csv")
        with open(path, "w", encoding="utf-8") as out:
            series.write(all_series, out)
        golden(path)
        scores(path)
        step("five series live, by releases")
        live((0, 1, 2, 3, 4), True, all_series, where, path)
        step("five series live, by a stated lateness")
        live((5, 6, 7, 8, 9), False, all_series, where, path)
