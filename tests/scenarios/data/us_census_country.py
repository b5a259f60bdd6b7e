"""US trade by partner and month, wide, as published in October 2018 and in March 2023.

From the README: millions of dollars; months not yet published are 0.0, 2018-09 to 2018-12 in the first
table, 2023-02 to 2023-12 in the second; IYR and EYR are totals of the year; the tables differ in 4,142
month cells of 2016-2018. The rule here is exact: 4,211 cells differ at all, and 4,142 by more than 500
dollars. A month that was not published is no cell of its vintage, so 963 of them, of 2018-09 to
2018-12, are new figures, and 3,248 are revisions.
"""
import csv
import os

from stand import MAPPINGS, Figures, exact, rows, trade

FOLDER = "us-census-country"
OLD, NEW = "country_2018-10.csv", "country_2023-03.csv"
LAST = {OLD: "2018-08", NEW: "2023-01"}
MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
FLOWS = {"I": "import", "E": "export"}
ALL = "2014-01..2023-01"  # before 2016 both say the same
# Codes that ISO leaves to users are known by the name that a group gives them.
GROUPS = "groups:\n  - {name: others, places: [QX, XK]}\n"
OTHERS = "  - {name: us-others, between: [US, others]}\n"


def places():
    """The codes of partners are facts, given with the mapping; all else here is worked out apart."""
    with open(os.path.join(MAPPINGS, "tables", "census-schedule-c.csv"), encoding="utf-8", newline="") as file:
        return {row["code"]: row["iso"] for row in csv.DictReader(file)}


def cells(name):
    """{(country code, flow, month): cents} of what was published, and how much was not."""
    ret, absent, years = {}, 0, 0
    for row in rows(FOLDER, name):
        years += 2
        for direction, flow in FLOWS.items():
            for number, month in enumerate(MONTHS, 1):
                period = f"{row['year']}-{number:02}"
                if period > LAST[name]:
                    absent += 1
                    assert exact(row[direction + month], 10**6) == 0
                    continue
                key = row["CTY_CODE"], flow, period
                assert key not in ret
                ret[key] = exact(row[direction + month], 10**8)
    return ret, absent, years


def figures(name, codes, length=4):
    ret = Figures()
    published, ret.left_out, ret.apart = cells(name)
    ret.rows = ret.apart // 2
    ret.events = len(published) + ret.apart
    for (country, flow, period), units in published.items():
        ret.add("value-us", period[:length], units, flow=flow, partner=codes[country])
    return ret


def configuration(window):
    ret = trade("census-country", ["US"], by=("flow", "partner"), window=window)
    ret = ret.replace("corridors:\n", GROUPS + "corridors:\n")
    return ret.replace("measures:\n", OTHERS + "measures:\n")


def vintages(stand, codes):
    """The newer one after the older one, and the older one after that."""
    old, new = cells(OLD)[0], cells(NEW)[0]
    stand.run_import("us-census-country.yaml", [stand.file(OLD)])
    before = stand.cells(ALL, ("flow", "partner"))
    stand.run_import("us-census-country.yaml", [stand.file(NEW)])
    after = stand.cells(ALL, ("flow", "partner"))
    seen = {key for key in after if key in before and after[key] != before[key]}
    expected = {("value-us", period, f"flow={flow},partner={codes[country]}") for country, flow, period in new
                if (country, flow, period) in old and old[country, flow, period] != new[country, flow, period]}
    stand.check("cells that the newer vintage changed", sorted(seen), sorted(expected))
    late = {key for key, units in new.items() if "2018-09" <= key[2] <= "2018-12" and units}
    large = sum(abs(old.get(key, 0) - units) > 50_000 for key, units in new.items() if key in old or key in late)
    stand.check("cells that differ by more than 500 dollars, as the README says", large, 4142)
    stand.say(f"2023 after 2018: {len(seen):,} month cells revised; with {len(late):,} of 2018-09 to 2018-12 that "
              f"the older one did not have yet {len(seen) + len(late):,} differ, {large:,} by more than 500 dollars")
    report, _ = stand.run_import("us-census-country.yaml", [stand.file(OLD)])
    stand.check("the older vintage once more changes nothing", stand.cells(ALL, ("flow", "partner")) == after, True)
    return after, report


def show(stand):
    codes = places()
    for name in (OLD, NEW):
        with stand.started(configuration("calendar-year")):
            stand.take(name.removesuffix(".csv"), "us-census-country.yaml", name, figures(name, codes))
    with stand.started(configuration("calendar-month")):
        end, _ = vintages(stand, codes)
    with stand.started(configuration("calendar-month")):
        stand.run_import("us-census-country.yaml", [stand.file(NEW)])
        first = stand.cells(ALL, ("flow", "partner"))
        stand.run_import("us-census-country.yaml", [stand.file(OLD)])
        seen = stand.cells(ALL, ("flow", "partner"))
        moved = sum(first.get(key, units) != units for key, units in seen.items())
        stand.check("cells that the older vintage changed after the newer one", moved, 0)
        stand.check("the same end in both orders", seen == end, True)
        stand.say(f"2018 after 2023: {moved} month cells changed, the same end")
