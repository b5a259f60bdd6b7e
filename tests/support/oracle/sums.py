"""What counts for a measure, and its value on a day: sums by brute force over records.

RULES.md 10 to 13 and DESIGN.md section 2. A value is (state, units, provisional, unknown, waiting)."""
import days
from rates import Rates, WORTH_MAX
from preference import Choices
from plan import LEVELS, VALUATIONS, on_side, within
from totals import Totals, bases, is_counted

INT64 = 2**63
NO_DATA = ("nodata", 0, 0, 0, 0)


def in_corridor(event, source, corridor, day):
    one, other = corridor["between"]
    if event.get("facility") and event["facility"] in corridor["facilities"] and event["kind"] != "trade":
        return True
    if event["kind"] == "trade":
        ends = event["reporter"], event.get("partner", "")
        if not ends[1]:
            return is_with_world(event, source, one, other, day)
    elif event["kind"] == "freight":
        ends = event.get("origin", "")[:6], event.get("destination", "")
        ends = tuple(end[:2] if len(end) == 5 else end for end in ends)
    else:
        # A port or a plant has one place: it lies on one side.
        return any(on_side(place, one, day) or on_side(place, other, day) for place in event["places"])
    return lies_between(ends, one, other, day) or lies_between(ends, other, one, day)


def lies_between(ends, one, other, day):
    """`any` is any place but those of the other side: what stays within Russia is not between Russia and
    anything."""
    if None in (one, other) and (one or other) is not None:
        named = one if other is None else other
        inside = [on_side(end, named, day) for end in ends]
        return all(ends) and inside == [one is not None, other is not None]
    return on_side(ends[0], one, day) and on_side(ends[1], other, day)


def is_with_world(event, source, one, other, day):
    """Trade with all the world is between its reporter and `any`, where it is the total that it says it is."""
    if is_counted(event, source) and source.levels.get("partner") != LEVELS.index("total"):
        return False
    return any(theirs is None and lies_in(event["reporter"], own, theirs, day)
               for own, theirs in ((one, other), (other, one)))


def lies_in(place, side, other, day):
    """`any` is any place but those of the other side."""
    return on_side(place, side, day) and not (side is None and other is not None and on_side(place, other, day))


def word_of(event, coordinate, status):
    if coordinate == "status":
        return status
    if coordinate == "supply":
        return event.get("supply") or "goods"
    if coordinate == "kind":
        return event.get("what")
    return event.get(coordinate)


def passes(event, status, source, measure):
    """Does the statement count for the measure?"""
    return is_counted(event, source) and is_meant(event, status, source, measure)


def is_meant(event, status, source, measure):
    """Does the statement pass the measure's filter, whatever level it is of?"""
    if event["kind"] != measure.kind or source not in measure.sources:
        return False
    day = event["period"][2]
    if measure.quantity == "due" and event.get("due") is None:
        return False
    if measure.form == "latest" and event.get("progress") is None:
        return False
    if measure.kind == "trade" and not within(event["reporter"], measure.reporter):
        return False
    if not in_corridor(event, source, measure.corridor, day):
        return False
    for key, wanted in measure.where.items():
        wanted = wanted if isinstance(wanted, list) else [wanted]
        if key == "partner":
            good = on_side(event.get("partner", ""), measure.partners, day)
        elif key == "commodity":
            good = any(event.get("commodity", "").startswith(str(code)) for code in wanted)
        else:
            good = word_of(event, key, status) in wanted
        if not good:
            return False
    return True


def coordinate_of(event, status, source, coordinate):
    """One coordinate of a breakdown's row, as text."""
    if coordinate == "source":
        return source.name
    if coordinate.startswith("hs"):
        return event.get("commodity", "")[:int(coordinate[2:])]
    return word_of(event, coordinate, status) or ""


def due_day(day, measure):
    """Figures that are not told by days or weeks count at the end of a month."""
    return day if measure.resolution < days.MONTH else days.period_at(days.MONTH, day)[2]


