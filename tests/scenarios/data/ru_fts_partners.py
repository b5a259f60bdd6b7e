"""Russia's trade by partner: months of 15 partners, and years with lines for groups.

From the README: millions of dollars with up to 5 decimals, so whole cents; no gaps. The annual
table has totals and groups (outside the CIS, CIS) beside CIS partners, by their Russian names.
"""
from stand import Figures, exact, rows, trade

FOLDER = "ru-fts-partners"
FLOWS = {"X": "export", "M": "import"}


def months():
    ret = Figures()
    for row in rows(FOLDER, "ru_trade_by_partner_monthly.csv"):
        ret.rows += 1
        ret.events += 1
        ret.add("value-ru", row["period"][:4], exact(row["value_musd"], 100_000_000),
                flow=FLOWS[row["flow"]], partner=row["partner"])
    return ret


def years():
    partners = {"Беларусь": "BY", "Армения": "AM", "Киргизия": "KG"}
    ret = Figures()
    for row in rows(FOLDER, "ru_trade_annual.csv"):
        ret.rows += 1
        ret.events += 1
        if row["line_ru"] not in partners:
            ret.apart += 1
            continue
        ret.add("value-ru", row["year"], exact(row["value_musd"], 100_000_000),
                flow=FLOWS[row["flow"]], partner=partners[row["line_ru"]])
    return ret


def show(stand):
    with stand.started(trade("fts-ru", ["RU"], by=("flow", "partner"))):
        stand.take("ru_trade_by_partner_monthly", "ru-fts-partners.yaml",
                   "ru_trade_by_partner_monthly.csv", months())
    with stand.started(trade("fts-ru-annual", ["RU"], by=("flow", "partner"), resolution="year",
                             levels="partner: country")):
        stand.take("ru_trade_annual", "ru-fts-annual.yaml", "ru_trade_annual.csv", years())
