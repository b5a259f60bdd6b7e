"""Euro reference rates: a column for each currency, N/A where there is none.

From the README: 6,983 days, business days only. Shown with them: Russia's exports and imports in euro. A
month's figure is taken by the mean of the month's rates, each month and flow rounded, halves to even.
"""
import fractions

from stand import Figures, exact, path, rows

FOLDER = "fx-ecb"
TABLE = "eurofxref-hist.csv"
FTS = "ru-fts-partners"
FLOWS = {"X": "export", "M": "import"}
CONFIGURATION = """clock: events
currency: EUR
sources:
  - {name: ecb, kinds: rate, resolution: day, numbers: explicit, complete-after: 1 day}
  - {name: fts-ru, kinds: trade, reports: RU, resolution: month, numbers: by-release}
rates:
  - {name: ecb, sources: ecb, at-most: 7 days}
corridors:
  - {name: ru-any, between: [RU, any]}
measures:
  - {name: in-euro, corridor: ru-any, sum: trade.value, window: calendar-year, by: flow}
"""


def figures():
    """The events, and the rates of the dollar by month."""
    ret, dollars = Figures(), {}
    for row in rows(FOLDER, TABLE):
        ret.rows += 1
        for currency, text in row.items():
            if len(currency) != 3:
                continue
            if text == "N/A":
                ret.left_out += 1
                continue
            ret.events += 1
            if currency == "USD":
                dollars.setdefault(row["Date"][:7], []).append(fractions.Fraction(text))
    return ret, dollars


def in_euro(dollars):
    months, ret = {}, {}
    for row in rows(FTS, "ru_trade_by_partner_monthly.csv"):
        key = row["period"], f"flow={FLOWS[row['flow']]}"
        months[key] = months.get(key, 0) + exact(row["value_musd"], 100_000_000)
    for (month, flow), cents in months.items():
        mean = sum(dollars[month]) / len(dollars[month])
        key = month[:4], flow
        ret[key] = ret.get(key, 0) + round(cents / mean)
    return {key: (cents, 0) for key, cents in ret.items()}


def show(stand):
    expected, dollars = figures()
    with stand.started(CONFIGURATION):
        stand.take("eurofxref-hist", "fx-ecb.yaml", TABLE, expected)
        stand.run_import("ru-fts-partners.yaml", [path(FTS, "ru_trade_by_partner_monthly.csv")])
        stand.valued(f"{FTS} in euro by the months' mean rates, to the cent", "in-euro", "2006..2021", ["flow"],
                     in_euro(dollars))
