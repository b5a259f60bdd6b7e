"""What the sources have said: statements, releases, coverage, completeness (RULES.md 1 to 9, 19).

Nothing is updated in place but lists of what was heard; every question is answered from these lists."""
import days


class Statement:
    __slots__ = ("source", "id", "number", "event", "status", "order")

    def __init__(self, source, event, number, status, order):
        self.source, self.id = source, event["id"]
        self.number, self.event, self.status, self.order = number, event, status, order

    def is_withdrawal(self):
        return self.event["kind"] == "withdrawal"

    def content(self):
        return {key: value for key, value in self.event.items() if key != "number"}


def stands(statements):
    """Rules 3 to 5: the highest number; a withdrawal wins a tie, else the first that came."""
    return max(statements, key=lambda one: (one.number, one.is_withdrawal(), -one.order))


class Records:
    def __init__(self):
        self.heard = {}      # (source, id) -> [Statement]
        self.disputes = {}   # (source, id) -> how often
        self.covered = []    # (source, first, last, vintage): ended with `replaces`
        self.complete = []   # (source, first, last, vintage): ended complete
        self.releases = {}   # (source, vintage) -> Release
        self.ended = []      # (source, first, last): of releases that counted
        self.newest = {}     # source -> day
        self.oldest = {}
        self.nothing = {}    # source -> day: its own word
        self.finished = {}   # source -> the highest vintage that counted
        self.order = 0

    # ---- coverage (rule 9)

    def coverage(self, source, period):
        """The highest vintage that ended there with `replaces`; of a period of several parts the lowest of theirs,
        whether a release named the parts or all of it."""
        ended = [one[1:] for one in self.covered if one[0] == source and one[1] <= period[2] and period[1] <= one[2]]
        borders = {period[1]} | {day for first, last, _ in ended for day in (first, last + 1)}
        return min(max((vintage for first, last, vintage in ended if first <= day <= last), default=(days.EVER, 0))
                   for day in borders if period[1] <= day <= period[2])

    def counts(self, statement, by_release):
        """Rule 9 for a statement that stands."""
        if statement.is_withdrawal() or statement.event.get("reality") == "planned":
            return False
        return not by_release or statement.number >= self.coverage(statement.source,
                                                                   statement.event["period"])

    def standing(self, plan):
        """All statements that stand and count."""
        for (source, _), statements in self.heard.items():
            best = stands(statements)
            if source in plan.sources and self.counts(best, plan.sources[source].numbers == "by-release"):
                yield best

    # ---- verdicts (rules 3 to 5)

    def verdict(self, source, event, number, status, by_release):
        """Hears a statement; the word that its receipt says."""
        key = (source, event["id"])
        self.order += 1
        new = Statement(source, event, number, status, self.order)
        before = self.heard.setdefault(key, [])
        best = stands(before) if before else None
        word = self.judge(new, best, by_release)
        if word == "disputed":
            self.disputes[key] = self.disputes.get(key, 0) + 1
        before.append(new)
        return word

    def judge(self, new, best, by_release):
        if best and best.number == new.number and best.content() == new.content():
            return "repeated"  # rule 5: for ever, also when a newer vintage has covered its period since
        covered = by_release and not new.is_withdrawal() and \
            new.number < self.coverage(new.source, new.event["period"])
        if covered or (best and best.number > new.number):
            return "stale"
        if best and best.number == new.number:
            if best.is_withdrawal() != new.is_withdrawal():
                return "withdrawn" if new.is_withdrawal() else "stale"
            return "disputed"
        if new.is_withdrawal():
            return "withdrawn"
        return "revised" if best else "accepted"

    def judged(self, source, event, number):
        """The word for a statement that is not heard."""
        before = self.heard.get((source.name, event["id"]), [])
        new = Statement(source.name, event, number, "final", self.order + 1)
        return self.judge(new, stands(before) if before else None, source.numbers == "by-release")

    # ---- completeness (rule 19)

    def complete_stretches(self, source, day):
        """Stretches of days that nothing more is expected of."""
        stretches = self.said_stretches(source, day)
        if source.retired is not None:
            stretches.append((source.retired + 1, days.NEVER))
        return stretches

    def said_stretches(self, source, day):
        """Stretches of days that the source has said all of."""
        if source.numbers == "by-release":
            stretches = self.released_stretches(source.name)
        elif source.after is not None and day is not None and source.name in self.newest:
            stretches = [(days.EVER, min(day - source.after, self.newest[source.name]))]
        else:
            stretches = []
        if source.name in self.nothing:
            stretches.append((days.EVER, self.nothing[source.name]))
        return stretches

    def state(self, plan, day):
        """All that sums follow from: equal where they are equal."""
        return (self.order, len(self.covered), len(self.complete),
                [self.complete_stretches(source, day) for source in plan.sources.values()])

    def released_stretches(self, name):
        """A release that replaces makes void what was said before, that all was said too."""
        ends = [(first, last, vintage, False) for source, first, last, vintage in self.covered if source == name]
        ends += [(first, last, vintage, True) for source, first, last, vintage in self.complete if source == name]
        borders = sorted({first for first, *_ in ends} | {last + 1 for _, last, *_ in ends})
        stretches = []
        for first, after in zip(borders, borders[1:]):
            of = [(vintage, complete) for a, b, vintage, complete in ends if a <= first and after - 1 <= b]
            if of and max(of)[1]:  # of one vintage, False comes before True
                stretches.append((first, after - 1))
        return stretches

    def is_complete(self, source, first, last, day):
        for begin, end in sorted(self.complete_stretches(source, day)):
            if begin <= first <= end:
                first = end + 1
        return first > last
