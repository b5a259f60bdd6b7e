"""How a scenario is told: steps that say what is being shown, and a last line with the time.

    with scenario("s01: the figures"):
        step("the four years that the table is known for")
        same(daemon.figure("turnover", "2006"), "19,944,395,100.00 USD")
"""
import contextlib
import difflib
import time

import trade
import wire
from wire import notification_pb2


@contextlib.contextmanager
def scenario(title):
    print(title, flush=True)
    began = time.monotonic()
    yield
    print(f"done in {time.monotonic() - began:.1f} s", flush=True)


def step(text):
    print(f"  - {text}", flush=True)


def same(seen, expected, of=""):
    if seen == expected:
        return
    if isinstance(seen, list) and isinstance(expected, list):
        lines = difflib.unified_diff([str(e) for e in expected], [str(s) for s in seen], "expected", "seen", "", "", 1)
        raise AssertionError(f"{of}\n" + "\n".join(line[:300] for line in list(lines)[:40]))
    raise AssertionError(f"{of or 'differs'}: expected {expected!r}, seen {seen!r}")


def money(units):
    """As milestonectl prints it."""
    return f"{units // 100:,}.{units % 100:02d} USD"


def figure(daemon, measure, period="", by=()):
    """{series: value} of one window, as a person would read it."""
    arguments = ["query", measure, *(["--period", period] if period else []), *(["--by", ",".join(by)] if by else [])]
    ret = {}
    for row in daemon.json(*arguments):
        value = row["value"]
        assert value["state"] == "known", row
        ret[row.get("series", "")] = money(int(value["amount"].replace(".", "")))
    return ret if by else ret[""]


def told_line(n):
    """What must be the same however the daemon came to say it: kind, milestone, instance, values,
    interval, day known and cause; not positions, hashes and names of journals."""
    cause = wire.word(notification_pb2.Cause.What, n.cause.what)
    if n.cause.HasField("release"):
        cause += f" {n.cause.release.source} {n.cause.release.vintage.date}/{n.cause.release.vintage.serial}"
    for record in n.cause.records:
        cause += f" {record.source}/{record.id}@{record.number}"
    return " ".join(str(part) for part in (
        n.sequence, wire.word(notification_pb2.Kind, n.kind), f"{n.corridor}/{n.milestone}", n.instance or "-",
        f"step={n.step_ppm}", wire.word(notification_pb2.Outcome, n.outcome_before), "->",
        wire.word(notification_pb2.Outcome, n.outcome), f"{n.value.units}/{n.value.scale}",
        f"before={n.value_before.units}", f"target={n.target.units}", f"in={n.reached.period or '-'}",
        f"was={n.reached_before.period or '-'}", f"by={n.deadline or '-'}", f"late={n.late:d}",
        f"confirmed={n.confirmed:d}", f"backfill={n.backfill:d}", f"known={n.known.day}",
        f"chains={n.before.all},{n.before.corridor},{n.before.kind},{n.before.source}",
        f"cause={cause} of {n.cause.records_total}", n.source, n.text))


def told_lines(daemon, *topics):
    return [told_line(n) for n in daemon.told(*topics)]


def gapless(notifications):
    same([n.sequence for n in notifications], list(range(1, len(notifications) + 1)), "sequences without a gap")
    same([n.before.all for n in notifications], list(range(len(notifications))), "the chain of all")


def state(daemon, known=True):
    """All that the daemon ended in, without how it came there: figures of every year and measure,
    how every milestone stands and since which month, and what each source is complete until."""
    ret = []
    for measure in ("turnover", "exports", "imports"):
        ret += [str(sorted(row.items())) for row in daemon.json("query", measure, "--period", "2006..2021")]
    ret += [str(sorted(row.items())) for row in daemon.json("query", "turnover", "--period", "2006..2021", "--by", "flow")]
    for month in ("2008-09", "2012-01", "2013-02", "2021-12"):
        ret += [str(sorted(row.items())) for row in daemon.json("query", "turnover-12m", "--period", month)]
    for measure in ("all-exports", "all-imports"):
        ret += [str(sorted(row.items())) for row in daemon.json("query", measure)]
    for row in daemon.json("milestones"):
        if not known:
            row.pop("known", None)
        else:
            row.get("known", {}).pop("position", None)
        ret.append(str(sorted(row.items())))
    for row in daemon.ask("sources").rows:
        ret.append(f"{row.source} until {row.complete_until} newest {row.newest_day} disputed {row.disputed} "
                   f"open {row.open_releases} {row.last_vintage.date} {list(row.holes)}")
    ret.append(f"day {daemon.ask('status').day} records {daemon.ask('status').records}")
    return ret


def import_all(daemon, *options, table=None):
    return daemon.ctl("import", *options, trade.MAPPING, table or trade.TABLE)
