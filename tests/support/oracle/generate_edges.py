"""Worlds in which things happen on the last day that a rule lets pass, or on the first that it does not: deadlines,
starts, amendments, and the days that a rate stands in for.

Own dice, so that worlds without these stay what they are. All is far behind what else happens in the world, so that
nothing else decides it."""
import random

import days
from generate_rates import BASE

LONG, SHORT = 0.4, 0.8  # of the worlds of months, and of those of days
GOAL = 500  # that nothing else comes near to
FROZEN = BASE + 1150  # the day on which a baseline becomes a number
ASKED = ["deadline", "others", "start", "amendment"]


def amount(number):
    return f"{number} g"


class EdgeMaker:
    """What Maker has of edges."""

    def throw_edges(self, seed):
        r = self.edges = random.Random(f"edges {seed}")
        self.has_edges = r.random() < (LONG if self.long else SHORT) and not self.orderly
        self.edge = None  # (source, the period whose end is the border)
        self.is_edge_retired = self.is_edge_frozen = False
        self.edge_rates = None  # (source of trade, source of rates, the chain's at-most)

    def edge_source(self, sources):
        plain = [one for one in sources if "trade" in one["kinds"] and not {"levels", "plausible"} & set(one)]
        return self.edges.choice(plain) if plain else None

    def edge_day(self, resolution):
        """A period of the resolution, behind what else happens."""
        return days.period_at(days.KINDS[resolution], BASE + (720 if self.long else 70) + self.edges.randrange(40))

    def add_edges(self, config, measures):
        """A sum that only records at the border fill, and what is asked of it."""
        source = self.edge_source(config["sources"]) if self.has_edges else None
        if not source:
            return []
        resolution = source["resolution"]
        begin = days.text(days.period_at(days.KINDS["year"], BASE)[1])
        each = None
        if self.edges.random() < 0.2:
            each = "month" if resolution in ("day", "month") else "year"
        measures.append({"name": "e0", "corridor": "wide", "sum": "trade.mass", "reported-by": source["reports"],
                         "sources": [source["name"]], "window": f"calendar-{each}" if each else f"since-{begin}"})
        self.named["e0"] = measures[-1]
        self.add_edge_money(config, source, measures, begin)
        period = self.edge_day(each or resolution)
        self.edge = source, period
        if each:
            return self.edge_each(period, each)
        asked = [kind for kind in ASKED if self.edges.random() < 0.6] or ["deadline"]
        made = [one for kind in asked for one in getattr(self, "edge_" + kind)(period)]
        return made + self.edge_members(config, source, period, measures) + self.edge_retired(source, period)

    # ---- what is asked

    def edge_deadline(self, period, names=("e0",)):
        made = [{"name": name, "measure": "e0", "reach": amount(GOAL), "by": days.text(period[2])} for name in names]
        for one in made:
            if self.edges.random() < 0.4:
                one["steps"] = ["50%"]
            if self.edges.random() < 0.6:
                one["grace"] = f"{self.edges.choice([0, 1, 5])} days"
        return made

    def edge_others(self, period):
        """Their own deadlines are open, or other ones."""
        members = self.edge_deadline(period, ("e1", "e2"))
        for one in members:
            if self.edges.random() < 0.7:
                del one["by"]
                one.pop("grace", None)
        of = self.edges.choice([{"all-of": ["e1", "e2"]}, {"any-of": ["e1", "e2"]}])
        grace = {"grace": f"{self.edges.choice([0, 1, 5])} days"} if self.edges.random() < 0.5 else {}
        return members + [{"name": "e3", **of, "by": days.text(period[2]), **grace}]

    def edge_start(self, period):
        return [{"name": "e4", "measure": "e0", "reach": amount(GOAL), "from": days.text(days.following(period)[1])}]

    def edge_amendment(self, period):
        """The target goes up on the day behind the border."""
        after = days.following(period)
        last = days.following(after)[2]
        return [{"name": "e5", "measure": "e0", "reach": amount(GOAL), "by": days.text(last),
                 "amendments": [{"on": days.text(after[1]), "reach": amount(2 * GOAL)}]}]

    def edge_members(self, config, source, period, measures):
        """Who trades is of a group from the border on, or up to it."""
        if self.edges.random() < 0.5:
            return []
        day = days.text(period[2] + self.edges.choice([0, 1]))
        config["groups"].append({"name": "edge", "places": [
            {"place": self.partner_of(source), self.edges.choice(["from", "until"]): day}, "KZ"]})
        measures.append({**self.named["e0"], "name": "e7", "where": {"partner": "edge"}})
        self.named["e7"] = measures[-1]
        return [{"name": "e7", "measure": "e7", "reach": amount(GOAL)}]

    def edge_retired(self, source, period):
        """Nothing is expected behind the border, where the deadline is."""
        if self.edges.random() < 0.7:
            return []
        source["retired"], self.is_edge_retired = days.text(period[2]), True
        return [{"name": "e8", "measure": "e0", "reach": amount(4 * GOAL), "by": days.text(days.following(period)[2]),
                 "from": days.text(period[1])}]

    def edge_each(self, period, kind):
        made = {"name": "e6", "measure": "e0", "reach": amount(GOAL), "each": kind, "from": days.text(period[1])}
        if self.edges.random() < 0.5:
            made["grace"] = f"{self.edges.choice([0, 1, 5])} days"
        base = {"name": "e9", "measure": "e0", "reach": f"2 x {days.written(period)}", "frozen": days.text(FROZEN)}
        self.is_edge_frozen = True
        return [made, base]

    # ---- rates

    def add_edge_money(self, config, source, measures, begin):
        """Amounts in a currency whose rates are of these days alone."""
        fx = [one for one in config["sources"] if one["kinds"] == ["rate"] and one["resolution"] == "day" and
              "retired" not in one and any(one["name"] in chain["sources"] for chain in config["rates"])]
        if not fx:
            return
        fx = self.edges.choice(fx)
        chain = self.edges.choice([one for one in config["rates"] if fx["name"] in one["sources"]])
        measures.append({"name": "e9", "corridor": "wide", "sum": "trade.value", "reported-by": source["reports"],
                         "sources": [source["name"]], "window": self.edges.choice(["calendar-year", f"since-{begin}"]),
                         "currency": "USD", "rates": chain["name"]})
        self.named["e9"] = measures[-1]
        self.edge_rates = source, fx, int(chain.get("at-most", "7 days").split()[0])

    def rate_edges(self):
        """A rate, how far its source is complete, and amounts on both sides of the days that it is good for."""
        r = self.edges
        source, fx, at_most = self.edge_rates
        period = self.edge_day(source["resolution"])
        day = period[r.choice([1, 2])]
        if source["resolution"] != "day":  # the mean of the period
            said, borders = max(day, period[2] - r.choice([0, 1])), [day]
        else:
            said = day + r.choice([at_most + 3, r.randrange(0, max(1, min(at_most, 4)))])
            borders = sorted({day + at_most, day + at_most + 1, said, said + 1})
        rate = {"kind": "rate", "id": "edge", "period": days.period_at(days.DAY, day), "reality": "actual",
                "levels": {}, "base": "KZT", "quote": "USD", "mantissa": r.choice([2, 3]), "scale": r.choice([0, 1])}
        amounts = [self.edge_event(source, f"edgemoney{i}", days.period_at(period[0], at), 1)
                   for i, at in enumerate(borders)]
        for one in amounts:
            one.update({"value": r.randrange(1, 30), "currency": "KZT"})
        return [self.say(fx, [rate], said), self.say(source, amounts)]

    # ---- what happens

    @staticmethod
    def partner_of(source):
        return "DE" if source["reports"] == "BY" else "BY"

    def edge_event(self, source, name, period, mass):
        """One that counts in the corridor of all the world."""
        return {"kind": "trade", "id": name, "period": period, "reality": "actual", "reporter": source["reports"],
                "partner": self.partner_of(source), "flow": "export", "mode": "rail",
                "facility": "RUULU", "commodity": "270900", "mass": mass, "value": None,
                "levels": {"commodity": 5, "reporter": 7, "partner": 7, "mode": 10}}

    def say(self, source, events, complete=None):
        """The entries of one word of the source, complete up to a day as its own word or a release has it."""
        if source.get("numbers") == "by-release":
            vintage = [max(event["period"][2] for event in events) + self.edges.choice([0, 1, 20]), 7]
            while (source["name"], *vintage) in self.arrivals:
                vintage[1] += 1
            self.arrivals[(source["name"], *vintage)] = True
            kind = days.KINDS[source["resolution"]]
            last = days.period_at(kind, complete if complete is not None else events[-1]["period"][2])[2]
            first = days.period_at(kind, min(event["period"][1] for event in events))[1]
            return [{"do": "batch", "source": source["name"], "vintage": vintage, "part": 1, "events": events},
                    {"do": "end", "source": source["name"], "vintage": vintage, "batches": 1, "events": len(events),
                     "periods": [[first, last]], "complete": complete is not None or self.edges.random() < 0.5,
                     "replaces": False, "historical": False}]
        batch = {"do": "batch", "source": source["name"], "events": events}
        if source.get("numbers") == "by-arrival":
            batch["number"] = 1000 + self.edges.randrange(1000)
        else:
            for event in events:
                event["number"] = 1
        if complete is not None:
            batch["nothing"] = complete
        return [batch]

    def record_edges(self):
        """So much that the goal is met, in the last period that is in time or in the one behind it."""
        source, period = self.edge
        resolution = days.KINDS[source["resolution"]]
        last = days.period_at(resolution, period[2])
        at = self.edges.choice([last, days.following(last)])
        parts = self.edges.choice([[GOAL], [GOAL // 2, GOAL // 2], [GOAL // 2]])
        said = [self.say(source, [self.edge_event(source, f"edge{i}", at, mass)]) for i, mass in enumerate(parts)]
        if self.is_edge_retired:
            said.append(self.say(source, [self.edge_event(source, "edgelast", last, 1)], last[2]))
        return said

    def with_edges(self, made):
        """Among the last entries; and the ticks at the border, where the clock has not gone beyond it."""
        r, words = self.edges, []
        if self.edge:
            words += self.record_edges()
        if self.edge_rates:
            words += self.rate_edges()
        for word in words:
            at = r.randrange(len(made) // 2, len(made)) + 1
            made[at:at] = word
        if self.edge and self.clock == "system":
            last = max(entry["day"] for entry in made if entry["do"] == "tick")
            border = self.edge[1][2]
            made += [{"do": "tick", "day": day} for day in (border, border + 1, border + r.choice([2, 6, 50]))
                     if day > last and r.random() < 0.7]
            made += self.frozen_edges(max(last, border + 50)) if self.is_edge_frozen else []
        return made

    def frozen_edges(self, last):
        """More comes on the very day: too late for the number."""
        source, period = self.edge
        at = days.period_at(days.KINDS[source["resolution"]], period[2])
        first, more = (self.say(source, [self.edge_event(source, name, at, mass)], period[2])
                       for name, mass in (("edgebase", GOAL), ("edgemore", 100)))
        return first + [{"do": "tick", "day": FROZEN}] + more + [{"do": "tick", "day": FROZEN + 1}] \
            if last < FROZEN else []
