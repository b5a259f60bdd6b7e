"""Official rates of the National Bank of Ukraine: hryvnias for one unit.

From the README: RUR until 2004-03, RUB from 2003-12: on the days with both, RUB counts. RUR of 1998 and
later is the new rouble, BYR before 2000 the old one; BYR to BYN on 2016-07-01 by 10,000. Shown with them:
Russia's exports and imports in Belarusian roubles, through the hryvnia: two means of the month's rates.
"""
import fractions

from stand import Figures, exact, path, rows

FOLDER = "fx-nbu"
TABLE = "nbu_official_rates_daily.csv"
FTS = "ru-fts-partners"
FLOWS = {"X": "export", "M": "import"}
CONFIGURATION = """clock: events
currency: BYN
sources:
  - {name: nbu, kinds: rate, resolution: day, numbers: explicit, complete-after: 1 day}
  - {name: fts-ru, kinds: trade, reports: RU, resolution: month, numbers: by-release}
rates:
  - {name: nbu, sources: nbu, at-most: 7 days}
corridors:
  - {name: ru-any, between: [RU, any]}
measures:
  - {name: in-byn, corridor: ru-any, sum: trade.value, window: calendar-year, by: flow}
"""


def figures():
    """The events, and hryvnias for a dollar and a Belarusian rouble (of 2016) by month."""
    ret, hryvnias = Figures(), {"USD": {}, "BYN": {}}
    for row in rows(FOLDER, TABLE):
        ret.rows += 1
        if row["cc"] == "RUR" and row["exchangedate"] >= "2003-12-31":
            ret.left_out += 1
            continue
        ret.events += 1
        rate, month = fractions.Fraction(row["rate"]), row["exchangedate"][:7]
        if row["cc"] == "BYR" and row["exchangedate"] >= "2000-01-01":
            hryvnias["BYN"].setdefault(month, []).append(rate * 10_000)
        elif row["cc"] in hryvnias:
            hryvnias[row["cc"]].setdefault(month, []).append(rate)
    return ret, hryvnias


def in_byn(hryvnias):
    months, ret = {}, {}
    for row in rows(FTS, "ru_trade_by_partner_monthly.csv"):
        key = row["period"], f"flow={FLOWS[row['flow']]}"
        months[key] = months.get(key, 0) + exact(row["value_musd"], 100_000_000)
    for (month, flow), cents in months.items():
        mean = {currency: sum(rates[month]) / len(rates[month]) for currency, rates in hryvnias.items()}
        key = month[:4], flow
        ret[key] = ret.get(key, 0) + round(cents * mean["USD"] / mean["BYN"])
    return {key: (kopecks, 0) for key, kopecks in ret.items()}


def show(stand):
    expected, hryvnias = figures()
    with stand.started(CONFIGURATION):
        stand.take("nbu_official_rates_daily", "fx-nbu.yaml", TABLE, expected)
        stand.run_import("ru-fts-partners.yaml", [path(FTS, "ru_trade_by_partner_monthly.csv")])
        stand.valued(f"{FTS} in BYN through UAH, two means of the month, to the kopeck", "in-byn", "2006..2021",
                     ["flow"], in_byn(hryvnias))
