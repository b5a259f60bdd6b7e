"""Urban railways with their costs, in millions of many currencies.

From the README: NA and X mean unknown; the state is that of 2020, so what begins later is planned, and
planned events count nowhere here. There is no budget in euro of years before 1999. Budgets are summed by
year and currency.
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
    """A sum in one currency is over every project: those in others wait for a rate and add nothing, those
    whose budget nobody knows are unknown in each."""
    ret, countries = Figures(), set()
    table = list(rows(FOLDER, TABLE))
    currencies = {"ILS" if row["currency"] == "NIS" else row["currency"] for row in table}
    for row in table:
        ret.rows += 1
        countries.add(row["country"])
        if not row["start_year"].isdigit():
            ret.left_out += 1
            continue
        ret.events += 1
        if int(row["start_year"]) > 2020:
            ret.apart += 1
            continue
        ret.add("projects", row["start_year"], 1)
        unknown = row["currency"] == "EUR" and int(row["start_year"]) < 1999
        ret.unknown += unknown
        for currency in currencies:
            own = "ILS" if row["currency"] == "NIS" else row["currency"]
            units = exact(row["cost"], 10 ** (6 + MINOR.get(currency, 2))) if currency == own else 0
            ret.add(f"budget-{currency.lower()}", row["start_year"], None if unknown else units)
    return ret, countries


def show(stand):
    expected, countries = figures()
    measures = sorted(name for name in expected.sums if name.startswith("budget-"))
    head = HEAD.replace("COUNTRIES", ", ".join(sorted(countries)))
    lines = "".join(f"  - {{name: {name}, corridor: world, sum: project.budget, where: {{stage: started}}, currency: {name[-3:].upper()}, "
                    "window: calendar-year}\n" for name in measures)
    with stand.started(head + lines):
        stand.take("transit_cost", "transit-costs.yaml", TABLE, expected)
