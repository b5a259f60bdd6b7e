"""Worlds in which much counts, two speak for the same, and sources say what others seldom do.

Own dice, so that worlds without these stay what they are."""
import random

import days
from generate_rates import BASE
from plan import LEVELS

VOICES = 0.2   # of the worlds: one figure from two sides, or from two sources
DENSE = 0.2    # in which most events count in few periods; worlds of voices and of rates are such, too
WATCHED = 0.12  # whose amounts must be plausible
PLACED = 0.4    # of the sources: they say of which level their places are
STRANGE = 0.3  # levels that are totals, half-years and years, facilities of a corridor, HS subheadings


class MoreMaker:
    """What Maker has of these."""

    def throw_more(self, seed):
        r = self.voiced = random.Random(f"voices {seed}")
        self.has_voices = r.random() < VOICES
        self.strange = random.Random(f"strange {seed}")
        self.is_strange = self.strange.random() < STRANGE
        self.placed = random.Random(f"placed {seed}")
        self.watched = random.Random(f"watched {seed}")
        self.is_watched = self.watched.random() < WATCHED and not self.orderly
        self.is_dense = self.has_rates or self.has_voices or self.is_watched or r.random() < DENSE
        self.few = self.few or (self.is_dense and not self.has_rates)

    # ---- voices (rule 22)

    def add_voices(self, sources, pool):
        """Sources of the same trade, and a measure that has them in an order."""
        r = self.voiced
        if not self.has_voices:
            return []
        pool = {one["name"]: one for one in pool}
        first = pool["mails"]
        other = pool[r.choice(["customs", "declared"] if self.long else ["port", "counter"])]
        other["resolution"] = first["resolution"]
        first.pop("levels", None)
        other.pop("levels", None)
        if other["name"] == "declared" and r.random() < 0.7:
            other["complete-after"] = f"{r.choice([1, 10, 40])} days"
        # One source for each reporter, and for each source no other that speaks for it.
        sources[:] = [one for one in sources if one.get("reports") not in (first["reports"], other["reports"])]
        pair = [first, other]
        sources += pair
        r.shuffle(pair)
        made = {"name": "p0", "corridor": "wide", **r.choice([{"sum": "trade.value"}, {"sum": "trade.mass"},
                                                             {"count": "trade"}])}
        if first["reports"] == other["reports"]:
            made.update({"reported-by": first["reports"], "prefer": [one["name"] for one in pair]})
        else:
            made["reported-by"] = [one["reports"] for one in pair]
        made["window"] = self.window(first["resolution"])
        if made["window"].startswith("fiscal"):
            made["fiscal-start"] = "october"
        if r.random() < 0.3:
            made["by"] = r.sample(["flow", "mode", "status"], r.choice([1, 2]))
        self.money_of(made)
        return [made] + [{"name": "p1", "growth": "p0"}] * (r.random() < 0.3)

    def voiced_batches(self, source, batches):
        """Who says often how far it is complete is often chosen, and then not."""
        for batch in batches if self.has_voices else []:
            if batch["do"] == "batch" and "vintage" not in batch and self.voiced.random() < 0.25:
                batch["nothing"] = days.period_at(days.KINDS[source["resolution"]],
                                                  BASE + self.voiced.randrange(100 if self.long else 10))[2]
        return batches

    def add_holds(self, measures, milestones):
        """A level on a measure in which much counts."""
        sums = [one for one in measures if one["name"] in ("r0", "p0", "m0")]
        if self.is_dense and sums and self.voiced.random() < 0.5:
            one = self.voiced.choice(sums)
            made = {"name": "h0", "measure": one["name"], "reach": self.amount(one)}
            leaf = self.leaf_of(one)
            milestones.append(self.hold(made, self.resolution_of(leaf)))

    # ---- what is plausible

    def watch(self, source):
        r = self.watched
        if self.is_watched and source["kinds"] != ["rate"] and r.random() < 0.7:
            source["plausible"] = {"action": r.choice(["flag", "quarantine", "quarantine"]),
                                   "factor": r.choice([2, 3, 5]), "after": r.choice([1, 1, 2, 3])}

    def add_watched(self, sources):
        """Many amounts of their like in one sum."""
        r = self.watched
        sources = [one for one in sources if "trade" in one["kinds"] and "plausible" in one]
        if not sources:
            return []
        source = r.choice(sources)
        return [{"name": "w0", "corridor": "wide", "sum": "trade.mass", "reported-by": source["reports"],
                 "sources": [source["name"]], "window": r.choice(["calendar-year", f"since-{days.text(BASE)}"])}]

    def add_goals(self, measures, milestones):
        """So much that an event which was held may reach it."""
        for one in [one for one in measures if one["name"] == "w0"]:
            milestones += [{"name": f"w{size}", "measure": "w0", "reach": f"{size} g"} for size in (15, 30, 45)]

    def alike(self, event):
        """Most events of these worlds are of the same goods."""
        if self.is_watched and self.watched.random() < 0.8:
            event.update({"commodity": "27", "mode": "rail", "flow": "export"})
            event["levels"].update({"commodity": 3, "mode": 10})
            event.pop("facility", None)
        return event

    def decisions(self, entries):
        """An administrator lets some count."""
        for at in range(len(entries), 1, -1) if self.is_watched else []:
            if self.watched.random() < 0.25:
                entries.insert(at, {"do": "decide", "held": self.watched.randrange(8)})
        return entries

    # ---- checkpoints

    def checkpoints(self, entries, seed):
        """The core is saved now and then, and begins from that."""
        r = random.Random(f"checkpoints {seed}")
        often = r.choice([0, 0, 0, 0.1, 0.3, 0.6])
        for entry in entries:
            if r.random() < often:
                entry["then"] = r.choice(["save", "restart"])
        return entries

    # ---- what is seldom

    def strange_levels(self, source):
        if not self.is_strange or "trade" not in source["kinds"] or "levels" in source or self.strange.random() < 0.5:
            return
        source["levels"] = self.strange.choice([{"mode": "total"}, {"mode": "mode"}, {"commodity": "total"},
                                                {"commodity": "subheading"}] +
                                               [{"partner": "total"}] * 2 * (source["reports"] == "BY"))

    def levels_of_places(self, source):
        """Places of one level count; what is said of others is a total, or a part."""
        r = self.placed
        if r.random() >= PLACED:
            return
        if "freight" in source["kinds"]:
            source.setdefault("levels", {})["place"] = r.choice(["country", "subdivision", "facility"])
        if source.get("reports") == "RU":
            source.setdefault("levels", {})["reporter"] = "country"

    def yearbook(self):
        r = self.strange
        if not self.is_strange or not self.long or r.random() < 0.5:
            return []
        return [{"name": "yearbook", "kinds": ["trade", "project"], "reports": r.choice(["BY", "KZ"]),
                 "resolution": r.choice(["half", "year"]), "complete-after": f"{r.choice([1, 40])} days"}]

    def strange_corridors(self, corridors):
        for one in corridors if self.is_strange else []:
            if self.strange.random() < 0.4:
                one["facilities"] = ["RUULU"]
        return corridors

    def fine(self, source, by):
        """Subheadings, for headings."""
        if self.is_strange and "hs4" in by and source.get("levels", {}).get("commodity") != "heading" and \
                self.strange.random() < 0.5:
            by[by.index("hs4")] = "hs6"

    def counted(self, measure):
        """Consignments, for what they hold."""
        if self.is_strange and self.strange.random() < 0.3:
            measure.pop("sum", None)
            measure.pop("average", None)
            measure["count"] = "freight"

    @staticmethod
    def without_totals(source, where, by):
        """Nothing is asked by a coordinate that counts as a total."""
        names = {"mode": ["mode"], "partner": ["partner"], "commodity": ["commodity", "hs2", "hs4", "hs6"],
                 "place": ["facility"]}
        for key, level in source.get("levels", {}).items():
            for name in names[key] if level == "total" or key == "place" and level != "facility" else []:
                where.pop(name, None)
                by[:] = [one for one in by if one != name]

    def of_its_level(self, source, event):
        """Most trade of a source that counts totals is such; some of one that speaks for a country is of a part."""
        if "reporter" in source.get("levels", {}) and self.placed.random() < 0.3:
            event["reporter"], event["levels"]["reporter"] = "RU-LEN", LEVELS.index("subdivision")
        for key, level in source.get("levels", {}).items():
            if self.is_strange and level == "total" and self.strange.random() < 0.7:
                event[key] = ""
                event["levels"][key] = 1
        return event
