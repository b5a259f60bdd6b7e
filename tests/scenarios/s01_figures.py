"""Sixteen years of Russia's trade with fifteen partners, imported month by month as they were
published: the figures that anyone can add up from the table, to the cent; the months in which
milestones were passed; what was awaited and missed, and when that could be known.
"""
import trade
from daemon import Daemon
from scenario import figure, gapless, import_all, same, scenario, step, told_lines
from wire import event_pb2, notification_pb2, word

YEARS_OF_35BN = ["2011", "2012", "2018", "2019", "2021"]


def outcome(daemon, milestone, instance=""):
    rows = [r for r in daemon.json("milestones", milestone) if r.get("instance", "") == instance]
    assert len(rows) == 1, rows
    return rows[0]["outcome"], rows[0].get("reached", {}).get("period"), rows[0].get("known", {}).get("day")


def kinds(daemon, milestone, instance=""):
    return [(word(notification_pb2.Kind, n.kind), n.known.day, n.reached.period)
            for n in daemon.told(f"milestone/russia-belarus/{milestone}/") if n.instance == instance]


def figures(daemon):
    step("turnover of Russia with Belarus, calendar years")
    for year, value in (("2006", "19,944,395,100.00 USD"), ("2012", "37,954,172,700.00 USD"),
                        ("2016", "25,533,984,650.00 USD"), ("2021", "38,773,740,000.00 USD")):
        same(figure(daemon, "turnover", year), value, year)
    table = daemon.ctl("query", "turnover", "--period", "2006..2021")
    assert "2006          19,944,395,100.00 USD yes" in table, table
    assert "2021          38,773,740,000.00 USD yes" in table, table

    step("exports and imports of all fifteen partners, sixteen years")
    same(figure(daemon, "all-imports"), "2,276,577,683,800.00 USD", "imports")
    same(figure(daemon, "all-exports"), "2,838,186,627,800.00 USD", "exports")

    step("every year and flow is the sum of its rows, added here once more")
    sums = {}
    for row in trade.rows():
        if row["partner"] == "BY":
            key = row["period"][:4], {"X": "flow=export", "M": "flow=import"}[row["flow"]]
            sums[key] = sums.get(key, 0) + trade.cents(row["value_musd"])
    for (year, series), units in sums.items():
        rows = {r.series: r for r in daemon.ask("measure", measure="turnover", period=year, by=["flow"]).rows}
        same((rows[series].value.units, rows[series].complete), (units, True), f"{year} {series}")

    step("twelve months that end with February 2013: whole months, also after a leap year")
    same(figure(daemon, "turnover-12m", "2013-02"), "37,429,032,480.00 USD")


def reached(daemon):
    step("2021 passes its four marks in July, September, October and November, told as months")
    for milestone, month, days in (("20bn", "2021-07", 31), ("25bn", "2021-09", 30), ("30bn", "2021-10", 31),
                                   ("35bn", "2021-11", 30)):
        told = [n for n in daemon.told(f"milestone/russia-belarus/turnover-{milestone}/reached/")
                if n.instance == "2021"]
        same([n.reached.period for n in told], [month], milestone)
        same((told[0].reached.first, told[0].reached.last), (f"{month}-01", f"{month}-{days}"))
        same(told[0].known.day, trade.day_of_publication(month), "known with the release of that month")

    step("any twelve months: 35 bn first in September 2008, 40 bn in January 2012")
    same(kinds(daemon, "twelve-months-35bn"), [("reached", trade.day_of_publication("2008-09"), "2008-09")])
    same(kinds(daemon, "twelve-months-40bn"), [("reached", trade.day_of_publication("2012-01"), "2012-01")])

    step("35 bn in a calendar year: in five of sixteen, missed in the others")
    for year in map(str, range(2006, 2022)):
        expected = "reached" if year in YEARS_OF_35BN else "missed"
        same(outcome(daemon, "turnover-35bn", year)[0], expected, year)
        same([k for k, _, _ in kinds(daemon, "turnover-35bn", year)][-1:], [expected], year)
    same(outcome(daemon, "turnover-35bn", "2022")[0], "open", "2022 has begun, and nothing is known of it")


def awaited(daemon, november, behind):
    step("40 bn in 2012, after October's figures (14 December): open")
    same(daemon.ask("status").day, "2012-12-15")
    same(outcome(daemon, "turnover-40bn-2012")[0], "open")

    step("after November's figures, on 14 January 2013, the year is over and December is awaited")
    import_all(daemon, table=november)
    same(daemon.ask("status").day, "2013-01-14")
    foreseen = [("on-track", "2012-03-16", ""), ("at-risk", "2012-09-14", "")]
    same(kinds(daemon, "turnover-40bn-2012"), [*foreseen, ("awaiting", "2013-01-14", "")])
    same(outcome(daemon, "turnover-40bn-2012"), ("awaiting", None, "2013-01-14"))

    step("the rest: missed with December's release on 14 February, never before, and told once")
    import_all(daemon, table=behind)
    same(kinds(daemon, "turnover-40bn-2012"),
         [*foreseen, ("awaiting", "2013-01-14", ""), ("missed", "2013-02-14", "")])
    missed = daemon.told("milestone/russia-belarus/turnover-40bn-2012/missed/")[0]
    same(word(notification_pb2.Cause.What, missed.cause.what), "release")
    same(missed.cause.release.vintage, event_pb2.Vintage(date="2013-02-14"))
    same(missed.value.units, 3_795_417_270_000)


with scenario("s01: the figures of the table"):
    with Daemon(trade.DEMO) as daemon:
        step("5,760 rows are imported")
        before, november, behind = trade.tables(daemon.folder, "2012-10", "2012-11")
        import_all(daemon, "--dry-run")
        same(daemon.ask("status").records, 0, "a dry run keeps nothing")
        import_all(daemon, table=before)
        awaited(daemon, november, behind)
        same(daemon.ask("status").records, 5760)
        same(daemon.ask("status").quarantined, 0)
        figures(daemon)
        reached(daemon)

        step("everything told has its sequence, without a gap")
        gapless(daemon.told())
        apart = told_lines(daemon)

    with Daemon(trade.DEMO) as daemon:
        step("imported in one go: the same notifications")
        import_all(daemon)
        same(told_lines(daemon), apart)
