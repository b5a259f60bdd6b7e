"""The figures of tests/data/ru-fts-partners as a publisher of its own would send them: events,
batches, releases. Made apart from milestonectl import; the events are the same in every field
that counts, so that what one sent is "repeated" when the other sends it.
"""
import calendar
import contextlib
import csv
import datetime
import decimal
import os

import wire
from wire import event_pb2

TABLE = os.path.join(wire.SOURCE, "tests", "data", "ru-fts-partners", "ru_trade_by_partner_monthly.csv")
MAPPING = os.path.join(wire.SOURCE, "client", "mappings", "ru-fts-partners.yaml")
DEMO = os.path.join(wire.SOURCE, "client", "demo", "milestoned.yaml")
SOURCE = "fts-ru"
FLOWS = {"X": event_pb2.FLOW_EXPORT, "M": event_pb2.FLOW_IMPORT}


def cents(value_musd):
    ret = decimal.Decimal(value_musd) * 100_000_000
    assert ret == ret.to_integral_value()
    return int(ret)


def day_of_publication(period):
    year, month = map(int, period.split("-"))
    last = datetime.date(year, month, calendar.monthrange(year, month)[1])
    return (last + datetime.timedelta(days=45)).isoformat()


def rows():
    with open(TABLE, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def tables(folder, *lasts):
    """The table in parts, as files: up to each of these months, and what is behind the last."""
    columns = list(next(rows()))
    ret = [os.path.join(folder, f"{number}.csv") for number in range(len(lasts) + 1)]
    with contextlib.ExitStack() as files:
        parts = [csv.DictWriter(files.enter_context(open(path, "w", encoding="utf-8", newline="")), columns)
                 for path in ret]
        for part in parts:
            part.writeheader()
        for row in rows():
            parts[sum(row["period"] > last for last in lasts)].writerow(row)
    return ret


def event(period, partner, flow, units, revision=0, status=0):
    """`flow` is X or M, `units` are cents; None: the amount is unknown."""
    ret = event_pb2.Event(id=f"RU-{partner}-{flow}-{period}", period=period, revision=revision, status=status)
    ret.trade.reporter, ret.trade.partner, ret.trade.flow = "RU", partner, FLOWS[flow]
    if units is not None:
        ret.trade.value.units, ret.trade.currency = units, "USD"
    return ret


def by_period(first="2006-01", last="2021-12"):
    """{period: [event, ...]} in the order of the calendar."""
    ret = {}
    for row in rows():
        if first <= row["period"] <= last:
            ret.setdefault(row["period"], []).append(
                event(row["period"], row["partner"], row["flow"], cents(row["value_musd"])))
    return dict(sorted(ret.items()))


def batch(events, source=SOURCE, **fields):
    ret = event_pb2.EventBatch(source=source, **fields)
    ret.events.extend(events)
    return ret


def release(events, periods, day, serial=0, size=1000, source=SOURCE, **end):
    """The batches of a release and its end, complete and replacing unless told otherwise."""
    vintage = event_pb2.Vintage(date=day, serial=serial)
    events = list(events)
    parts = [events[at:at + size] for at in range(0, len(events), size)] or [[]]
    ret = [batch(part, source, vintage=vintage, release_batch=number) for number, part in enumerate(parts, 1)
           if part]
    last = event_pb2.EventBatch(source=source)
    ending = {"status": event_pb2.STATUS_FINAL, "complete": True, "replaces": True, **end}
    last.release_end.CopyFrom(event_pb2.ReleaseEnd(
        vintage=vintage, batches=len(ret), events=len(events), periods=periods, **ending))
    return [*ret, last]


def releases(first="2006-01", last="2021-12", size=1000):
    """{period: batches with the end} as the mapping says: one for each month, 45 days later."""
    return {period: release(events, [period], day_of_publication(period), size=size)
            for period, events in by_period(first, last).items()}
