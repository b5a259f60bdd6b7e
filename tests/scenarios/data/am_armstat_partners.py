"""Armenia's trade by partner: thousands of dollars with a decimal, "Year" rows beside months.

From the README: "-" is none or below the unit; the months add up to the year; 2023 has January, and the
same again as "Year"; a few rows have no country: nobody to trade with, so these are refused.
"""
import csv
import os

from stand import MAPPINGS, Figures, exact, rows, trade

FOLDER = "am-armstat-partners"
TABLE = "armenia_trade_by_partner_monthly.csv"
FLOWS = {"export": "export", "import_origin": "import", "import_consigment": "import"}


def places():
    """The codes of names are facts, given with the mapping; all else here is worked out apart."""
    with open(os.path.join(MAPPINGS, "tables", "country-names.csv"), encoding="utf-8", newline="") as file:
        return {row["name"]: row["code"] for row in csv.DictReader(file)}


def figures(columns, codes):
    ret = Figures()
    for row in rows(FOLDER, TABLE):
        ret.rows += 1
        for column in columns:
            if not row["country"]:
                ret.unknown += 1
                ret.refused["trade.partner"] = ret.refused.get("trade.partner", 0) + 1
                continue
            ret.events += 1
            if row["timeperiod"] == "Year" or codes[row["country"]] == "EU":
                ret.apart += 1
                continue
            units = 0 if row[column] == "-" else exact(row[column], 100_000)
            ret.add("value-am", row["year"], units, flow=FLOWS[column], partner=codes[row["country"]])
    return ret


def show(stand):
    codes = places()
    for source, columns in (("armstat", ("export", "import_origin")), ("armstat-consignment", ("import_consigment",))):
        with stand.started(trade(source, ["AM"], by=("flow", "partner"), levels="partner: country")):
            mapping = "am-armstat-partners.yaml" if source == "armstat" else f"am-{source}.yaml"
            stand.take(" ".join(columns), mapping, TABLE, figures(columns, codes))
