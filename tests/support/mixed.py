"""What a publisher sends while the daemon is harmed, and what must follow from it: computed here from
the publisher's own list, by nothing that the daemon has a part in.

The releases of the demonstration, which replace each other's periods, and a diary, whose records
count one by one, are revised and taken back: whatever is counted twice or lost shows in its sum.
"""
import collections
import random

import trade
from scenario import same
from wire import event_pb2

DIARY = "diary"
MARKS = range(1, 41)  # milestones of the diary
MARK = 5_000_00       # cents from one to the next
MARKS_OF_A_YEAR = {"turnover-20bn": 20, "turnover-25bn": 25, "turnover-30bn": 30, "turnover-35bn": 35}
BILLION = 10 ** 11    # cents

MORE = """\
checkpoint-interval: 1 s
checkpoint-events: 1000
free-space-floor: %(floor)s
sources:
  - {name: diary, kinds: trade, reports: KZ, resolution: day, numbers: explicit, complete-after: 10 days}
corridors:
  - {name: kazakhstan-china, between: [KZ, CN]}
measures:
  - {name: diary, corridor: kazakhstan-china, sum: trade.value, sources: diary, window: since-2006-01-01}
milestones:
"""


def configuration(floor="0 MiB"):
    """The demonstration's, the diary beside it, and checkpoints as often as they may be."""
    with open(trade.DEMO, encoding="utf-8") as file:
        lists, demo = {}, file.read()
    text = MORE % {"floor": floor} + "".join(
        f"  - {{name: diary-{mark}, measure: diary, reach: {mark * MARK // 100} USD, from: 2006-01-01}}\n"
        for mark in MARKS)
    for line in text.splitlines():
        if line.endswith(":"):
            key = line
        elif line.startswith(" "):
            lists.setdefault(key, []).append(line)
        else:
            demo = line + "\n" + demo
    for key, lines in lists.items():
        demo = demo.replace(f"\n{key}\n", f"\n{key}\n" + "\n".join(lines) + "\n")
    return demo


def entry(number, day, units, revision=1):
    ret = trade.event(day, "CN", "X", units, revision)
    ret.id, ret.trade.reporter = f"d-{number}", "KZ"
    return ret


def taken_back(number, day, revision):
    ret = event_pb2.Event(id=f"d-{number}", revision=revision)
    ret.withdrawal.reason = event_pb2.WITHDRAWAL_REASON_ERROR
    return ret


def diary(months, size, seed=7):
    """{month: batches}: new records, some revised a little later, some taken back."""
    dice, number, open_records, ret = random.Random(seed), 0, [], {}
    for month in months:
        events = []
        for _ in range(8):
            number += 1
            day = f"{month}-{dice.randint(1, 28):02d}"
            events.append(entry(number, day, dice.randint(50_00, 250_00)))
            open_records.append((number, day))
        for revise in (True, False):
            if len(open_records) > 12:
                which, day = open_records.pop(dice.randrange(len(open_records)))
                events.append(entry(which, day, dice.randint(50_00, 250_00), 2) if revise
                              else taken_back(which, day, 2))
        ret[month] = [trade.batch(events[at:at + size], DIARY) for at in range(0, len(events), size)]
    return ret


def batches(size=8, last="2021-12"):
    """In the order in which they are sent: of each month the release, its parts of `size` events,
    and what the diary has of that month in between."""
    releases, ret = trade.releases(last=last, size=size), []
    entries = diary(releases, size)
    for month, parts in releases.items():
        beside = list(entries[month])
        for part in parts:
            ret.append(part)
            if beside:
                ret.append(beside.pop(0))
        ret += beside
    return ret


def records(sent):
    """{(source, id): the event in force} by the protocol's rules, from what was sent."""
    ret = {}
    for batch in sent:
        for event in batch.events:
            known = ret.get((batch.source, event.id))
            if known is None or event.revision > known.revision:
                ret[batch.source, event.id] = event
    return {key: event for key, event in ret.items() if not event.HasField("withdrawal")}


def reached(by_day, target):
    """The first day on which the sum is there, '' if it never is."""
    total = 0
    for day in sorted(by_day):
        total += by_day[day]
        if total >= target:
            return day
    return ""


class Expected:
    """Sums and milestones that follow from these batches when all of them were taken."""

    def __init__(self, sent):
        self.years, self.months, days = collections.Counter(), collections.Counter(), collections.Counter()
        self.diary = 0
        self.records = len({(batch.source, event.id) for batch in sent for event in batch.events})
        for (source, _), event in records(sent).items():
            units = event.trade.value.units
            if source == DIARY:
                self.diary += units
                days[event.period] += units
            elif event.trade.partner == "BY":
                self.years[event.period[:4]] += units
                self.months[event.period] += units
        self.marks = {f"diary-{mark}": reached(days, mark * MARK) for mark in MARKS}
        for name, billions in MARKS_OF_A_YEAR.items():
            for year in self.years:
                of_year = {month: units for month, units in self.months.items() if month[:4] == year}
                self.marks[name, year] = reached(of_year, billions * BILLION)

    def check(self, daemon):
        """The daemon's figures, and what its notifications amount to."""
        for year, units in self.years.items():
            (row,) = daemon.ask("measure", measure="turnover", period=year).rows
            same(row.value.units, units, f"turnover of {year}")
        (row,) = daemon.ask("measure", measure=DIARY).rows
        same(row.value.units, self.diary, "the diary")
        seen = {}
        for row in daemon.ask("milestones", limit=1000).rows:
            name = (row.milestone, row.instance) if row.instance else row.milestone
            if name in self.marks:
                seen[name] = row.reached.period
        same(in_words(seen), in_words(self.marks), "milestones reached")
        same(daemon.ask("status").records, self.records, "records")


def in_words(marks):
    return [f"{name} in {period or 'no period'}" for name, period in sorted(marks.items(), key=str)]
