"""Exports and imports of countries by year, wide: dollars with up to six decimals, empty where nobody
knows. Here rounded to cents, halves to even.
"""
from stand import Figures, is_whole, rounded, rows, trade

FOLDER = "wb-annual-trade"
CODES = {"Australia": "AU", "Austria": "AT", "China": "CN", "Czech Republic": "CZ", "Estonia": "EE", "Finland": "FI",
         "Greece": "GR", "Hungary": "HU", "India": "IN", "Ireland": "IE", "Italy": "IT", "Korea, Rep.": "KR",
         "Luxembourg": "LU", "Netherlands": "NL", "Norway": "NO", "Portugal": "PT", "Russian Federation": "RU",
         "South Africa": "ZA", "Sweden": "SE", "Switzerland": "CH", "United Kingdom": "GB"}


def figures(name, flow):
    ret = Figures()
    for row in rows(FOLDER, name):
        ret.rows += 1
        reporter = CODES[row.pop("Country")]
        for year, text in row.items():
            if not text:
                ret.left_out += 1
                continue
            units = rounded(text, 100)
            ret.rounded += not is_whole(text, 100)
            ret.events += 1
            ret.add(f"value-{reporter.lower()}", year, units, flow=flow)
    return ret


def show(stand):
    for flow in ("export", "import"):
        with stand.started(trade(f"wb-{flow}s", CODES.values(), by=("flow",), resolution="year",
                                 levels="partner: total")):
            stand.take(f"{flow}s", f"wb-annual-{flow}s.yaml", f"{flow}s.csv", figures(f"{flow}s.csv", flow))
