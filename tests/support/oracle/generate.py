"""Random worlds by seed: a configuration that `check` accepts, and entries in small domains, so that
collisions, ties, gaps and borders happen often."""
import copy
import random

import days
from generate_rates import BASE, RateMaker
from plan import LEVELS
from releases import control_sum

DAYS = 1300  # that rows are shown of
COMMODITIES = ["27", "2709", "270900", "84", "8471", ""]
CURRENCIES = ["USD", "USD", "USD", "USD", "EUR"]
PARTNERS = ["RU", "RU-LEN", "RU-MUR", "DE", "KZ"]
FACILITIES = ["RUULU", "rail-north", ""]


def looks(code):
    return LEVELS.index({0: "total", 2: "chapter", 4: "heading", 6: "subheading"}[len(code)])


def place_level(place):
    return LEVELS.index("total" if not place else "subdivision" if "-" in place else "country")


class Maker(RateMaker):
    """One world of one seed."""

    def __init__(self, seed, orderly=False):
        self.r = random.Random(seed)
        self.orderly = orderly  # nothing but statements: what must not depend on the order
        self.said = {}  # orderly: (source, id, number) -> its one content
        self.clock = "events" if self.r.random() < 0.2 and not orderly else "system"
        self.long = self.r.random() < 0.6  # months over two years, else days over two months
        self.size = self.r.choice([6, 12, 20, 30])
        self.big = self.r.random() < 0.08
        self.earlier = {}  # source -> events, of which some are revised
        self.arrivals = {}
        self.throw_rates(seed)

    def chance(self, share):
        return self.r.random() < share

    # ---- configuration

    def sources(self):
        """Some of these; names tell what they are."""
        r = self.r
        after = lambda: f"{r.choice([1, 3, 10, 40])} days"
        made = []
        if self.long:
            levels = r.choice([{}, {}, {"commodity": "heading"}, {"commodity": "chapter"}, {"partner": "country"}])
            made.append({"name": "customs", "kinds": ["trade"], "reports": "BY", "resolution": "month",
                         "numbers": "by-release"})
            if levels:
                made[0]["levels"] = levels
            made.append({"name": "mails", "kinds": ["trade"], "reports": "BY", "resolution": "month",
                         "complete-after": after()})
            made.append({"name": "declared", "kinds": ["trade"], "reports": "RU", "resolution": "month"})
            made.append({"name": "office", "kinds": ["trade", "project"], "reports": "KZ", "resolution": "quarter",
                         "complete-after": after()})
            made.append({"name": "rail", "kinds": ["freight"], "resolution": "month", "numbers": "by-arrival",
                         "complete-after": after()})
        else:
            made.append({"name": "port", "kinds": ["freight", "trade"], "reports": "BY", "resolution": "day",
                         "complete-after": after()})
            made.append({"name": "mails", "kinds": ["trade"], "reports": "BY", "resolution": "day",
                         "complete-after": after()})
            made.append({"name": "counter", "kinds": ["trade"], "reports": "RU", "resolution": "day",
                         "numbers": "by-arrival", "complete-after": after()})
            made.append({"name": "weekly", "kinds": ["freight"], "resolution": "week", "complete-after": after()})
            made.append({"name": "daily", "kinds": ["trade", "project"], "reports": "KZ", "resolution": "day",
                         "numbers": "by-release"})
        r.shuffle(made)
        made = made[:r.choice([1, 2, 3, 4])]
        for source in made:
            if self.chance(0.4):
                word = {"day": "daily", "week": "weekly", "month": "monthly", "quarter": "quarterly"}
                source["expect"] = f"{word[source['resolution']]} within {r.choice([1, 7, 30, 45])} days"
                if self.chance(0.3):
                    source["expect-from"] = days.text(self.border(source["resolution"], last=False))
            if self.chance(0.08):
                source["retired"] = days.text(self.border(source["resolution"], last=True))
        return made

    def border(self, resolution, last):
        """A first or last day of a period within the world's time."""
        span = 700 if self.long else 60
        period = days.period_at(days.KINDS[resolution], BASE + self.r.randrange(span))
        return period[2] if last else period[1]

    def corridors(self):
        made = [{"name": "north", "between": ["BY", self.r.choice(["RU", "RU-LEN", "any", "union"])]},
                {"name": "south", "between": [self.r.choice(["RU", "KZ"]), self.r.choice(["BY", "any", "union"])]}]
        return made[:self.r.choice([0, 1, 2])] + [{"name": "wide", "between": ["BY", "any"]}]

    def window(self, resolution):
        r = self.r
        choices = {
            "day": ["calendar-day", "calendar-week", "calendar-month", "calendar-quarter", "fiscal-half", "last-7-days",
                    "last-10-days", "last-1-months", "calendar-year", "since-" + days.text(BASE + r.randrange(30))],
            "week": ["calendar-week", "since-" + days.text(self.border("week", last=False))],
            "month": ["calendar-month", "calendar-quarter", "calendar-half", "calendar-year", "fiscal-year",
                      "fiscal-quarter", "last-3-months", "last-12-months",
                      "since-" + days.text(self.border("month", last=False))],
            "quarter": ["calendar-quarter", "calendar-half", "calendar-year", "last-6-months", "last-12-months",
                        "since-" + days.text(self.border("quarter", last=False))],
        }
        return r.choice(choices[resolution])

    @staticmethod
    def is_on(corridor, place):
        return any(side in ("any", "union", place) for side in corridor["between"])

    def measure(self, name, sources, corridors):
        r = self.r
        source = r.choice([one for one in sources if one["kinds"] != ["rate"]])
        kind = r.choice(source["kinds"])
        corridor = r.choice([one for one in corridors
                             if kind != "trade" or (self.is_on(one, source["reports"]) and
                                                    ("partner" not in source.get("levels", {}) or
                                                     "RU-LEN" not in one["between"]))])
        measure = {"name": name, "corridor": corridor["name"]}
        where, by = {}, []
        if kind == "trade":
            form = r.choice(["sum", "sum", "sum", "count", "count", "average"])
            measure[form] = "trade" if form == "count" else r.choice(["trade.value", "trade.value", "trade.mass"])
            measure["reported-by"] = source["reports"]
            measure["sources"] = [source["name"]]
            self.trade_words(source, where, by)
        elif kind == "freight":
            measure[r.choice(["sum", "sum", "sum", "average"])] = r.choice(
                ["freight.mass", "freight.teu", "freight.wagons", "freight.value", "freight.containers"])
            where["stage"] = r.choice(["arrived", "loaded"])
            if self.chance(0.3):
                where["mode"] = r.choice(["rail", "sea"])
            if self.chance(0.3):
                where["facility"] = "RUULU"
            by = r.sample(["mode", "facility", "status", "source", "flow"], r.choice([0, 0, 1, 2]))
            measure["sources"] = [one["name"] for one in sources if "freight" in one["kinds"]
                                  and one["resolution"] == source["resolution"]]
        else:
            form = r.choice(["count", "count", "count", "sum", "latest"])
            measure[form] = {"count": r.choice(["project", "project", "project.due"]),
                             "sum": r.choice(["project.budget", "project.spent"]), "latest": "project.progress"}[form]
            if form == "latest":
                return {**measure, "where": {"project": r.choice(["bridge", "port"])}, "sources": [source["name"]]}
            if form == "sum" or self.chance(0.5):
                where["stage"] = r.choice(["signed", "completed"]) if form == "sum" else r.sample(
                    ["signed", "completed", "started"], 2)
            if self.chance(0.3):
                where["kind"] = r.choice([["port", "road"], "port"])
            by = r.sample(["project", "stage", "status"], r.choice([0, 1, 2]))
            measure["sources"] = [source["name"]]
        if self.chance(0.1):
            where["status"] = r.choice([["final"], ["provisional", "final"]])
        if where:
            measure["where"] = where
        measure["window"] = self.window(source["resolution"])
        if measure["window"].startswith("fiscal"):
            measure["fiscal-start"] = r.choice(["april", "july", "october", "february"])
        if by:
            measure["by"] = by
        self.money_of(measure)
        if by and self.chance(0.1):
            measure["series-max"] = 2
        elif kind == "trade" and form != "average" and not where.get("partner") and self.chance(0.5):
            self.preference(measure, source, sources, corridor)
        return measure

    def preference(self, measure, source, sources, corridor):
        """Another reporter's figures, or another source of the same one, where there are none (rule 22)."""
        def likes(one):
            return one is not source and "trade" in one["kinds"] and one["resolution"] == source["resolution"] and \
                one.get("levels", {}) == source.get("levels", {})
        others = [one for one in sources if likes(one)]
        same = [one for one in others if one["reports"] == source["reports"]]
        if same and self.chance(0.7):
            del measure["sources"]
            measure["prefer"] = [source["name"], same[0]["name"]]
            return
        reporters = [one["reports"] for one in sources if "trade" in one["kinds"]]
        others = [one for one in others if one["reports"] != source["reports"] and reporters.count(one["reports"]) == 1
                  and self.is_on(corridor, one["reports"])]
        if others and reporters.count(source["reports"]) == 1:
            del measure["sources"]
            measure["reported-by"] = [source["reports"], self.r.choice(others)["reports"]]

    def trade_words(self, source, where, by):
        r = self.r
        level = source.get("levels", {}).get("commodity")
        if self.chance(0.25):
            where["flow"] = r.choice(["export", ["import", "export"]])
        if self.chance(0.2):
            where["commodity"] = r.choice(["27", "84"])
        if self.chance(0.15):
            where["partner"] = r.choice(["RU", "union", "DE"])
        if self.chance(0.1):
            where["mode"] = "rail"
        if self.chance(0.1):
            where["valuation"] = r.choice(["fob", ["cif", "fob"]])
        choices = ["flow", "partner", "status", "mode", "source", "reporter", "hs2"]
        if level != "chapter":
            choices.append("hs4")
        by += r.sample(choices, r.choice([0, 0, 1, 2, 3]))
        if "hs2" in by and "hs4" in by:
            by.remove("hs4")

    def derived(self, name, measures):
        """A measure of others: two of one kind that differ in what they let pass, or one alone."""
        r = self.r
        first = r.choice([one for one in measures if "latest" not in one] or [None])
        form = r.choice(["ratio", "ratio", "difference", "growth", "asymmetry"])
        if first is None:
            return []
        if form == "growth" or not {"sum", "count", "average"} & set(first):
            made = {"name": name, "growth": first["name"]}
            window = first.get("window", "").split("-")
            if window[0] == "calendar" and self.chance(0.4):
                made["over"] = days.written(days.period_at(days.KINDS[window[1]], BASE + r.randrange(5)))
            return [made]
        other = {**copy.deepcopy(first), "name": name + "b"}
        where = other.setdefault("where", {})
        if "flow" not in where and "count" not in other:
            where["flow"] = r.choice(["export", "import", "transit"])
        else:
            where["status"] = "final"
        if "project" in str(other.get("sum", other.get("count", ""))):
            where.pop("flow", None)
        names = [first["name"], other["name"]]
        r.shuffle(names)
        return [other, {"name": name, form: names}]

    def amount(self, measure):
        size = self.r.choice([1, 3, 3, 5, 5, 10, 10, 15, 20, 30])
        what = str(measure.get("sum", measure.get("average", "")))
        if "difference" in measure:
            return self.amount(self.named[measure["difference"][0]])
        if "latest" in measure:
            return f"{self.r.choice([25, 50, 100])}%"
        if not what and "count" not in measure:
            return f"{self.r.choice([1, 10, 30, 50, 100, 120])}%"
        if what.endswith("containers"):
            return f"{size} containers"
        if "count" in measure:
            return f"{1 + size // 5} records"
        if what.endswith(("value", "budget", "spent")):
            return f"{size // 100}.{size % 100:02d} {measure.get('currency', 'USD')}"
        if what.endswith("mass"):
            return f"{size} g"
        if what.endswith("teu"):
            return f"0.{size:03d} TEU"
        return f"{size} wagons"

    def milestone(self, name, measures, sources):
        r = self.r
        measure = r.choice(measures)
        leaf = measure
        while "corridor" not in leaf:
            leaf = self.named[next(named[0] if isinstance(named, list) else named for key, named in leaf.items()
                                   if key in ("ratio", "difference", "growth", "asymmetry"))]
        reported = leaf.get("prefer") or leaf.get("sources") or \
            [one["name"] for one in sources if one.get("reports") == leaf["reported-by"][0]]
        resolution = {one["name"]: one["resolution"] for one in sources}[reported[0]]
        milestone = {"name": name, "measure": measure["name"], "reach": self.amount(measure)}
        if self.chance(0.15):
            return self.hold(milestone, resolution)
        if "by" in measure and self.chance(0.4):
            milestone["for-each"] = measure["by"]
        window = measure.get("window", "none").split("-")
        if window[0] in ("calendar", "fiscal") and self.chance(0.5):
            milestone["each"] = window[1]
            months = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
                      "november", "december"]
            fiscal = months.index(measure["fiscal-start"]) + 1 if window[0] == "fiscal" else 1
            period = days.period_at(days.KINDS[window[1]], BASE + r.randrange(400 if self.long else 20), fiscal)
            milestone["from"] = days.text(period[1])
        else:
            if self.chance(0.3):
                milestone["from"] = days.text(self.border(resolution, last=False))
            if self.chance(0.7):
                by = self.border(resolution, last=True)
                if "from" not in milestone or days.text(by) >= milestone["from"]:
                    milestone["by"] = days.text(by)
        if window[0] == "calendar" and self.chance(0.35):
            self.relative(milestone, window[1])
        elif "each" not in milestone and "by" in milestone and self.chance(0.25):
            self.amend(milestone, measure, resolution)
        if ("by" in milestone or "each" in milestone) and self.chance(0.5):
            milestone["grace"] = f"{r.choice([0, 1, 5, 30])} days"
        if self.chance(0.4):
            milestone["steps"] = sorted(r.sample(["25%", "50%", "75%", "90%"], r.choice([1, 2, 3])))
        return milestone

    def hold(self, milestone, resolution):
        level = milestone.pop("reach")
        milestone["hold"] = level
        if self.chance(0.6):
            number, _, unit = level.partition(" ")
            small = "2" if "." not in number else "0.002" if unit == "TEU" else "0.02"
            milestone["band"] = "10%" if level.endswith("%") else f"{small} {unit}"
        if self.chance(0.3):
            milestone["from"] = days.text(self.border(resolution, last=False))
        return milestone

    def relative(self, milestone, window):
        """A target that is so many times what was."""
        r, kind = self.r, days.KINDS[window]
        period = days.period_at(kind, BASE + r.randrange(250 if self.long else 25))
        factor = r.choice(["1.5", "2", "1", "0.5", "1.333333"])
        what = days.written(period)
        if "each" in milestone and self.chance(0.5):
            what = "last year"
        elif self.chance(0.3):
            what = f"best of {what}..{days.written(days.following(days.following(period)))}"
        milestone["reach"] = f"{factor} x {what}"
        self.fix(milestone, what, period)

    def amend(self, milestone, measure, resolution):
        on = max(self.border(resolution, last=False) for _ in range(2))
        if "from" in milestone and days.text(on) <= milestone["from"]:
            return
        one = {"on": days.text(on)}
        by = self.border(resolution, last=True)
        if by > on and self.chance(0.6):
            one["by"] = days.text(by)
        if "by" not in one or self.chance(0.6):
            one["reach"] = self.amount(measure)
        milestone["amendments"] = [one]

    def others(self, name, milestones, sources):
        """A milestone of others, which have one plain instance each."""
        r = self.r
        plain = [one["name"] for one in milestones if not {"each", "for-each", "hold"} & set(one)]
        if len(plain) < 2:
            return []
        members = r.sample(plain, r.choice([2, min(3, len(plain))]))
        made = {"name": name, **r.choice([{"all-of": members}, {"any-of": members}, {"at-least": 2, "of": members}])}
        if self.chance(0.6):
            made["by"] = days.text(self.border("quarter" if self.long else "week", last=True))
            if self.chance(0.5):
                made["grace"] = f"{r.choice([0, 5, 30])} days"
        return [made]

    def config(self):
        sources, corridors = self.sources(), self.corridors()
        config = {"currency": "USD", "clock": self.clock}
        if self.clock == "events" and self.chance(0.3):
            config["until"] = days.text(BASE + (500 if self.long else 40))
        config["sources"] = sources
        dated = {"place": "RU", "from": days.text(self.border("month" if self.long else "day", last=False))}
        if self.chance(0.3):
            dated["until"] = days.text(days.number(dated["from"]) + 200)
        config["groups"] = [{"name": "union", "places": [self.r.choice(["RU", dated]), "BY", "KZ"]}]
        config["corridors"] = corridors
        count = self.r.choice([1, 2, 3, 4])
        measures = [self.measure(f"m{i}", sources, corridors) for i in range(count)]
        for i in range(self.r.choice([0, 0, 1, 2])):
            measures += self.derived(f"d{i}", measures)
        money = self.money(sources)
        measures += money
        self.named = {one["name"]: one for one in measures}
        self.add_rates(config)
        config["measures"] = measures
        config["milestones"] = [self.milestone(f"s{i}", measures, sources) for i in range(self.r.choice([1, 2, 4]))]
        for i, one in enumerate(money * 2):
            config["milestones"].append(self.milestone(f"r{i}", [one], sources))
        if self.chance(0.4):
            config["milestones"] += self.others("t0", config["milestones"], sources)
        return config

    def changed(self, config):
        """Another configuration: milestones and measures come, go and change."""
        new = copy.deepcopy(config)
        r = self.r
        what = r.choice(["add", "drop", "target", "measure"])
        used = [name for one in new["milestones"] for key in ("all-of", "any-of", "of") for name in one.get(key, [])]
        free = [one for one in new["milestones"] if one["name"] not in used]
        amounts = [one for one in free if "reach" in one and " x " not in one["reach"]]
        if what == "drop" and len(free) > 1:
            new["milestones"].remove(r.choice(free))
        elif what == "target" and amounts:
            one = r.choice(amounts)
            measure = next(m for m in new["measures"] if m["name"] == one["measure"])
            one["reach"] = self.amount(measure)
        elif what == "measure":
            new["measures"].append(self.measure(f"n{len(new['measures'])}", new["sources"], new["corridors"]))
            self.named[new["measures"][-1]["name"]] = new["measures"][-1]
        else:
            names = {one["name"] for one in new["milestones"]}
            name = next(f"s{i}" for i in range(9) if f"s{i}" not in names)
            new["milestones"].append(self.milestone(name, new["measures"], new["sources"]))
        return new

    # ---- events

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
            kind = {days.DAY: days.MONTH, days.MONTH: days.YEAR, days.QUARTER: days.YEAR}.get(kind, kind)
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
        if self.chance(0.6):
            event["due"] = BASE + r.randrange(660 if self.long else 55)
        return event

    # ---- entries

    def batches(self, source, events, ids):
        """Batches of a source that holds so many events, with their numbers."""
        r, made = self.r, []
        if source.get("numbers") == "by-release":
            while events > 0:
                count = r.randrange(1, min(events, 6) + 1)
                events -= count
                made += self.release(source, count, ids)
            return made
        number = 0
        while events > 0:
            count = r.randrange(1, min(events, 5) + 1)
            events -= count
            number += r.choice([1, 1, 1, 2])
            batch = {"do": "batch", "source": source["name"], "events": self.events(source, number, count, ids)}
            if source.get("numbers") == "by-arrival":
                batch["number"] = number
            if self.chance(0.1):
                batch["nothing"] = self.border(source["resolution"], last=True)
            made.append(batch)
        return made

    def release(self, source, count, ids):
        r = self.r
        vintage = [BASE + r.randrange(0, 800 if self.long else 70), r.choice([0, 0, 1])]
        if (source["name"], *vintage) in self.arrivals:
            return []
        self.arrivals[(source["name"], *vintage)] = True
        parts = r.choice([1, 1, 2, 3])
        made = [{"do": "batch", "source": source["name"], "vintage": vintage, "part": part + 1, "events": []}
                for part in range(parts)]
        for event in self.events(source, tuple(vintage), count, ids):
            r.choice(made)["events"].append(event)
        made.append(self.end(source, vintage, made))
        if self.orderly:
            return made
        if self.chance(0.08):
            made.append(self.contradiction(source, made, ids))
        if self.chance(0.2):
            made.pop(r.randrange(len(made)))
        if self.chance(0.1):
            made.append({"do": "abort", "source": source["name"], "vintage": vintage})
        if self.chance(0.3):
            r.shuffle(made)
        return made

    def contradiction(self, source, made, ids):
        """A part or an end again with other content, or a part that is too many."""
        other = copy.deepcopy(self.r.choice(made))
        if other["do"] == "end":
            other.update({"complete": not other["complete"], "events": other["events"] + self.r.choice([0, 1])})
        elif self.chance(0.5):
            other["part"] += 1
        else:
            other["events"].append(self.event(source, ids))
        return other

    def end(self, source, vintage, parts):
        r = self.r
        events = [event for part in parts for event in part["events"]]
        kind = days.KINDS[source["resolution"]]
        periods = []
        for _ in range(r.choice([1, 1, 2])):
            first = last = days.period_at(kind, BASE + r.randrange(600 if self.long else 50))
            for _ in range(r.choice([0, 2, 5, 12])):
                last = days.following(last)
            if all(last[2] < a or b < first[1] for a, b in periods) or self.chance(0.05):
                periods.append([first[1], last[2]])
        end = {"do": "end", "source": source["name"], "vintage": vintage, "batches": len(parts),
               "events": len(events), "periods": periods, "complete": self.chance(0.7),
               "replaces": self.chance(0.5), "historical": self.chance(0.15)}
        if self.chance(0.4):
            end["status"] = r.choice(["provisional", "final", "estimated"])
        if self.orderly:
            return end
        if self.chance(0.05):
            end["events"] += 1
        if self.chance(0.2):
            end["controls"] = self.controls([event for event in events if "refused" not in event])
        if self.chance(0.15):
            end["embargo"] = vintage[0] + r.randrange(-5, 40)
        return end

    def controls(self, events):
        """Control totals that mostly fit."""
        made = []
        for of, currency in self.r.sample([("records", None), ("value", "USD"), ("mass", None)], self.r.choice([1, 2])):
            control = {"of": of, "flow": "", "currency": currency, "period": (0, 0, 0)}
            if self.chance(0.3):
                control["flow"] = "export"
            made.append({**control, "sum": control_sum(control, events) + (self.chance(0.1) and 1)})
        return made

    def entries(self):
        config = self.config()
        r, rest = self.r, self.size
        queues = []
        for source in config["sources"]:
            ids = "abcdefghijklmnop"[:r.choice([2, 6, 16])]
            if source["kinds"] == ["rate"]:
                queues.append(self.rate_batches(source, ids * 2 + ids.upper()))
            else:
                queues.append(self.batches(source, 1 + rest // len(config["sources"]), ids))
        made = [{"do": "activate", "config": config}]
        day = BASE + r.choice([0, 30, 300])
        while any(queues):
            queue = r.choice([one for one in queues if one])
            made.append(queue.pop(0))
            if self.orderly:
                continue
            if self.chance(0.1):
                again = [one for one in made if one["do"] in ("batch", "end")] or [made[-1]]
                made.append(copy.deepcopy(r.choice(again)))
            if self.clock == "system" and self.chance(0.3):
                day += r.choice([1, 1, 7, 31, 90] if self.long else [1, 1, 2, 5, 12])
                made.append({"do": "tick", "day": day})
            if self.chance(0.05):
                config = self.changed(config)
                made.append({"do": "activate", "config": config})
        if self.clock == "system":
            made.append({"do": "tick", "day": day + r.choice([1, 40, 400])})
        return made


def make(seed):
    """(entries, first and last day of its rows)."""
    return Maker(seed).entries(), BASE - 40, BASE + DAYS
