"""UN Comtrade in its present and its old download format.

From the README: Latin-1; each row of the present format has an empty field after the last column, so a
naive reader is one column off; partner W00 (World) is the total of the others. Thailand is among its own
partners: what comes back to it lies in no corridor with others. Dollars, kilograms.
"""
import csv

from stand import Figures, exact, is_whole, path, rounded, rows, trade

FOLDER = "un-comtrade-samples"
TABLE = "TradeData_THA_HS8542_imports_annual.csv"
LEGACY = "comtrade_legacy_CHN_partners_S4_annual.csv"
# By the names that the publisher gives; summed by year and not by partner, so few codes are needed.
LEGACY_CODES = {"276": "DE", "344": "HK", "392": "JP", "410": "KR", "842": "US"}
OTHERS = "groups:\n  - {name: others, places: [QX]}\ncorridors:\n"


def present():
    ret = Figures()
    with open(path(FOLDER, TABLE), encoding="latin-1", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        for fields in reader:
            assert len(fields) == len(header) + 1 and not fields[-1]
            row = dict(zip(header, fields))
            ret.rows += 1
            ret.events += 1
            ret.unknown += not row["netWgt"]
            ret.rounded += not is_whole(row["primaryValue"], 100)
            ret.rounded += bool(row["netWgt"]) and not is_whole(row["netWgt"], 1000)
            if row["partnerISO"] in ("W00", "THA"):
                ret.apart += 1
                continue
            ret.add("value-th", row["refYear"], rounded(row["primaryValue"], 100), flow="import")
            ret.add("mass-th", row["refYear"], rounded(row["netWgt"], 1000) if row["netWgt"] else None, flow="import")
    return ret


def legacy():
    ret = Figures()
    for row in rows(FOLDER, LEGACY):
        ret.rows += 1
        ret.events += 1
        ret.unknown += 1  # a net weight in no row
        ret.add("value-cn", row["Year"], exact(row["Trade Value (US$)"], 100),
                flow=row["Trade Flow"].lower(), partner=LEGACY_CODES[row["Partner Code"]])
    return ret


def show(stand):
    configuration = trade("comtrade", ["TH"], by=("flow",), sums=("value", "mass"), resolution="year",
                          levels="partner: country")
    configuration = configuration.replace("corridors:\n", OTHERS)
    with stand.started(configuration.replace("measures:\n", "  - {name: th-others, between: [TH, others]}\nmeasures:\n")):
        stand.take("THA HS8542 imports annual", "un-comtrade.yaml", TABLE, present())
    with stand.started(trade("comtrade-legacy", ["CN"], by=("flow", "partner"), resolution="year")):
        stand.take("legacy CHN partners S4", "un-comtrade-legacy.yaml", LEGACY, legacy())
