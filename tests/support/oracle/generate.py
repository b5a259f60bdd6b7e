"""Random worlds by seed: a configuration that `check` accepts, and entries in small domains, so that
collisions, ties, gaps and borders happen often."""
import copy
import random

import days
from generate_config import ConfigMaker
from generate_edges import EdgeMaker
from generate_events import EventMaker
from generate_more import MoreMaker
from generate_rates import BASE, RateMaker
from releases import control_sum

DAYS = 1300  # that rows are shown of


class Maker(ConfigMaker, EventMaker, RateMaker, MoreMaker, EdgeMaker):
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
        self.throw_more(seed)
        self.throw_edges(seed)

    def chance(self, share):
        return self.r.random() < share

    def border(self, resolution, last):
        """A first or last day of a period within the world's time."""
        span = 700 if self.long else 60
        period = days.period_at(days.KINDS[resolution], BASE + self.r.randrange(span))
        return period[2] if last else period[1]

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
                queues.append(self.voiced_batches(source, self.batches(source, 1 + rest // len(config["sources"]), ids)))
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
        return self.decisions(self.with_edges(made))


def make(seed):
    """(entries, first and last day of its rows)."""
    maker = Maker(seed)
    return maker.checkpoints(maker.entries(), seed), BASE - 40, BASE + DAYS
