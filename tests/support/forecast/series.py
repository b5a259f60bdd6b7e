"""The 464 public monthly series on which the method of forecasts is scored, out of the data sets as they
were downloaded.

  series.py DATA                 series,month,value of all of them, as `milestonectl outlook` reads it

A series is {name: (first month, [amounts])}, months as year x 12 + month - 1, amounts in the smallest unit.
It begins with the first month that has something (of a complete table: behind the last gap) and has 60
months or more.
"""
import csv
import decimal
import os
import re
import sys

NAMES = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
MONTHS_MIN = 60


class Collected(dict):
    """{name: {month: amount}}"""

    def add(self, name, month, amount):
        months = self.setdefault(name, {})
        months[month] = months.get(month, 0) + amount


def units(text, decimals):
    """Halves away from zero."""
    number = decimal.Decimal(text.strip()).scaleb(decimals)
    return int(number.to_integral_value(rounding=decimal.ROUND_HALF_UP))


def read(*path):
    with open(os.path.join(*path), encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def settle(months, sparse):
    """`sparse`: a month that is not there is zero, else it is missing."""
    if sparse:
        with_something = [month for month, amount in months.items() if amount]
        if not with_something:
            return None
        first = min(with_something)
    else:
        first = max(months)
        while first - 1 in months:
            first -= 1
    amounts = [months.get(month, 0) for month in range(first, max(months) + 1)]
    return (first, amounts) if len(amounts) >= MONTHS_MIN else None


def positive(months):
    return sum(amount > 0 for amount in months.values())


def census(root):
    got = Collected()
    published = 2023 * 12  # January 2023 is the last one in the workbook
    for row in read(root, "us-census-country", "country_2023-03.csv"):
        for flow in "IE":
            for place, name in enumerate(NAMES):
                month = int(row["year"]) * 12 + place
                if month <= published:
                    got.setdefault(f"us-census:{row['CTY_CODE']}:{flow}", {})[month] = units(row[flow + name] or "0", 6)
    return {name: months for name, months in got.items() if positive(months) >= 120}, True


def customs(root):
    got = Collected()
    for row in read(root, "ru-fts-partners", "ru_trade_by_partner_monthly.csv"):
        if re.fullmatch(r"-?\d+(\.\d+)?", row["value_musd"].strip()):
            year, month = map(int, row["period"].split("-"))
            got.setdefault(f"ru-fts:{row['partner']}:{row['flow']}", {})[year * 12 + month - 1] = \
                units(row["value_musd"], 6)
    for name in [name for name in got if name.endswith(":X") and name[:-1] + "M" in got]:
        imports = got[name[:-1] + "M"]
        got[name[:-1] + "T"] = {month: amount + imports[month] for month, amount in got[name].items() if month in imports}
    return got, False


def easycomext(root):
    got = Collected()
    folder = os.path.join(root, "eu-easycomext-monthly")
    for name in sorted(os.listdir(folder)):
        if not (match := re.fullmatch(r"eu_(exports_to|imports_from)_([a-z]+)\.csv", name)):
            continue
        for row in read(folder, name):
            when = re.search(r"([A-Z][a-z]{2})[a-z]*\.? (\d{4})$", row["PERIOD"])
            if re.match("Euro|EU|EA", row["REPORTER"]):
                continue
            reporter = row["REPORTER"].split(" (")[0].replace(" ", "_")
            key = f"easycomext:{'x' if match[1] == 'exports_to' else 'm'}-{match[2]}:{reporter}"
            month = int(when[2]) * 12 + NAMES.index(when[1].upper())
            got.setdefault(key, {})[month] = int(row["VALUE_IN_EUR"] or 0)
    return {name: months for name, months in got.items() if len(months) >= MONTHS_MIN}, True


def transborder(root):
    got = Collected()
    for row in read(root, "us-bts-transborder", "monthly_by_mode.csv"):
        if row["TradeValue"]:
            mode = re.sub("[^A-Za-z]", "", row["Mode"])[:8]
            got.add(f"bts:{mode}:{row['TradeType'][:3]}", int(row["Year"]) * 12 + int(row["Month"]) - 1,
                    units(row["TradeValue"], 0))
    return got, False


def armstat(root):
    got = Collected()
    for row in read(root, "am-armstat-partners", "armenia_trade_by_partner_monthly.csv"):
        if not row["country"] or row["timeperiod"] == "Year" or int(row["year"]) > 2022:
            continue
        country = re.sub("[,:]", "", row["country"]).replace(" ", "_")
        month = int(row["year"]) * 12 + int(row["timeperiod"]) - 1
        for column in ("export", "import_origin"):
            text = (row[column] or "").strip()
            got.setdefault(f"armstat:{country}:{column[:3]}", {})[month] = units(text, 3) if text not in ("", "-") else 0
    return {name: months for name, months in got.items() if positive(months) >= MONTHS_MIN}, True


def vancouver(root):
    got = Collected()
    for row in read(root, "ca-vancouver-containers", "container-statistics-monthly-2008-2024.csv"):
        month = int(row["year"]) * 12 + int(row["ds"][5:7]) - 1
        for column in ("Total_Total", "Import_Laden", "Export_Laden", "Export_Empty"):
            got.setdefault("vancouver:" + column, {})[month] = units(row["TEU COUNT_" + column], 0)
    return got, True


def transport(root):
    got = Collected()
    for row in read(root, "us-bts-monthly-transport", "monthly_transportation_statistics.csv"):
        month = int(row["Date"][6:10]) * 12 + int(row["Date"][:2]) - 1
        for column in ("Freight Rail Carloads", "U.S.-Canada Incoming Truck Crossings", "Freight Rail Intermodal Units",
                       "U.S.-Mexico Incoming Truck Crossings"):
            if row.get(column):
                got.setdefault("mts:" + re.sub("[^A-Za-z]", "", column), {})[month] = units(row[column], 0)
    return got, False


def load(root):
    """All of them; what a folder lacks raises FileNotFoundError."""
    found = {}
    for source in (census, customs, easycomext, transborder, armstat, vancouver, transport):
        got, sparse = source(root)
        for name, months in got.items():
            if series := settle(months, sparse):
                found[name] = series
    return found


def month_text(month):
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def write(found, to):
    to.write("series,month,value\n")
    for name in sorted(found):
        first, amounts = found[name]
        for place, amount in enumerate(amounts):
            to.write(f"{name},{month_text(first + place)},{amount}\n")


if __name__ == "__main__":
    write(load(sys.argv[1]), sys.stdout)
