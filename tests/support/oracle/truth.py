"""What is true of each milestone, and what is told of it (RULES.md 15 to 21 and 25).

The truth of an instance or a step is (outcome, interval, value, confirmed), a function of the sums and
the day. TABLE says what is told when the truth differs from what was told before."""
import days
from sums import NO_DATA

# told before -> true now -> the notification; "." is nothing. Rule 15: reached in time or late:
# *reached*; another interval: *restated*; no more: *retracted* with the new outcome.
TABLE = """
            open       awaiting   missed     reached    late       unknown
open        .          awaiting   missed     reached    reached    .
awaiting    .          .          missed     reached    reached    .
missed      retracted  retracted  .          reached    reached    retracted
reached     retracted  retracted  retracted  same       restated   retracted
late        retracted  retracted  retracted  restated   same       retracted
unknown     .          awaiting   missed     reached    reached    .
"""
HEAD, *ROWS = [line.split() for line in TABLE.strip().splitlines()]
TOLD = {row[0]: dict(zip(HEAD, row[1:])) for row in ROWS}


class Truth:
    __slots__ = ("outcome", "first", "last", "value", "confirmed", "target", "deadline")

    def __init__(self, outcome, interval, value, target, deadline):
        self.outcome, self.value, self.target, self.deadline = outcome, value, target, deadline
        self.first, self.last = interval or (None, None)
        self.confirmed = interval is not None and value[2] == 0


def instances(milestone, day):
    """Rule 25: the clock makes the instances. Yields (instance or None, first day, last day, deadline)."""
    if not milestone.each:
        yield None, milestone.start, None, milestone.deadline
        return
    if day is None:
        return
    period = days.period_at(milestone.each, milestone.start, milestone.measure.window.fiscal)
    while period[1] <= day:
        yield period, period[1], period[2], period[2]
        period = days.following(period)


def borders(sums, milestone, start, end):
    """The periods of the resolution, of which each last day is judged."""
    measure = milestone.measure
    cells = sums.cells[measure.name]
    if not cells:
        return
    first, last = min(cell.day for cell in cells), max(cell.day for cell in cells)
    if measure.falls:
        last += measure.reach()
    if start is not None:
        first = max(first, start)
        if sums.day is not None and start <= sums.day:
            # What was there before is there on the first day that is judged, once that day has come.
            last = max(last, days.period_at(measure.resolution, start)[2])
    if end is not None:
        last = min(last, end)
    filled = {days.period_at(measure.resolution, cell.day) for cell in cells}
    period = days.period_at(measure.resolution, first)
    while period[2] <= last:
        begun = period in filled or (sums.day is not None and period[1] <= sums.day)
        if (start is None or period[1] >= start) and (begun or measure.falls):
            yield period
        period = days.following(period)


def crossing(sums, milestone, start, end, target):
    """The first period at whose end the measure was at the target."""
    measure = milestone.measure
    for period in borders(sums, milestone, start, end):
        day = period[2]
        if measure.window.first(day) > day or (measure.falls and not sums.is_whole(measure, day)):
            continue
        value = sums.at(measure, day)
        if value[0] in ("known", "incomplete") and value[1] >= target:
            return (period[1], day), value
    return None, None


def is_said(sums, milestone, deadline):
    """Rule 19: an outcome needs the windows of the days that are judged, from the start on; without a start
    those of the deadline alone."""
    measure = milestone.measure
    ends = [deadline]
    if milestone.start is not None and not milestone.each:
        ends.append(days.period_at(measure.resolution, milestone.start)[2])
    spans = [span for end in ends for span in sums.looked_at(measure, end)]
    for leaf in {leaf for leaf, _, _ in spans}:
        mine = [(first, last) for one, first, last in spans if one is leaf]
        if not sums.complete(leaf, min(first for first, _ in mine), max(last for _, last in mine)):
            return False
    return True


def outcome_of(sums, milestone, interval, deadline):
    if interval:
        return "reached" if deadline is None or interval[1] <= deadline else "late"
    if deadline is None or sums.day is None or sums.day <= deadline:
        return "open"
    if is_said(sums, milestone, deadline):
        return "missed"
    if milestone.grace is not None and sums.day > deadline + milestone.grace:
        return "missed"
    return "awaiting"


def truth_of(sums, milestone, start, end, deadline, target):
    interval, value = crossing(sums, milestone, start, end, target)
    if not interval:
        value = value_now(sums, milestone, deadline)
    return Truth(outcome_of(sums, milestone, interval, deadline), interval, value, target, deadline)


def value_now(sums, milestone, deadline):
    """Where nothing is reached: on the day or on that of the newest data, whichever is later; but at the
    deadline when that lies before."""
    measure = milestone.measure
    ends = [cell.day for cell in sums.cells[measure.name]]
    if sums.day is not None:
        ends.append(sums.day)
    if not ends:
        return NO_DATA
    return sums.at(measure, max(ends) if deadline is None else min(max(ends), deadline))


def step_target(target, ppm):
    """The smallest amount that is the share of the target."""
    return -(-target * ppm // 1000000)


def truths(sums, milestone):
    """(instance, step) -> Truth, the target itself being step 0."""
    found = {}
    for instance, start, end, deadline in instances(milestone, sums.day):
        for step in milestone.steps + [0]:
            target = step_target(milestone.target, step) if step else milestone.target
            found[instance, step] = truth_of(sums, milestone, start, end, deadline, target)
    return found


def news_kind(told, true, border):
    """What is told of a pair; None: nothing. `border`: a tick or the end of a release (rule 16)."""
    kind = TOLD[told.outcome if told else "open"][true.outcome]
    if kind == "same":
        if (told.first, told.last) != (true.first, true.last):
            kind = "restated"
        elif true.confirmed and not told.confirmed:
            return "confirmed"
        else:
            return None
    if kind == "restated" and not border:
        return None
    return None if kind == "." else kind
