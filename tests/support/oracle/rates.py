"""What one currency was worth in another, by brute force over the records of rates (DESIGN.md section 4,
RULES.md 12 and 23).

Exact fractions; nothing is rounded before a whole cell is: all that one series holds in one currency,
for periods of one kind that end on one day."""
from fractions import Fraction

import days

DIGITS = {"USD": 2, "EUR": 2, "RUB": 2, "RUR": 2, "BYN": 2, "BYR": 0, "BYB": 0, "KZT": 2}
# ISO 4217: units of the old code for one of its successor.
SUCCESSORS = {"RUR": ("RUB", 1000), "BYB": ("BYR", 1000), "BYR": ("BYN", 10000)}
WORTH_MAX = 2**80  # a cell that is worth more is out of range by itself


def current(code):
    """(the newest code of the currency, how many units of this one are one of it)."""
    factor = 1
    while code in SUCCESSORS:
        code, units = SUCCESSORS[code]
        factor *= units
    return code, factor


def half_even(number):
    return round(number)  # of a Fraction, exact: half to even


class Published:
    """The record that stands of a source, a pair and a period."""
    __slots__ = ("id", "rate", "provisional")

    def __init__(self, statement):
        event = statement.event
        self.id = statement.id.encode()
        # Old codes: so many BYR are one BYN; quote for one of base, both in their newest codes.
        self.rate = Fraction(event["mantissa"], 10**event["scale"]) * current(event["base"])[1] \
            / current(event["quote"])[1]
        self.provisional = statement.status != "final"


class Rates:
    def __init__(self, plan, records, day):
        self.plan, self.records, self.day = plan, records, day
        self.published = {}  # (source, base, quote) -> {last day of the period: Published}
        self.known = {}
        self.held = set()  # what was asked of it, for cover.py
        if not plan.chains:
            return
        for statement in records.standing(plan):
            event = statement.event
            if event["kind"] == "rate" and event["period"][0] == plan.sources[statement.source].resolution:
                self.publish(statement, (statement.source, current(event["base"])[0], current(event["quote"])[0]))

    def publish(self, statement, pair):
        one, by_day = Published(statement), self.published.setdefault(pair, {})
        day = statement.event["period"][2]
        if pair[1] != pair[2] and (day not in by_day or by_day[day].id < one.id):
            by_day[day] = one

    def of(self, chain, start, target, kind, last):
        """(smallest units of the target for one of the start, is it provisional); None: there is no rate."""
        key = chain, start, target, kind, last
        if key not in self.known:
            self.known[key] = self.work_out(*key)
        return self.known[key]

    def work_out(self, chain, start, target, kind, last):
        (a, old_a), (b, old_b) = current(start), current(target)
        found = (Fraction(1), False) if a == b else self.by_chain(chain, a, b, kind, last)
        if found is None:
            self.held.add("waits")
            return None
        if found[1]:
            self.held.add("provisional")
        if old_a != 1 or old_b != 1:
            self.held.add("old code")
        rate = found[0] / old_a * old_b / 10**DIGITS[start] * 10**DIGITS[target]
        return rate, found[1]

    def by_chain(self, chain, a, b, kind, last):
        if chain is None:
            return None
        sources, at_most = self.plan.chains[chain]
        for name in sources:
            found = self.by_source(self.plan.sources[name], a, b, kind, last, at_most)
            if found:
                self.held.add("later of the chain" if name != sources[0] else "first of the chain")
                return found
        return None

    def by_source(self, source, a, b, kind, last, at_most):
        ask = lambda x, y: self.either_way(source, x, y, kind, last, at_most)
        direct = ask(a, b)
        if direct:
            return direct
        for third in sorted({code for name, *pair in self.published if name == source.name for code in pair}):
            first, second = (ask(a, third), ask(third, b)) if third not in (a, b) else (None, None)
            if first and second:
                self.held.add("crossing")
                return first[0] * second[0], first[1] or second[1]
        return None

    def either_way(self, source, a, b, kind, last, at_most):
        found = self.of_pair(source, (source.name, a, b), kind, last, at_most)
        if found:
            return found
        found = self.of_pair(source, (source.name, b, a), kind, last, at_most)
        if found:
            self.held.add("inverse")
        return found and (1 / found[0], found[1])

    def of_pair(self, source, pair, kind, last, at_most):
        by_day = self.published.get(pair, {})
        if source.resolution != days.DAY:
            one = by_day.get(last) if kind == source.resolution else None
            if one:
                self.held.add("a month's own")
            return one and (one.rate, one.provisional)
        if kind == days.DAY:
            return self.newest(source, by_day, last, at_most)
        return self.mean(source, by_day, days.period_at(kind, last))

    def newest(self, source, by_day, last, at_most):
        """Rule 23: an older rate stands in only where the source has said all days from then on."""
        day = max((day for day in by_day if last - at_most <= day <= last), default=None)
        if day is None or (day < last and not self.records.is_complete(source, day + 1, last, self.day)):
            return None
        self.held.add("of the day" if day == last else "older")
        return by_day[day].rate, by_day[day].provisional

    def mean(self, source, by_day, period):
        """Rule 23: of the days that have a rate, once the period is complete."""
        of = [one for day, one in by_day.items() if period[1] <= day <= period[2]]
        if not of or not self.records.is_complete(source, period[1], period[2], self.day):
            return None
        self.held.add("mean")
        return sum(one.rate for one in of) / len(of), any(one.provisional for one in of)

    # ---- cells

    def worth(self, cells, measure, whole=True):
        """The cells in other currencies, taken together as they are rounded: {of: (units, records that wait,
        records that are provisional by their rate alone)}; `whole`: as one series."""
        together = {}
        for cell in cells:
            if cell.units is not None and cell.currency != measure.currency:
                key = None if whole else cell.keys, cell.currency, cell.kind, cell.day
                together.setdefault(key, []).append(cell)
        return {key: self.worth_of(of, measure, *key[1:]) for key, of in together.items()}

    def worth_of(self, cells, measure, currency, kind, day):
        rate = self.of(measure.chain, currency, measure.currency, kind, day)
        if rate is None:
            return 0, len(cells), 0
        units = half_even(sum(cell.units for cell in cells) * rate[0])
        return units, 0, sum(cell.final for cell in cells) if rate[1] and abs(units) <= WORTH_MAX else 0
