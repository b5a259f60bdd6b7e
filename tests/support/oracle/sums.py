"""What counts for a measure, and its value on a day: sums by brute force over records.

RULES.md 10 to 13 and DESIGN.md section 2. A value is (state, units, provisional, unknown, waiting)."""
import days
from plan import LEVELS, WORDS, MODES, STAGES, PROJECT_STAGES, on_side, within

INT64 = 2**63
NO_DATA = ("nodata", 0, 0, 0, 0)
LEVEL_KEYS = {"trade": ("commodity", "reporter", "partner", "mode"), "freight": ("commodity", "mode", "place"),
              "project": ()}


def level_counts(event, source):
    """Rule 10: of each coordinate the one level that the source declared counts."""
    if event["period"][0] != source.resolution:
        return False
    for key in LEVEL_KEYS[event["kind"]]:
        declared = source.levels.get(key, 0)
        if declared and event["levels"].get(key, 0) != declared:
            return False
    return True


def in_corridor(event, corridor, day):
    one, other = corridor["between"]
    if event["kind"] == "trade":
        ends = event["reporter"], event.get("partner", "")
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
    if event["kind"] != measure.kind or source not in measure.sources or not level_counts(event, source):
        return False
    day = event["period"][2]
    if measure.kind == "trade" and not within(event["reporter"], measure.reporter):
        return False
    if not in_corridor(event, measure.corridor, day):
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


class Cell:
    """One record in a measure: the day on which it counts, and how much."""
    __slots__ = ("day", "keys", "units", "currency", "final", "statement")

    def __init__(self, statement, source, measure):
        event = statement.event
        self.statement = statement
        self.day = event["period"][2]
        self.keys = tuple(coordinate_of(event, statement.status, source, one) for one in measure.by)
        self.units = 1 if measure.quantity == "count" else event.get(measure.quantity)
        self.currency = event.get("currency") if measure.currency else None
        self.final = statement.status == "final"


def value_of(cells, measure):
    """The value of a window that holds these cells."""
    if not cells:
        return NO_DATA
    units = provisional = unknown = waiting = 0
    for cell in cells:
        provisional += not cell.final
        if cell.units is None:
            unknown += 1
        elif cell.currency != measure.currency:
            waiting += 1
        else:
            units += cell.units
    if not -INT64 <= units < INT64:
        return ("range", 0, provisional, unknown, waiting)
    return ("incomplete" if unknown or waiting else "known", units, provisional, unknown, waiting)


def touching(cells):
    """What each record is in a measure: (source, id) -> all that makes a value."""
    return {(cell.statement.source, cell.statement.id): (cell.day, cell.keys, cell.units, cell.currency, cell.final)
            for cell in cells}


class Sums:
    """The cells of all measures at one moment."""

    def __init__(self, plan, records, day):
        self.plan, self.records, self.day = plan, records, day
        self.cells = {name: [] for name in plan.measures}
        for statement in records.standing(plan):
            source = plan.sources[statement.source]
            for name, measure in plan.measures.items():
                if passes(statement.event, statement.status, source, measure):
                    self.cells[name].append(Cell(statement, source, measure))
        self.memo = {}
        self.done = {}

    def at(self, measure, day):
        """The value of the total on the day."""
        key = (measure.name, day)
        if key not in self.memo:
            first = measure.window.first(day)
            self.memo[key] = value_of([cell for cell in self.cells[measure.name] if first <= cell.day <= day],
                                      measure)
        return self.memo[key]

    def complete(self, measure, first, last):
        key = (measure.name, first, last)
        if key not in self.done:
            self.done[key] = all(self.records.is_complete(source, first, last, self.day)
                                 for source in measure.sources)
        return self.done[key]

    def closed(self, measure):
        """Rule 14: more combinations than the limit."""
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
        lines = []
        for begin, end in self.windows(measure, first, last):
            groups = {}
            for cell in self.cells[measure.name]:
                if begin <= cell.day <= end:
                    groups.setdefault(tuple(cell.keys[i] for i in by), []).append(cell)
            for keys, cells in groups.items():
                label = ",".join(f"{name}={key}" for name, key in zip(names, keys)) or "total"
                lines.append(f"row {label} {begin}..{end} value={shown(value_of(cells, measure))}")
        return lines

    def waiting(self, measure):
        sums = {}
        for cell in self.cells[measure.name]:
            if cell.units is not None and cell.currency != measure.currency:
                units, count = sums.get((cell.currency, days.month_of(cell.day)), (0, 0))
                sums[cell.currency, days.month_of(cell.day)] = (units + cell.units, count + 1)
        return [f"waiting {currency} {month} {units} {count}" for (currency, month), (units, count) in sums.items()]


def shown(value):
    return ":".join(str(part) for part in value)
