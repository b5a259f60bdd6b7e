"""Events of random worlds, in small domains, so that collisions, ties, gaps and borders happen often."""
import days
from generate_rates import BASE
from plan import LEVELS

COMMODITIES = ["27", "2709", "270900", "84", "8471", ""]
CURRENCIES = ["USD", "USD", "USD", "USD", "EUR"]
PARTNERS = ["RU", "RU-LEN", "RU-MUR", "DE", "KZ"]
FACILITIES = ["RUULU", "rail-north", ""]


def looks(code):
    return LEVELS.index({0: "total", 2: "chapter", 4: "heading", 6: "subheading"}[len(code)])


def place_level(place):
    return LEVELS.index("total" if not place else "subdivision" if "-" in place else "country")


class EventMaker:
    """What Maker has of events."""

    def quantity(self):
        at = self.r.random()
        if at < 0.08:
            return None
        if at < 0.14:
            return 0
        if at < 0.22:
            return -self.r.randrange(1, 12)
        if at < (0.6 if self.big else 0.225):
            return 2**62 if self.big else self.r.choice([2**62, -2**62])
        return self.r.randrange(1, 20)

    def period(self, source):
        kind = days.KINDS[source["resolution"]]
        if self.chance(0.06):
            kind = {days.DAY: days.MONTH, days.MONTH: days.YEAR, days.QUARTER: days.YEAR,
                    days.HALF: days.YEAR, days.YEAR: days.MONTH}.get(kind, kind)
        return self.of_few(days.period_at(kind, BASE + self.r.randrange(660 if self.long else 55)))

    def events(self, source, number, count, ids):
        """So many events of one batch or release; where order must not matter, none contradicts another."""
        made = []
        for _ in range(count):
            event = self.revision(source) or self.event(source, ids)
            self.earlier.setdefault(source["name"], []).append(event)
            if self.orderly:
                event = self.said.setdefault((source["name"], event["id"], event.get("number", number)), event)
                if event in made and "number" not in event:
                    continue
            made.append(event)
        return made

    def revision(self, source):
        """An earlier event of the source once more: final now, or with another amount."""
        if not self.earlier.get(source["name"]) or not self.chance(0.3):
            return None
        event = dict(self.r.choice(self.earlier[source["name"]]))
        if "number" in event:
            event["number"] += 1
        if event["kind"] != "withdrawal":
            event["status"] = "final"
            if self.chance(0.3):
                event.update({key: self.quantity() for key in ("mass", "teu") if key in event})
            if event["kind"] == "rate":
                event["mantissa"] = self.rated.choice([event["mantissa"], event["mantissa"] + 1])
        return event

    def event(self, source, ids):
        r = self.r
        event = {"kind": r.choice(source["kinds"]), "id": r.choice(ids)}
        if source.get("numbers", "explicit") == "explicit":
            event["number"] = r.choice([1, 1, 1, 1, 1, 2, 3])
        if self.chance(0.02):
            event["refused"] = 24
        if self.chance(0.1):
            return {**event, "kind": "withdrawal", "why": 1}
        event["period"] = self.period(source)
        event["reality"] = "planned" if self.chance(0.05) else "actual"
        if self.chance(0.4):
            event["status"] = r.choice(["estimated", "provisional", "final"])
        if event["kind"] == "trade" and self.chance(0.5):
            event["id"] += "t"
        return self.in_currency(self.in_wide(source, getattr(self, event["kind"])(source, event)))

    def trade(self, source, event):
        r = self.r
        commodity = r.choice(COMMODITIES)
        reporter = r.choice([source["reports"]] * 5 + ["RU-LEN" if source["reports"] == "RU" else source["reports"]])
        partner = r.choice([one for one in PARTNERS + ["BY"] * 12 if not one.startswith(source["reports"])])
        mode = r.choice(["", "rail", "sea", "road"])
        event["levels"] = {"commodity": looks(commodity), "reporter": place_level(reporter),
                           "partner": place_level(partner), "mode": 10 if mode else 1}
        event.update({"reporter": reporter, "partner": partner, "flow": r.choice(["import", "export", "transit"]),
                      "mode": mode, "commodity": commodity, "mass": self.quantity(), "value": self.quantity()})
        if event["value"] is not None:
            event["currency"] = r.choice(CURRENCIES)
        if self.chance(0.3):
            event["valuation"] = r.choice(["fob", "cif", "invoice"])
        if self.chance(0.2):
            event["supply"] = r.choice(["goods", "services"])
        if self.chance(0.3):
            event["basis"] = r.choice([1, 3])
        if self.chance(0.1):
            event["facility"] = "RUULU"
        if self.chance(0.04):
            event["partner"] = ""
            event["levels"]["partner"] = place_level("")
        return event

    def freight(self, source, event):
        r = self.r
        facility, mode = r.choice(FACILITIES), r.choice(["rail", "sea", ""])
        origin, destination = r.sample(["BY", r.choice(["RU-LEN", "RU", "RU", "DE"])], 2)
        if self.chance(0.15):
            origin, destination = r.sample(["KZ", "RU-LEN", "RU", "DE"], 2)
        level = LEVELS.index("facility") if facility else place_level(origin)
        event["levels"] = {"commodity": 1, "mode": 10 if mode else 1, "place": level}
        event.update({"origin": origin, "destination": destination, "facility": facility, "mode": mode,
                      "stage": r.choice(["arrived", "arrived", "arrived", "loaded", "loaded", "border"])})
        for key in ("mass", "teu", "wagons", "containers", "value"):
            event[key] = self.quantity()
        if event["value"] is not None:
            event["currency"] = r.choice(CURRENCIES)
        return event

    def project(self, source, event):
        r = self.r
        event["levels"] = {}
        event.update({"project": r.choice(["bridge", "port"]), "what": r.choice(["", "port", "road"]),
                      "stage": r.choice(["signed", "started", "completed"]),
                      "places": r.choice([["BY", "RU"], ["BY"], ["RU-LEN", "KZ", "BY"], ["KZ", "DE"]]),
                      "progress": r.choice([None, 0, 250000, 500000, 500001, 1000000]),
                      "budget": self.quantity(), "spent": self.quantity(), "currency": r.choice(CURRENCIES)})
        if self.is_strange and self.strange.random() < 0.2:
            event["facility"] = "RUULU"
        if self.chance(0.6):
            event["due"] = BASE + r.randrange(660 if self.long else 55)
        return event
