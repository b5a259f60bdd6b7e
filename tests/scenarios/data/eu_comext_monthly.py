"""EU trade by product: totals of all products and of chapter 27, and exports by HS4 and CN8 codes.

From the README: whole euros; HS4 rows contain CN8 rows, TOTAL contains 27: one of both counts. Each
(reporter, partner, product, flow, month) occurs once. The large table is gzip.
"""
from stand import Figures, exact, rows, trade

FOLDER = "eu-comext-monthly"
MEMBERS = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
FLOWS = {"1": "import", "2": "export"}


def totals():
    ret = Figures()
    for row in rows(FOLDER, "totals_2020-2022.csv"):
        ret.rows += 1
        ret.events += 1
        if row["product"] != "TOTAL":
            ret.apart += 1
            continue
        ret.add(f"value-{row['reporter'].lower()}", row["TIME_PERIOD"][:4], exact(row["OBS_VALUE"], 100),
                flow=FLOWS[row["flow"]], partner=row["partner"])
    return ret


def records(name):
    ret = Figures()
    for row in rows(FOLDER, name):
        ret.rows += 1
        ret.events += 1
        if len(row["product"]) == 4:
            ret.apart += 1
            continue
        ret.add(f"value-{row['reporter'].lower()}", row["TIME_PERIOD"][:4], exact(row["OBS_VALUE"], 100),
                hs2=row["product"][:2], partner=row["partner"])
    return ret


def show(stand):
    with stand.started(trade("comext-totals", MEMBERS, by=("flow", "partner"), currency="EUR",
                             levels="commodity: total")):
        stand.take("totals_2020-2022", "eu-comext-totals.yaml", "totals_2020-2022.csv", totals())
    for name in ("export_records_cn_sample.csv", "export_records_cn.csv.gz"):
        with stand.started(trade("comext-records", MEMBERS, by=("hs2", "partner"), currency="EUR",
                                 levels="commodity: national")):
            stand.take(name.split(".")[0], "eu-comext-records.yaml", name, records(name))