class Cell:
    """One record in a measure: the day on which it counts, and how much."""
    __slots__ = ("day", "keys", "units", "currency", "kind", "final", "statement")

    def __init__(self, statement, source, measure):
        event = statement.event
        self.statement = statement
        self.day = due_day(event["due"], measure) if measure.quantity == "due" else event["period"][2]
        self.keys = tuple(coordinate_of(event, statement.status, source, one) for one in measure.by)
        self.units = 1 if measure.quantity in ("count", "due") else event.get(measure.quantity)
        self.currency = event.get("currency") if measure.currency else None
        self.kind = event["period"][0]
        self.final = statement.status == "final"


def value_of(cells, measure, worths):
    """The value of a window that holds these cells, and what those in other currencies are worth."""
    if not cells:
        return NO_DATA
    unknown = sum(1 for cell in cells if cell.units is None)
    units = sum(cell.units for cell in cells if cell.units is not None and cell.currency == measure.currency)
    units += sum(worth for worth, _, _ in worths)
    waiting = sum(records for _, records, _ in worths)
    provisional = sum(not cell.final for cell in cells) + sum(by_rate for _, _, by_rate in worths)
    if not -INT64 <= units < INT64 or any(abs(worth) > WORTH_MAX for worth, _, _ in worths):
        return ("range", 0, provisional, unknown, waiting)
    return ("incomplete" if unknown or waiting else "known", units, provisional, unknown, waiting)


def touching(cells):
    """What each record is in a measure: another content touches it."""
    return {(cell.statement.source, cell.statement.id): cell.statement.content() for cell in cells}


