"""Urban railways with their costs, in millions of many currencies.

From the README: NA and X mean unknown; the state is that of 2020, so what begins later is planned, and
planned events count nowhere here. There is no budget in euro of years before 1999. Summed by year and currency where this build knows budgets.
"""
from stand import Figures, exact, rows

FOLDER = "transit-costs-projects"
TABLE = "transit_cost.csv"
MINOR = {"HUF": 2, "JPY": 0, "VND": 0}  # digits of ISO 4217 where they are not 2
HEAD = """clock: events
currency: USD
sources:
  - {name: transit-costs, kinds: project, resolution: year, numbers: by-release}
groups:
  - {name: known, places: [COUNTRIES]}
corridors:
  - {name: world, between: [known, any]}
measures:
  - {name: projects, corridor: world, count: project, window: calendar-year}
  - {name: records-all, corridor: world, count: project, window: since-1900-01-01}
"""


def figures():
    ret, countries = Figures(), set()
    for row in rows(FOLDER, TABLE):
        ret.rows += 1
        countries.add(row["country"])
        if not row["start_year"].isdigit():
            ret.left_out += 1
            continue
        ret.events += 1
        if int(row["start_year"]) > 2020:
            ret.apart += 1
            continue
        if row["currency"] == "EUR" and int(row["start_year"]) < 1999:
            ret.add("projects", row["start_year"], 1)
            ret.unknown += 1
            continue
        currency = "ILS" if row["currency"] == "NIS" else row["currency"]
        ret.add("projects", row["start_year"], 1)
        ret.add(f"budget-{currency.lower()}", row["start_year"],
                exact(row["cost"], 10 ** (6 + MINOR.get(currency, 2))))
    return ret, countries


def show(stand):
    expected, countries = figures()
    measures = sorted(name for name in expected.sums if name.startswith("budget-"))
    head = HEAD.replace("COUNTRIES", ", ".join(sorted(countries)))
    lines = "".join(f"  - {{name: {name}, corridor: world, sum: project.budget, currency: {name[-3:].upper()}, "
                    "window: calendar-year}\n" for name in measures)
    with stand.started(stand.where_known(head, lines, expected, *measures)):
        stand.take("transit_cost", "transit-costs.yaml", TABLE, expected)
