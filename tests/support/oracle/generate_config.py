"""Configurations of random worlds, which `check` accepts: sources, corridors, measures, milestones."""
import copy

import days
from generate_rates import BASE


class ConfigMaker:
    """What Maker has of configurations."""

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
        self.pool, made = made, made[:r.choice([1, 2, 3, 4])] + self.yearbook()
        for source in made:
            self.watch(source)
        for source in self.pool:
            self.strange_levels(source)
            self.levels_of_places(source)
        self.voices = self.add_voices(made, self.pool)
        for source in made:
            if self.chance(0.4):
                word = {"day": "daily", "week": "weekly", "month": "monthly", "quarter": "quarterly",
                        "half": "half-yearly", "year": "yearly"}
                source["expect"] = f"{word[source['resolution']]} within {r.choice([1, 7, 30, 45])} days"
                if self.chance(0.3):
                    source["expect-from"] = days.text(self.border(source["resolution"], last=False))
            if self.chance(0.08):
                source["retired"] = days.text(self.border(source["resolution"], last=True))
        return made

    def corridors(self):
        made = [{"name": "north", "between": ["BY", self.r.choice(["RU", "RU-LEN", "any", "union"])]},
                {"name": "south", "between": [self.r.choice(["RU", "KZ"]), self.r.choice(["BY", "any", "union"])]}]
        return self.strange_corridors(made[:self.r.choice([0, 1, 2])] + [{"name": "wide", "between": ["BY", "any"]}])

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
        if resolution in ("half", "year"):
            choices = {resolution: [f"calendar-{resolution}", "calendar-year", "last-12-months", "last-24-months",
                                    "since-" + days.text(self.border(resolution, last=False))]}
        return r.choice(choices[resolution])

    @staticmethod
    def is_on(corridor, place):
        return any(side in ("any", "union", place) for side in corridor["between"])

    @staticmethod
    def is_told_of(source, corridor):
        """Partners of the source's level lie in the corridor."""
        level = source.get("levels", {}).get("partner")
        return level is None or ("RU-LEN" not in corridor["between"] if level == "country" else
                                 corridor["between"] == [source["reports"], "any"])

    def measure(self, name, sources, corridors):
        r = self.r
        source = r.choice([one for one in sources if one["kinds"] != ["rate"]])
        kind = r.choice(source["kinds"])
        corridor = r.choice([one for one in corridors
                             if kind != "trade" or (self.is_on(one, source["reports"]) and
                                                    self.is_told_of(source, one))])
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
            self.counted(measure)
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
        for one in sources:
            if one["name"] in measure["sources"]:
                self.without_totals(one, where, by)
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
        self.fine(source, by)

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

    def leaf_of(self, measure):
        """The first measure with sums that it is made of."""
        while "corridor" not in measure:
            measure = self.named[next(named[0] if isinstance(named, list) else named
                                      for key, named in measure.items()
                                      if key in ("ratio", "difference", "growth", "asymmetry"))]
        return measure

    def resolution_of(self, leaf):
        reported = leaf.get("prefer") or leaf.get("sources") or \
            [one["name"] for one in self.known if one.get("reports") == leaf["reported-by"][0]]
        return next(one["resolution"] for one in self.known if one["name"] == reported[0])

    def milestone(self, name, measures, sources):
        r = self.r
        measure = r.choice(measures)
        leaf = self.leaf_of(measure)
        resolution = self.resolution_of(leaf)
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
            coarsest = "quarter" if self.long else "week"
            if any(one["resolution"] in ("half", "year") for one in sources):
                coarsest = "year"
            made["by"] = days.text(self.border(coarsest, last=True))
            if self.chance(0.5):
                made["grace"] = f"{r.choice([0, 5, 30])} days"
        return [made]

    def config(self):
        sources, corridors = self.sources(), self.corridors()
        self.known = sources
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
        money = self.money(sources) + self.voices + self.add_watched(sources)
        measures += money
        self.named = {one["name"]: one for one in measures}
        self.add_rates(config)
        config["measures"] = measures
        config["milestones"] = [self.milestone(f"s{i}", measures, sources) for i in range(self.r.choice([1, 2, 4]))]
        for i, one in enumerate(money * 2):
            config["milestones"].append(self.milestone(f"r{i}", [one], sources))
        self.add_holds(measures, config["milestones"])
        self.add_goals(measures, config["milestones"])
        config["milestones"] += self.add_edges(config, measures)
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
