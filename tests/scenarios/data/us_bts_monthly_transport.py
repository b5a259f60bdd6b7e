"""US monthly transport indicators: rail carloads, and money spent on breakwaters; empty cells are
months that were not published.
"""
from stand import Figures, exact, rows

FOLDER = "us-bts-monthly-transport"
TABLE = "monthly_transportation_statistics.csv"
CARLOADS = """clock: events
sources:
  - {name: bts-carloads, kinds: freight, resolution: month, numbers: by-release}
corridors:
  - {name: us-rail, between: [US, any], facilities: [us-class-1-railways]}
measures:
  - {name: wagons, corridor: us-rail, sum: freight.wagons, where: {stage: loaded}, window: calendar-year, by: mode}
  - {name: records-all, corridor: us-rail, count: freight, where: {stage: loaded}, window: since-1900-01-01}
"""
CONSTRUCTION = """clock: events
currency: USD
sources:
  - {name: bts-construction, kinds: project, resolution: month, numbers: by-release}
corridors:
  - {name: us-any, between: [US, any]}
measures:
  - {name: reports, corridor: us-any, count: project, window: calendar-year}
  - {name: records-all, corridor: us-any, count: project, window: since-1900-01-01}
  - {name: spent, corridor: us-any, sum: project.spent, where: {stage: started}, window: calendar-year}
"""


def figures(column, measure, factor, **series):
    ret = Figures()
    for row in rows(FOLDER, TABLE):
        ret.rows += 1
        if not row[column]:
            ret.left_out += 1
            continue
        ret.events += 1
        ret.add(measure, row["Date"][6:10], exact(row[column], factor), **series)
        if measure == "spent":
            ret.add("reports", row["Date"][6:10], 1)
    return ret


def show(stand):
    with stand.started(CARLOADS):
        stand.take("carloads", "us-bts-carloads.yaml", TABLE,
                   figures("Freight Rail Carloads", "wagons", 1, mode="rail"))
    with stand.started(CONSTRUCTION):
        stand.take("breakwaters", "us-bts-construction.yaml", TABLE,
                   figures("State and Local Government Construction Spending - Breakwater/Jetty", "spent", 100))
