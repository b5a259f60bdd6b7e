"""Grain ships out of two ports: a row for each ship and cargo, tons to grams.

From the README: 771 rows, 19,831,335 t; dates are M/D/YYYY; a ship with several cargoes has several
rows of one voyage.
"""
from stand import Figures, exact, rows

FOLDER = "ua-grain-voyages"
PORTS = {"Odesa": "UAODS", "Chornomorsk": "UAILK"}
CONFIGURATION = """clock: events
sources:
  - {name: jcc-ua, kinds: freight, resolution: day, numbers: by-release}
corridors:
  - {name: ua-any, between: [UA, any]}
measures:
  - {name: mass, corridor: ua-any, sum: freight.mass, where: {stage: departed}, window: calendar-year, by: facility}
  - {name: records-all, corridor: ua-any, count: freight, where: {stage: departed}, window: since-1900-01-01}
"""


def figures():
    ret = Figures()
    for row in rows(FOLDER, "voyages.csv"):
        ret.rows += 1
        ret.events += 1
        ret.add("mass", row["Departure date"].split("/")[2], exact(row["Metric tons"], 1_000_000),
                facility=PORTS[row["Departure port"]])
    return ret


def show(stand):
    expected = figures()
    stand.check("tons, as the README says", sum(units for units, _ in expected.sums["mass"].values()), 19_831_335 * 1_000_000)
    with stand.started(CONFIGURATION):
        stand.take("voyages", "ua-grain-voyages.yaml", "voyages.csv", expected)
