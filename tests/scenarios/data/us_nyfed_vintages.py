"""US exports in vintages that say only what is new: millions of dollars.

From the README: the first vintage is whole; a later row with an old period is a revision, 17 of them
in 7 later vintages.
"""
from stand import Figures, exact, rows, trade

FOLDER = "us-nyfed-vintages"
TABLE = "BOPTEXP_vintages.csv"


def figures():
    ret, standing = Figures(), {}
    for row in sorted(rows(FOLDER, TABLE), key=lambda row: row["vintage"]):
        ret.rows += 1
        ret.revised += row["period"] in standing
        standing[row["period"]] = exact(row["value"], 100_000_000)
    ret.events = len(standing)
    for period, units in standing.items():
        ret.add("value-us", period[:4], units)
    return ret


def show(stand):
    expected = figures()
    with stand.started(trade("nyfed-exports", ["US"], by=(), levels="partner: total")):
        stand.take("BOPTEXP_vintages", "us-nyfed-vintages.yaml", TABLE, expected)
        end = stand.values("value-us", "1992..2016", ())
    stand.check("revisions, as the README says", expected.revised, 17)
    vintages = sorted({row["vintage"] for row in rows(FOLDER, TABLE)})
    with stand.started(trade("nyfed-exports", ["US"], by=(), levels="partner: total")):
        for vintage in reversed(vintages):
            stand.run_import("us-nyfed-vintages.yaml", f"--only-vintage={vintage}", [stand.file(TABLE)])
        stand.check("the newest vintage first: the same end", stand.values("value-us", "1992..2016", ()), end)
    stand.say(f"{expected.revised} revisions in {len(vintages)} vintages; the newest first ends the same")
