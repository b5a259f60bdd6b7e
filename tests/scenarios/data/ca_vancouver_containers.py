"""Containers through a port by month, wide: TEU, with totals beside import and export, empty and laden.

From the README: 203 months; total = import + export within 1, so totals are kept apart.
"""
from stand import Figures, exact, rows

FOLDER = "ca-vancouver-containers"
TABLE = "container-statistics-monthly-2008-2024.csv"
STAGES = {"Import": "unloaded", "Export": "loaded"}
CONFIGURATION = """clock: events
sources:
  - {name: vancouver-port, kinds: freight, resolution: month, numbers: by-release, levels: {mode: mode}}
corridors:
  - {name: vancouver, between: [CA, any], facilities: [CAVAN]}
measures:
"""
MEASURES = """  - {{name: teu-{0}, corridor: vancouver, sum: freight.teu, where: {{stage: {0}}}, window: calendar-year, by: flow}}
  - {{name: records-{0}, corridor: vancouver, count: freight, where: {{stage: {0}}}, window: since-1900-01-01}}
"""


def figures():
    ret = Figures()
    for row in rows(FOLDER, TABLE):
        ret.rows += 1
        for way in ("Import", "Export", "Total"):
            for load in ("Empty", "Laden", "Total"):
                ret.events += 1
                if "Total" in (way, load):
                    ret.apart += 1
                else:
                    ret.add(f"teu-{STAGES[way]}", row["ds"][:4], exact(row[f"TEU COUNT_{way}_{load}"], 1000),
                            flow=way.lower())
    return ret


def show(stand):
    with stand.started(CONFIGURATION + "".join(MEASURES.format(stage) for stage in STAGES.values())):
        stand.take("container-statistics-monthly", "ca-vancouver-containers.yaml", TABLE, figures())
