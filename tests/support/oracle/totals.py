"""Totals beside their parts (RULES.md 10): statements of a level that does not count are kept, compared with the
sum of what counts, and never added to it. And how what counts was valued."""
import collections

import days

LEVEL_KEYS = {"trade": ("commodity", "reporter", "partner", "mode"), "freight": ("commodity", "mode", "place"),
              "project": (), "rate": ()}
ALL_KEYS = ("commodity", "reporter", "partner", "mode", "place")


def levels_of(event, source):
    """The kind of its period, then of each coordinate its level where that is another than the declared one; else 0."""
    found = dict.fromkeys(ALL_KEYS, 0)
    for key in LEVEL_KEYS[event["kind"]]:
        declared, stated = source.levels.get(key, 0), event["levels"].get(key, 0)
        if declared and stated != declared:
            found[key] = stated
    return (event["period"][0], *found.values())


def is_counted(event, source):
    """Of each coordinate the one level that the source declared counts."""
    return levels_of(event, source) == (source.resolution, 0, 0, 0, 0, 0)


class Totals:
    """Of one measure with sums."""

    def __init__(self, sums, measure):
        self.sums, self.measure = sums, measure
        self.cells = {}  # levels -> those of totals

    def cells_of(self, event, source):
        return self.cells.setdefault(levels_of(event, source), [])

    def window_of(self, kind, day):
        """The measure's own window, where periods of the kind lie in it as a whole; else the period."""
        window = self.measure.window
        if window.kind == "calendar" and days.nests(kind, window.period) and \
                (window.fiscal - 1) % days.MONTHS.get(kind, 1) == 0:
            return days.period_at(window.period, day, window.fiscal)
        return days.period_at(kind, day)

    def rows(self, value_of):
        """(levels, period, the total as stated, what counts in the period); `value_of`: of cells."""
        for levels, cells in self.cells.items():
            for period in {self.window_of(levels[0], cell.day) for cell in cells}:
                stated, parts = (value_of([cell for cell in some if period[1] <= cell.day <= period[2]])
                                 for some in (cells, self.sums.cells[self.measure.name]))
                yield levels, period, stated, parts


def bases(leaves, cells):
    """(valuation, basis) -> records; of all that a measure of trade is made of."""
    found = collections.Counter()
    for leaf in leaves:
        for cell in cells[leaf.name] if leaf.kind == "trade" else []:
            event = cell.statement.event
            found[event.get("valuation") or "", event.get("basis") or 0] += 1
    return found
