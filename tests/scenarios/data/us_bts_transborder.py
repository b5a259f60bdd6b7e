"""US freight trade with Canada and Mexico: the tables dot1, dot2, dot3 of some months, a table by mode
since 1993 and one by port.

From the README: whole dollars and kilograms; the three tables of a month are the same trade and have
the same sum of VALUE; SHIPWT 0 of exports by truck, rail, pipeline and mail (5, 6, 7, 4) is unknown.
Re-exports are DF 2. A short ton is 907.185 kg.
"""
from stand import Figures, exact, is_whole, rounded, rows, trade

FOLDER = "us-bts-transborder"
MODES = {"1": "sea", "3": "air", "4": "post", "5": "road", "6": "rail", "7": "pipeline", "8": "other", "9": "other"}
NAMES = {"Vessel": "1", "Air": "3", "Mail (U.S. Postal Service)": "4", "Truck": "5", "Rail": "6", "Pipeline": "7",
         "Other/Unknown": "8", "Foreign Trade Zones (FTZs)": "9"}
COUNTRIES = {"1220": "CA", "2010": "MX"}
DOTS = (("dot1", "0123 0223 0323 0423 0523"), ("dot2", "0123 0223"), ("dot3", "0123 0223 0323 0423"))
BY = ("flow", "mode")


def add(figures, row, year):
    flow = "import" if row["TRDTYPE"] == "2" else "re-export" if row.get("DF") == "2" else "export"
    series = {"flow": flow, "mode": MODES[row["DISAGMOT"]]}
    figures.rows += 1
    figures.events += 1
    figures.add("value-us", year, exact(row["VALUE"], 100), **series)
    if row["SHIPWT"] == "0" and row["TRDTYPE"] == "1" and row["DISAGMOT"] in "4567":
        figures.unknown += 1
        figures.add("mass-us", year, None, **series)
    else:
        figures.add("mass-us", year, exact(row["SHIPWT"], 1000), **series)


def dot(names):
    ret = Figures()
    for name in names:
        for row in rows(FOLDER, name):
            add(ret, row, f"{row['YEAR']}-{row['MONTH']}")
    return ret


def ports():
    ret = Figures()
    for row in rows(FOLDER, "port_month_mode.csv"):
        add(ret, row, row["YEAR"])
    return ret


def by_mode():
    ret = Figures()
    for row in rows(FOLDER, "monthly_by_mode.csv"):
        series = {"flow": row["TradeType"].lower(), "mode": MODES[NAMES[row["Mode"]]]}
        ret.rows += 1
        ret.events += 1
        ret.add("value-us", row["Year"], exact(row["TradeValue"], 100), **series)
        if row["Weight"]:
            grams = rounded(row["Weight"], 907185)
            ret.rounded += not is_whole(row["Weight"], 907185)
            ret.add("mass-us", row["Year"], grams, **series)
        else:
            ret.unknown += 1
            ret.add("mass-us", row["Year"], None, **series)
    return ret


def show(stand):
    totals = {}
    for table, months in DOTS:
        names = [f"{table}_{month}.csv" for month in months.split()]
        with stand.started(trade(f"bts-{table}", ["US"], by=BY, sums=("value", "mass"), window="calendar-month")):
            stand.take(f"{table} {months.replace('23', '')}", f"us-bts-{table}.yaml", names, dot(names))
            for (_, month, _), (units, _) in stand.cells("2023-01..2023-05", by=()).items():
                totals.setdefault(month, {})[table] = units
    for month, seen in sorted(totals.items()):
        stand.check(f"tables of {month} that differ", len(set(seen.values())), 1)
        stand.say(f"{month}: {', '.join(seen)} come to {next(iter(seen.values())) // 100:,} USD"
                  + (" each" if len(seen) > 1 else ""))
    stand.check("2023-01, as the README says", totals["2023-01"],
                dict.fromkeys(("dot1", "dot2", "dot3"), 125_783_351_882_00))
    with stand.started(trade("bts-by-mode", ["US"], by=BY, sums=("value", "mass"))):
        stand.take("monthly_by_mode", "us-bts-by-mode.yaml", "monthly_by_mode.csv", by_mode())
    with stand.started(trade("bts-ports", ["US"], by=BY, sums=("value", "mass"))):
        stand.take("port_month_mode", "us-bts-ports.yaml", "port_month_mode.csv", ports())
