"""What is true of each milestone, and what is told of it (RULES.md 15 to 21 and 25).

The truth of an instance or a step is (outcome, interval, value, target), a function of the sums and the
day. TABLE says what is told when the truth differs from what was told before."""
import days
from sums import INT64, NO_DATA

# told before -> true now -> the notification; "." is nothing. Rule 15: reached in time or late:
# *reached*; another interval: *restated*; no more: *retracted* with the new outcome. A level that is
# held is "reached" and "fell-below" in turn.
TABLE = """
            open       awaiting   missed     reached    late       unknown    fell-below
open        .          awaiting   missed     reached    reached    .          fell-below
awaiting    .          .          missed     reached    reached    .          .
missed      retracted  retracted  .          reached    reached    retracted  .
reached     retracted  retracted  retracted  same       restated   retracted  fell-below
late        retracted  retracted  retracted  restated   same       retracted  .
unknown     .          awaiting   missed     reached    reached    .          .
fell-below  retracted  .          .          reached    .          retracted  same
"""
HEAD, *ROWS = [line.split() for line in TABLE.strip().splitlines()]
TOLD = {row[0]: dict(zip(HEAD, row[1:])) for row in ROWS}


class Truth:
    __slots__ = ("outcome", "first", "last", "value", "confirmed", "target", "deadline")

    def __init__(self, outcome, interval, value, target, deadline):
        self.outcome, self.value, self.target, self.deadline = outcome, value, target, deadline
        self.first, self.last = interval or (None, None)
        self.confirmed = interval is not None and value[2] == 0


