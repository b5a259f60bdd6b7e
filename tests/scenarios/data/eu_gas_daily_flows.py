"""Daily gas flows at points of the EU's border, with repeats and conflicts in the table itself.

From the README: 2,983 rows are exact repeats of another row, 22 have the key (dates, operator, location,
direction) of another with another value, and later figures are corrections; 31 % of the values are 0,
which is no flow. kWh with up to four decimals, rounded here to thousandths. Energy is no quantity that
can be summed, so records are counted by year, flow and point, and corrected records are looked at.
"""
import itertools

from stand import Figures, is_whole, rounded, rows, trade

FOLDER = "eu-gas-daily-flows"
TABLE = "daily_flows.csv"
FLOWS = {"entry": "import", "exit": "export"}


def records():
    """{key: the rows that name it}, in the order of the file."""
    ret = {}
    for row in rows(FOLDER, TABLE):
        ret.setdefault((row["dates"], row["operator"], row["location"], row["direction"]), []).append(row)
    return ret


def figures(known):
    ret = Figures()
    for (day, _, location, direction), said in known.items():
        ret.rows += len(said)
        ret.events += 1
        ret.left_out += len(said) - 1
        ret.rounded += sum(not is_whole(row["values"], 1000) for row in said)
        ret.add(f"days-{said[-1]['country'].lower()}", day[:4], 1,
                flow=FLOWS[direction], facility=location.lower())
    return ret


def show(stand):
    known = records()
    expected = figures(known)
    differ = {key: said for key, said in known.items() if len({row["values"] for row in said}) > 1}
    stand.check("rows with the key of another", expected.rows - expected.events, 2983 + 22)
    stand.check("keys with several values", len(differ), 22)
    countries = sorted({said[-1]["country"] for said in known.values()})
    configuration = trade("entsog", countries, sums=(), resolution="day") + "".join(
        f"  - {{name: days-{c.lower()}, corridor: {c.lower()}-any, reported-by: {c}, count: trade, "
        "window: calendar-year, by: [flow, facility]}\n" for c in countries)
    with stand.started(configuration):
        stand.take("daily_flows", "eu-gas-daily-flows.yaml", TABLE, expected)
        good = 0
        zeros = [(key, said) for key, said in known.items() if said[-1]["values"] == "0.0"]
        for key, said in itertools.chain(differ.items(), zeros[:10]):
            seen = stand.daemon.json("record", "entsog", "-".join(key))[0]
            good += stand.check(f"the energy of {key}", quantity(seen), rounded(said[-1]["values"], 1000))
        stand.say(f"of {len(differ)} conflicts the later value stands, and of {good - len(differ)} days a nought")


def quantity(record):
    """Thousandths of a kWh, of a record as milestonectl prints it."""
    text = record["event"]["trade"]["supplementary"]
    return rounded(text, 1000)
