"""EU export totals as they stood at three dates.

From the README: 2,798 figures have two or more vintages, 585 of them changed. The rule: a figure is
one of (reporter, partner, month), and a vintage changes it when the value differs from that of the
newest older vintage that has the figure. Nine figures of Lithuania changed twice, so 585 figures
make 594 changes. What a vintage lacks stands as an older one said it.
"""
from stand import Figures, exact, rows, trade

FOLDER = "eu-comext-vintages"
TABLE = "export_totals_vintages.csv"
MEMBERS = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
MONTHS = "2020-01..2022-11"
VINTAGES = ("2022-12-16", "2023-01-13", "2024-11-17")


def figures():
    """{(measure, month, series): {vintage: cents}}"""
    ret = {}
    for row in rows(FOLDER, TABLE):
        key = f"value-{row['reporter'].lower()}", row["period"], f"partner={row['partner']}"
        assert row["vintage"] not in ret.setdefault(key, {})
        ret[key][row["vintage"]] = exact(row["value_eur"], 100)
    return ret


def standing(all_figures, vintages):
    """{figure: cents} when these vintages are known."""
    ret = {}
    for key, said in all_figures.items():
        known = [said[vintage] for vintage in sorted(vintages) if vintage in said]
        if known:
            ret[key] = known[-1], 0
    return ret


def changed(before, after):
    return {key for key, units in after.items() if key in before and before[key] != units}


def whole(all_figures):
    ret = Figures()
    ret.rows = sum(map(len, all_figures.values()))
    ret.events = len(all_figures)
    ret.revised = ret.rows - ret.events
    for (measure, month, series), (units, _) in standing(all_figures, VINTAGES).items():
        ret.add(measure, month[:4], units, partner=series.removeprefix("partner="))
    return ret


def one(stand, vintage):
    return stand.run_import("eu-comext-vintages.yaml", f"--only-vintage={vintage}", [stand.file(TABLE)])[0]


def in_order(stand, all_figures):
    """Vintage by vintage: each changes exactly the figures that differ."""
    before, changes, ever = {}, 0, set()
    for at, vintage in enumerate(VINTAGES):
        one(stand, vintage)
        seen, expected = stand.cells(MONTHS), standing(all_figures, VINTAGES[:at + 1])
        stand.check(f"the figures with vintage {vintage}", seen == expected, True)
        stand.check(f"figures that {vintage} changed", changed(before, seen), changed(before, expected))
        changes += len(changed(before, seen))
        ever |= changed(before, seen)
        before = seen
    several = sum(len(said) > 1 for said in all_figures.values())
    stand.check("figures with several vintages", several, 2798)
    stand.check("figures changed by newer vintages", len(ever), 585)
    stand.say(f"newer vintages after older ones: {len(ever)} of {several:,} figures changed, "
              f"{changes - len(ever)} of them twice")
    report = one(stand, VINTAGES[1])
    stand.check("the older vintage once more", stand.cells(MONTHS) == before, True)
    stand.check("what it is called", set(report["counts"]) <= {"repeated", "stale"}, True)
    return before


def turned_round(stand, all_figures, expected):
    """The newest first: older ones add what it lacks, and change nothing that it has."""
    one(stand, VINTAGES[2])
    first = stand.cells(MONTHS)
    stand.check("the newest vintage alone", first == standing(all_figures, VINTAGES[2:]), True)
    for vintage in VINTAGES[1::-1]:
        one(stand, vintage)
    seen = stand.cells(MONTHS)
    moved = len(changed(first, seen))
    stand.check("figures that older vintages changed", moved, 0)
    stand.check("the same end", seen == expected, True)
    stand.say(f"older vintages after the newest: {moved} figures changed, the same end")


def show(stand):
    all_figures = figures()
    with stand.started(trade("comext-vintages", MEMBERS, currency="EUR")):
        stand.take("export_totals_vintages", "eu-comext-vintages.yaml", TABLE, whole(all_figures))
    by_month = trade("comext-vintages", MEMBERS, currency="EUR", window="calendar-month")
    with stand.started(by_month):
        end = in_order(stand, all_figures)
    with stand.started(by_month):
        turned_round(stand, all_figures, end)