class Judged:
    """One instance of one series of a milestone, with the sums that it is judged by."""

    def __init__(self, sums, milestone, instance, keys):
        self.sums, self.milestone, self.measure, self.keys = sums, milestone, milestone.measure, keys
        self.instance = instance
        self.start = instance[1] if instance else milestone.start
        self.end = instance[2] if instance else None
        self.deadline = instance[2] if instance else milestone.deadline()
        self.cells = sums.of_series(self.measure, keys)
        self.judged = list(self.borders())
        self.targets = {}  # (terms, step) -> amount

    def at(self, day):
        return self.sums.at(self.measure, day, self.keys)

    # ---- how much

    def baseline(self, target):
        """Rule 20: known when its periods are complete and nothing in them waits; above zero."""
        if target.given is not None:
            return target.given
        day = self.sums.day
        if target.frozen is None or day is None or day < target.frozen:
            return self.floating(target)
        if self.sums.asked[self.milestone.name] > target.frozen:
            return None  # the date was past when it was asked for: the number is needed by hand
        key = self.freezing(target)
        if key not in self.sums.frozen:
            number = self.floating(target)
            if number is not None and number > 0:  # else it is as good as unknown
                self.sums.frozen[key] = number
        return self.sums.frozen.get(key)

    def freezing(self, target):
        """What is frozen: a number for all instances, or, of the year before, one for each."""
        return self.milestone.name, self.keys, self.instance if target.last_year else None

    def ends_of(self, target):
        """The days whose values the baseline is made of."""
        if target.last_year:
            return [days.year_before(self.end, self.milestone.each)]
        return [period[2] for period in target.periods]

    def is_final(self, target):
        """Rule 24: of what the target is made too, unless it is a number by now."""
        if target.amount is not None or target.given is not None or \
                (target.frozen is not None and self.freezing(target) in self.sums.frozen):
            return True
        return all(self.at(day)[2] == 0 for day in self.ends_of(target))

    def floating(self, target):
        """As the figures stand."""
        ends = self.ends_of(target)
        values = [self.at(day) for day in ends]
        if not all(self.sums.is_whole(self.measure, day) for day in ends) or \
                any(value[0] in ("incomplete", "range") for value in values):
            return None
        return max((value[1] for value in values if value[0] == "known"), default=None)

    def target_of(self, terms, ppm):
        if (terms, ppm) not in self.targets:
            self.targets[terms, ppm] = self.work_out(terms, ppm)
        return self.targets[terms, ppm]

    def work_out(self, terms, ppm):
        """The smallest amount that is the factor of the baseline, or a step's share of it; None: unknown."""
        target = terms.target
        if target.amount is not None:
            amount = target.amount
        else:
            baseline = self.baseline(target)
            if baseline is None or baseline <= 0:
                return None
            amount = -(-target.factor.numerator * baseline // target.factor.denominator)
            if amount >= INT64:
                return None  # rule 12: out of range
        return -(-amount * ppm // 1000000) if ppm else amount

    # ---- when

    def borders(self):
        """The periods of the resolution, of which each last day is judged."""
        measure, cells, day = self.measure, self.cells, self.sums.day
        if not cells:
            return
        first, last = (days.period_at(measure.resolution, pick(cell.day for cell in cells))[2] for pick in (min, max))
        waits = measure.falls or self.milestone.form == "hold"  # rule 17
        if waits:
            last += measure.reach()
        if self.start is not None:
            first = max(first, self.start)
            if day is not None and self.start <= day:
                # What was there before is there on the first day that is judged, once that day has come.
                last = max(last, days.period_at(measure.resolution, self.start)[2])
        if len(self.milestone.terms) > 1 and day is not None:  # and on the first of other terms
            last = max([last] + [days.period_at(measure.resolution, terms.on)[2] for terms in self.milestone.terms[1:]
                                 if terms.on <= day])
        if self.end is not None:
            last = min(last, self.end)
        filled = {days.period_at(measure.resolution, cell.day) for cell in cells}
        period = days.period_at(measure.resolution, first)
        while period[2] <= last:
            begun = period in filled or (day is not None and period[1] <= day)
            if (self.start is None or period[1] >= self.start) and (begun or measure.falls) and \
                    measure.window.first(period[2]) <= period[2] and \
                    (not waits or self.sums.is_whole(measure, period[2])):
                yield period
            period = days.following(period)

    def crossing(self, ppm):
        """The first period at whose end the measure was at the target in force then."""
        for period in self.judged:
            value = self.at(period[2])
            target = self.target_of(self.milestone.terms_on(period[2]), ppm)
            if target is not None and value[0] in ("known", "incomplete") and value[1] >= target:
                return period[1:], value
        return None, None

    def is_said(self):
        """Rule 19: an outcome needs the windows of the days that are judged, from the start on; without a start
        those of the deadline alone."""
        measure = self.measure
        ends = [self.deadline]
        if self.start is not None and not self.instance and self.start <= self.deadline:
            ends.append(days.period_at(measure.resolution, self.start)[2])
        spans = [span for end in ends for span in self.sums.looked_at(measure, end)]
        for leaf in {leaf for leaf, _, _ in spans}:
            mine = [(first, last) for one, first, last in spans if one is leaf]
            if not self.sums.complete(leaf, min(first for first, _ in mine), max(last for _, last in mine)):
                return False
        return True

    def value_now(self):
        """Where nothing is reached: on the day or on that of the newest data, whichever is later; but at the
        deadline when that lies before."""
        ends = [cell.day for cell in self.cells]
        if self.sums.day is not None:
            ends.append(self.sums.day)
        if not ends:
            return NO_DATA
        return self.at(max(ends) if self.deadline is None else min(max(ends), self.deadline))

    # ---- the truth

    def is_settled(self):
        """The instance is over: no day that comes makes it another, only what is said."""
        day, grace = self.sums.day, self.milestone.grace or 0
        return self.instance is not None and day is not None and day > self.deadline + grace and \
            all(terms.target.frozen is None for terms in self.milestone.terms)

    def truths(self, steps):
        return {(self.keys, self.instance, step): self.reach(step) for step in steps + [0]}

    def reach(self, ppm):
        interval, value = self.crossing(ppm)
        ends = [day for day in (self.sums.day, self.deadline) if day is not None]
        if self.sums.day is None:
            ends = [days.EVER]
        terms = self.milestone.terms_on(interval[1] if interval else min(ends))
        target = self.target_of(terms, ppm)
        outcome = over(self, interval, self.is_said)
        if not interval:
            value = self.value_now()
            if target is None:
                outcome = "unknown"
        truth = Truth(outcome, interval, value, target, self.deadline)
        truth.confirmed = truth.confirmed and self.is_final(terms.target)
        return truth

    def hold(self):
        """Rule 18: a fold over the complete periods."""
        level = self.milestone.terms[0].target.amount
        holding, crossed, at = False, None, None
        for period in self.judged:
            value = self.at(period[2])
            if value[0] not in ("known", "incomplete"):
                continue
            if not holding and value[1] >= level or holding and value[1] < level - self.milestone.band:
                holding, crossed, at = not holding, period[1:], value
        outcome = "open" if crossed is None else "reached" if holding else "fell-below"
        return Truth(outcome, crossed, at or self.value_now(), level, None)


def over(judged, interval, is_said):
    """The outcome by the deadline (rules 15 and 19)."""
    milestone, deadline, day = judged.milestone, judged.deadline, judged.sums.day
    if interval:
        return "reached" if deadline is None or interval[1] <= deadline else "late"
    if deadline is None or day is None or day <= deadline:
        return "open"
    if is_said() or (milestone.grace is not None and day > deadline + milestone.grace):
        return "missed"
    return "awaiting"


def instances(milestone, day):
    """Rule 25: the clock makes the instances."""
    if not milestone.each:
        yield None
    elif day is not None:
        period = days.period_at(milestone.each, milestone.start, milestone.measure.window.fiscal)
        while period[1] <= day:
            yield period
            period = days.following(period)


class Others:
    """A milestone of others: its crossing is that of the member with which enough are reached."""

    def __init__(self, sums, milestone):
        self.sums, self.milestone, self.deadline = sums, milestone, milestone.deadline()
        self.members = [next(iter(truths(sums, one, main=True).values())) for one in milestone.members]
        self.reached = sorted((one for one in self.members if one.first is not None),
                              key=lambda one: (one.last, one.first))

    def reach(self, ppm):
        needed = self.milestone.needed
        needed = -(-needed * ppm // 1000000) if ppm else needed
        interval = None
        if len(self.reached) >= needed:
            last = self.reached[needed - 1]
            interval = (last.first, last.last)
        value = ("known", len(self.reached), 0, 0, 0)
        truth = Truth(over(self, interval, self.is_said), interval, value, needed, self.deadline)
        truth.confirmed = interval is not None and all(one.confirmed for one in self.reached[:needed])
        return truth

    def is_said(self):
        return all(self.says(one, truth) for one, truth in zip(self.milestone.members, self.members))

    def says(self, member, truth):
        """The member is reached, or its data up to the deadline are complete."""
        if truth.first is not None:
            return True
        if member.form == "others":
            return all(self.says(one, next(iter(truths(self.sums, one, main=True).values())))
                       for one in member.members)
        if member.start is not None and member.start > self.deadline:
            return True  # it cannot be in time, whatever it asks for
        if truth.outcome == "unknown":
            return False
        judged = Judged(self.sums, member, None, None)
        judged.deadline = self.deadline
        return judged.is_said()


def series_of(sums, milestone, told):
    """The series of the breakdown, those that are gone but were told of too."""
    if not milestone.for_each:
        return [None]
    return sorted({cell.keys for cell in sums.cells[milestone.measure.name]} | told)


def truths(sums, milestone, told=frozenset(), main=False):
    """(series, instance, step) -> Truth, the target itself being step 0 and last; `main`: that alone."""
    found = {}
    if milestone.form == "others":
        others = Others(sums, milestone)
        for step in ([] if main else milestone.steps) + [0]:
            found[None, None, step] = others.reach(step)
        return found
    for keys in series_of(sums, milestone, told):
        for instance in instances(milestone, sums.day):
            found.update(truths_of_instance(sums, milestone, instance, keys, main))
    return found


def truths_of_instance(sums, milestone, instance, keys, main):
    of = milestone.name, keys, instance
    if of in sums.settled:
        return sums.settled[of]
    judged = Judged(sums, milestone, instance, keys)
    if milestone.form == "hold":
        return {(keys, instance, 0): judged.hold()}
    found = judged.truths([] if main else milestone.steps)
    if judged.is_settled():
        sums.settled[of] = found
    return found


def news_kind(told, true, border):
    """What is told of a pair; None: nothing; ".": nothing either, but the truth is taken as told.
    `border`: a tick or the end of a release, and an activation (rule 16)."""
    kind = TOLD[told.outcome if told else "open"][true.outcome]
    if kind == "same":
        if (told.first, told.last) != (true.first, true.last):
            kind = "restated"
        elif true.confirmed and not told.confirmed:
            return "confirmed"
        else:
            return None
    return None if kind == "restated" and not border else kind