def average(cells, measure, worths):
    """The sum for each record whose quantity is known, rounded towards minus infinity."""
    state, units, *counts = value_of(cells, measure, worths)
    known = sum(1 for cell in cells if cell.units is not None) - sum(waiting for _, waiting, _ in worths)
    if state == "range" or not known:
        return ("range" if state == "range" else "nodata", 0, *counts)
    return (state, units // known, *counts)


def latest(cells):
    """The newest day's report; of several the mean, rounded down."""
    known = [cell for cell in cells if cell.units is not None]
    if not known:
        return NO_DATA
    newest = max(cell.day for cell in known)
    cells = [cell for cell in known if cell.day == newest]
    return ("known", sum(cell.units for cell in cells) // len(cells), sum(not cell.final for cell in cells), 0, 0)


def combined(form, a, b):
    """Ratio, difference, growth and asymmetry of two values; in ppm but for the difference."""
    counts = tuple(x + y for x, y in zip(a[2:], b[2:]))
    if "nodata" in (a[0], b[0]):
        return ("nodata", 0, *counts)
    if "range" in (a[0], b[0]):
        return ("range", 0, *counts)
    x, y = a[1], b[1]
    if form == "difference":
        units = x - y
    else:
        above, below = {"ratio": (x, y), "growth": (x - y, y), "asymmetry": (2 * (x - y), x + y)}[form]
        if below == 0 or (below < 0 and form != "ratio"):
            return ("nodata", 0, *counts)
        units = above * 1000000 // below
    if not -INT64 <= units < INT64:
        return ("range", 0, *counts)
    return ("incomplete" if "incomplete" in (a[0], b[0]) else "known", units, *counts)


class Sums:
    """The cells of all measures at one moment."""

    def __init__(self, plan, records, day):
        self.plan, self.records, self.day = plan, records, day
        own = [measure for measure in plan.measures.values() if not measure.operands and not measure.alternatives]
        own += [one for measure in plan.measures.values() for one in measure.alternatives]
        self.cells = {name: [] for name in list(plan.measures) + [one.name for one in own]}
        self.totals = {one.name: Totals(self, one) for one in own}
        self.memo, self.done, self.whole, self.choices = {}, {}, {}, {}
        self.settled = {}  # instances of milestones that are over: truth.py
        self.statements = {}
        self.frozen, self.asked = {}, {}
        for statement in records.standing(plan):
            source = plan.sources[statement.source]
            if is_counted(statement.event, source):
                self.statements[statement.source, statement.id] = (statement.content(), statement.status)
            for measure in own:
                if is_meant(statement.event, statement.status, source, measure):
                    self.cells_of(measure, statement, source).append(Cell(statement, source, measure))
        for measure in plan.measures.values():
            if measure.alternatives:
                self.choices[measure.name] = Choices(self, measure)
                self.cells[measure.name] = self.choices[measure.name].cells()
        for measure in plan.measures.values():
            if measure.operands:
                self.cells[measure.name] = [cell for leaf in measure.leaves() for cell in self.cells[leaf.name]]
        self.rates = Rates(plan, records, day)
        # As long as the records are as they are now.
        own += [measure for measure in plan.measures.values() if measure.alternatives]
        self.worths = {measure.name: self.rates.worth(self.cells[measure.name], measure) for measure in own}
        self.worths_by = {measure.name: self.rates.worth(self.cells[measure.name], measure, False)
                          for measure in own if measure.by}

    def cells_of(self, measure, statement, source):
        if is_counted(statement.event, source):
            return self.cells[measure.name]
        return self.totals[measure.name].cells_of(statement.event, source)

    def at(self, measure, day, keys=None):
        """The value on the day: of the total, or of the series that has these keys (None: any)."""
        of = (measure.name, day, keys)
        if of not in self.memo:
            self.memo[of] = self.work_out(measure, day, keys)
        return self.memo[of]

    def work_out(self, measure, day, keys):
        if measure.operands:
            first, second = measure.operands[0], measure.operands[-1]
            other = day
            if measure.form == "growth":
                other = self.year_before(measure, day)
            return combined(measure.form, self.operand(first, day, keys), self.operand(second, other, keys))
        begin = measure.window.first(day)
        cells = [cell for cell in self.cells[measure.name] if begin <= cell.day <= day and fits(cell, keys)]
        if measure.form == "latest":
            return latest(cells)
        # Rule 12: each series is rounded on its own, the total too; a part of a breakdown is a sum of series.
        whole = not keys or None not in keys or all(key is None for key in keys)
        worths = self.rates.worth(cells, measure, whole).values()
        return (average if measure.form == "average" else value_of)(cells, measure, worths)

    def operand(self, measure, day, keys):
        """Nothing counted is a count."""
        value = self.at(measure, day, keys)
        return ("known", 0, 0, 0, 0) if value[0] == "nodata" and measure.form == "count" else value

    @staticmethod
    def year_before(measure, day):
        """The day that a growth compares with; weeks with weeks, of whatever it is made."""
        weekly = any(leaf.window.kind == "calendar" and leaf.window.period == days.WEEK for leaf in measure.leaves())
        return measure.base[2] if measure.base else days.year_before(day, days.WEEK if weekly else measure.resolution)

    def looked_at(self, measure, day):
        """The stretches of days that the value on the day is made of: (measure, first, last)."""
        if measure.form == "latest":  # since the newest report, which speaks for the days behind it
            return [(measure, max((cell.day for cell in self.cells[measure.name] if cell.day <= day), default=day), day)]
        if not measure.operands:
            return [(measure, measure.window.first(day), day)]
        spans = self.looked_at(measure.operands[0], day)
        if measure.form == "growth":
            other = self.year_before(measure, day)
            return spans + self.looked_at(measure.operands[0], other)
        return spans + self.looked_at(measure.operands[1], day)

    def is_whole(self, measure, day):
        """All that the value on the day is made of is complete (rule 17)."""
        of = measure.name, day
        if of not in self.whole:
            self.whole[of] = all(self.complete(leaf, first, last) for leaf, first, last in self.looked_at(measure, day))
        return self.whole[of]

    def complete(self, measure, first, last):
        key = (measure.name, first, last)
        if key not in self.done:
            if measure.name in self.choices:
                self.done[key] = self.choices[measure.name].is_complete(first, last)
                return self.done[key]
            self.done[key] = all(self.records.is_complete(source, first, last, self.day)
                                 for source in measure.sources)
        return self.done[key]

    def worth_in(self, leaf, series):
        """What is in other currencies, in all or in one series."""
        if series is None:
            return self.worths.get(leaf.name)
        return {key: worth for key, worth in self.worths_by.get(leaf.name, {}).items() if key[0] == series}

    def of_series(self, measure, keys):
        return [cell for cell in self.cells[measure.name] if fits(cell, keys)]

    def closed(self, measure):
        """Rule 14: more combinations than the limit; of others, when one of them is."""
        if measure.operands:
            return any(self.closed(one) for one in measure.operands)
        return len({cell.keys for cell in self.cells[measure.name]}) > measure.series_max if measure.by else False

    def windows(self, measure, first, last):
        """Every window that ends within the days: (first, last)."""
        window = measure.window
        kind, fiscal = (window.period, window.fiscal) if window.kind == "calendar" else (measure.resolution, 1)
        period = days.period_at(kind, first, fiscal)
        while period[2] <= last:
            if period[2] >= first and window.first(period[2]) <= period[2]:
                yield window.first(period[2]), period[2]
            period = days.following(period)

    def rows(self, measure, first, last, by):
        """The lines of a breakdown (by: places in measure.by), of the total without."""
        names = [measure.by[i] for i in by]
        groups = {tuple(cell.keys[i] for i in by) for cell in self.cells[measure.name]} or ({()} - {() if by else None})
        lines = []
        for begin, end in self.windows(measure, first, last):
            if begin == days.EVER:  # a level: since the report that it is of
                begin = max((cell.day for cell in self.cells[measure.name]
                             if cell.units is not None and cell.day <= end), default=begin)
            for group in groups:
                keys = [None] * len(measure.by)
                for i, key in zip(by, group):
                    keys[i] = key
                value = self.at(measure, end, tuple(keys))
                if value[0] != "nodata" and (not by or self.has_any(measure, end, tuple(keys))):
                    label = ",".join(f"{name}={key}" for name, key in zip(names, group)) or "total"
                    lines.append(f"row {label} {begin}..{end} value={shown(value)}")
        return lines

    def has_any(self, measure, day, keys):
        """A series of counts of nothing on either side is no row."""
        return any(first <= cell.day <= last for leaf, first, last in self.looked_at(measure, day)
                   for cell in self.of_series(leaf, keys))

    def control_rows(self, measure):
        """Totals beside their parts; of a preference those of who is named first."""
        of = (measure.alternatives or [measure])[0]
        value = lambda cells: value_of(cells, of, self.rates.worth(cells, of).values())
        return [f"control {'/'.join(map(str, levels))} {period[1]}..{period[2]} stated={shown(stated)} "
                f"parts={shown(parts)} difference={shown(combined('difference', stated, parts)[:2])}"
                for levels, period, stated, parts in ([] if of.operands else self.totals[of.name].rows(value))]

    def basis_rows(self, measure):
        counted = bases([one for leaf in measure.leaves() for one in leaf.alternatives or [leaf]], self.cells)
        return [f"basis {VALUATIONS.index(valuation)} {basis} {count}" for (valuation, basis), count in counted.items()]

    def waiting(self, measure):
        sums = {}
        for leaf in dict.fromkeys(measure.leaves()):  # each sum once
            for cell in self.cells[leaf.name]:
                if cell.units is not None and self.waits(cell, leaf):
                    units, count = sums.get((cell.currency, days.month_of(cell.day)), (0, 0))
                    sums[cell.currency, days.month_of(cell.day)] = (units + cell.units, count + 1)
        return [f"waiting {currency} {month} {units} {count}" for (currency, month), (units, count) in sums.items()]

    def waits(self, cell, leaf):
        return cell.currency != leaf.currency and \
            self.rates.of(leaf.chain, cell.currency, leaf.currency, cell.kind, cell.day) is None


def fits(cell, keys):
    return not keys or all(key is None or key == own for key, own in zip(keys, cell.keys))


def shown(value):
    return ":".join(str(part) for part in value)
