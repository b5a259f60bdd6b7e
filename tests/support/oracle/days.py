"""Civil days as numbers (days since 1970-01-01) and the periods that they lie in.

A period is a tuple (kind, first, last) with the numbers of base/period.h; the same three travel to
the driver. Written from RULES.md 10 and 11 with Python's own calendar."""
import datetime
from functools import lru_cache

EPOCH = datetime.date(1970, 1, 1).toordinal()
DAY, WEEK, MONTH, QUARTER, HALF, YEAR = range(1, 7)
KINDS = {"day": DAY, "week": WEEK, "month": MONTH, "quarter": QUARTER, "half": HALF, "year": YEAR}
MONTHS = {MONTH: 1, QUARTER: 3, HALF: 6, YEAR: 12}
EVER, NEVER = -10**9, 10**9


def number(text):
    return datetime.date.fromisoformat(text).toordinal() - EPOCH


def date(day):
    return datetime.date.fromordinal(day + EPOCH)


def text(day):
    return date(day).isoformat()


def month_of(day):
    at = date(day)
    return at.year * 12 + at.month - 1


def month_first(month):
    return datetime.date(month // 12, month % 12 + 1, 1).toordinal() - EPOCH


def month_last(month):
    return month_first(month + 1) - 1


@lru_cache(maxsize=None)
def period_at(kind, day, fiscal=1):
    """The period of the kind that the day lies in; years begin in month `fiscal`."""
    if kind == DAY:
        return (DAY, day, day)
    if kind == WEEK:
        first = day - date(day).weekday()
        return (WEEK, first, first + 6)
    months = MONTHS[kind]
    month = month_of(day)
    first = month - (month - (fiscal - 1)) % months
    return (kind, month_first(first), month_last(first + months - 1))


@lru_cache(maxsize=None)
def following(period):
    kind, _, last = period
    if kind == DAY:
        return (DAY, last + 1, last + 1)
    if kind == WEEK:
        return (WEEK, last + 1, last + 7)
    month = month_of(last + 1)
    return (kind, last + 1, month_last(month + MONTHS[kind] - 1))


@lru_cache(maxsize=None)
def back_months(day, months):
    """The day so many months before, clipped to the end of its month."""
    month = month_of(day) - months
    return min(month_first(month) + date(day).day - 1, month_last(month))


@lru_cache(maxsize=None)
def trailing_first(day, months):
    """Rule 11: a day that ends its month looks at whole months; another from the day after itself
    moved back."""
    if day == month_last(month_of(day)):
        return month_first(month_of(day) - months + 1)
    return back_months(day, months) + 1


def nests(fine, coarse):
    """Every period of `fine` lies in one of `coarse`: weeks in weeks only."""
    if WEEK in (fine, coarse):
        return fine == coarse or (fine == DAY and coarse == WEEK)
    return fine <= coarse


def written(period):
    """As the configuration writes it: calendar periods only."""
    kind, first, last = period
    at = date(first)
    if kind == DAY:
        return text(first)
    if kind == WEEK:
        iso = at.isocalendar()
        return f"{iso[0]}-W{iso[1]:02d}"
    if kind == MONTH:
        return f"{at.year}-{at.month:02d}"
    if kind == QUARTER:
        return f"{at.year}-Q{(at.month + 2) // 3}"
    if kind == HALF:
        return f"{at.year}-H{(at.month + 5) // 6}"
    return f"{at.year}"


def read(word):
    """A calendar period as written() writes it."""
    year = int(word[:4])
    rest = word[5:]
    if len(word) == 4:
        return period_at(YEAR, number(f"{year}-01-01"))
    if rest[0] == "W":
        monday = datetime.date.fromisocalendar(year, int(rest[1:]), 1)
        return period_at(WEEK, monday.toordinal() - EPOCH)
    if rest[0] == "Q":
        return period_at(QUARTER, number(f"{year}-{int(rest[1]) * 3:02d}-01"))
    if rest[0] == "H":
        return period_at(HALF, number(f"{year}-{int(rest[1]) * 6:02d}-01"))
    if len(rest) == 2:
        return period_at(MONTH, number(f"{word}-01"))
    return (DAY, number(word), number(word))


@lru_cache(maxsize=None)
def year_before(day, kind):
    """The same day a year before: a month's end stays one; weeks go 52 back."""
    if kind == WEEK:
        return day - 364
    month = month_of(day)
    return month_last(month - 12) if day == month_last(month) else back_months(day, 12)
