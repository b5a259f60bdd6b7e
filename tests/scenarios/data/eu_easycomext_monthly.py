"""EU exports by partner and month, and of the EU as a whole by year, in three styles of labels.

From the README: four rows a month are aggregates (European Union, euro area) beside the members; the
two Kazakhstan tables hold the same figures in two styles; values are whole euros. The year in French,
2016, has "Guinée" and "Guinea": the latter is Guinea-Bissau, as its figures of other years show.
"""
import csv
import os

from stand import MAPPINGS, Figures, exact, rows, trade

FOLDER = "eu-easycomext-monthly"
MEMBERS = "AT BE BG CY CZ DE DK EE ES FI FR GB GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
TABLES = [f"eu_exports_to_{name}.csv" for name in ("russia", "armenia", "kazakhstan")]
CODED = "eu_exports_to_kazakhstan_coded_labels.csv"
ANNUAL = "eu27_exports_all_partners_annual.csv"
OTHERS = """groups:
  - {name: eu, places: EU}
  - {name: others, places: [QP, QQ, QR, QS, QU, QV, QW, QX, QY, QZ, XK]}
"""


def places():
    """The codes of labels are facts, given with the mapping; all else here is worked out apart."""
    with open(os.path.join(MAPPINGS, "tables", "eurostat-labels.csv"), encoding="utf-8", newline="") as file:
        return {row["label"]: row["code"] for row in csv.DictReader(file)}


def months(names, codes):
    ret = Figures()
    for name in names:
        for row in rows(FOLDER, name):
            ret.rows += 1
            ret.events += 1
            if row["REPORTER"].startswith(("European Union", "Euro area")):
                ret.apart += 1
                continue
            ret.add(f"value-{codes[row['REPORTER']].lower()}", row["PERIOD"][-4:], exact(row["VALUE_IN_EUR"], 100),
                    partner=codes[row["PARTNER"]])
    return ret


def years(codes):
    ret = Figures()
    for row in rows(FOLDER, ANNUAL):
        ret.rows += 1
        ret.events += 1
        if row["PARTNER"].startswith(("Extra-", "Intra-", "Ceuta", "Melilla")):
            ret.apart += 1
            continue
        year = row["PERIOD"][-4:]
        code = "GW" if (year, row["PARTNER"]) == ("2016", "Guinea") else codes[row["PARTNER"]]
        ret.add("value-eu", year, exact(row["VALUE_IN_EUR"], 100), partner=code)
    return ret


def annual():
    ret = trade("comext-easy-annual", ["eu"], currency="EUR", resolution="year", levels="partner: country")
    ret = ret.replace("corridors:\n", OTHERS + "corridors:\n")
    return ret.replace("measures:\n", "  - {name: eu-others, between: [eu, others]}\nmeasures:\n")


def show(stand):
    codes = places()
    with stand.started(trade("comext-easy", MEMBERS, currency="EUR", levels="reporter: country")):
        plain = months(TABLES, codes)
        stand.take("russia armenia kazakhstan", "eu-easycomext.yaml", TABLES, plain)
        report, _ = stand.run_import("eu-easycomext.yaml", [stand.file(name) for name in [*TABLES[:2], CODED]])
        stand.check("Kazakhstan in the other style of labels", report["counts"], {"repeated": str(plain.events)})
        stand.say(f"the same with coded labels: {report['counts']['repeated']} of {plain.events:,} events repeated")
    with stand.started(annual()):
        stand.take("eu27 all partners annual", "eu-easycomext-annual.yaml", ANNUAL, years(codes))
