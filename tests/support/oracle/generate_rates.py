"""Worlds with rates: sources of them, chains, amounts in other currencies and in codes that are given up.

Own dice, so that worlds without rates stay what they are."""
import random

import days
from plan import LEVELS

BASE = days.number("2023-01-01")

SHARE = 0.4  # of the worlds
PAIRS = [("EUR", "USD"), ("USD", "EUR"), ("EUR", "BYN"), ("USD", "BYN"), ("BYR", "USD"), ("RUB", "USD"), ("RUR", "EUR"),
         ("EUR", "RUB"), ("BYN", "RUB"), ("BYR", "EUR"), ("RUR", "BYR"), ("BYR", "BYN"), ("RUB", "BYN")]
AMOUNTS = ["USD", "EUR", "EUR", "EUR", "RUB", "RUR", "BYN", "BYR"]


class RateMaker:
    """What Maker has of rates."""

    def throw_rates(self, seed):
        r = self.rated = random.Random(f"rates {seed}")
        self.has_rates = r.random() < SHARE
        self.fixed = random.Random(f"fixed {seed}")
        self.pairs = r.sample(PAIRS, r.choice([1, 2, 3, 6]))
        self.amounts = ["USD"] + [code for pair in self.pairs for code in pair] * 2 + r.sample(AMOUNTS, 1)
        self.few = r.random() < 0.5  # days and months: what happens then meets

    def fix(self, milestone, what, period):
        """The number that a relative target rests on, from a date on or by hand."""
        at = self.fixed.random()
        if "for-each" in milestone:
            return
        if at < 0.3 and "last" not in what and not self.orderly:  # it depends on what is there on its date
            after = period[2] if "best" not in what else days.following(days.following(period))[2]
            milestone["frozen"] = days.text(after + self.fixed.choice([1, 5, 40, 90]))
        elif at > 0.8 and what != "last year":
            milestone["baseline"] = self.amount(self.named[milestone["measure"]])

    def rate_sources(self):
        r = self.rated
        after = lambda: f"{r.choice([1, 1, 3, 10])} days"
        made = [{"name": "fx", "kinds": ["rate"], "resolution": "day", "complete-after": after()},
                {"name": "fy", "kinds": ["rate"], "resolution": "day",
                 "numbers": r.choice(["by-release", "by-arrival"])},
                {"name": "means", "kinds": ["rate"], "resolution": "month"}]
        if made[1]["numbers"] == "by-arrival":
            made[1]["complete-after"] = after()
        made = r.sample(made, r.choice([1, 2, 3]))
        for source in made:
            if r.random() < 0.1:
                source["retired"] = days.text(self.border(source["resolution"], last=True))
        return made

    def add_rates(self, config):
        r = self.rated
        if not self.has_rates:
            return
        made = self.rate_sources()
        config["sources"] = config["sources"] + made
        names = [one["name"] for one in made]
        config["rates"] = [{"name": name, "sources": r.sample(names, r.randrange(1, len(names) + 1))}
                           for name in ["official", "bank"]]
        for chain in config["rates"]:
            if r.random() < 0.8:
                chain["at-most"] = f"{r.choice([0, 3, 30, 200])} days"

    def money_of(self, measure):
        """Its chain and its currency."""
        r = self.rated
        what = str(measure.get("sum", measure.get("average", "")))
        if not self.has_rates or not what.endswith(("value", "budget", "spent")):
            return
        if r.random() < 0.3:
            measure["rates"] = r.choice(["official", "bank", "bank", "none"])
        if r.random() < 0.7:
            codes = [code for pair in self.pairs for code in pair if code not in ("RUR", "BYR")]
            measure["currency"] = r.choice(codes or ["USD"])

    def money(self, sources):
        """A measure of money alone, that much counts in."""
        r = self.rated
        sources = [one for one in sources if "trade" in one["kinds"]]
        if not self.has_rates or not sources:
            return []
        source = r.choice(sources)
        made = {"name": "r0", "corridor": "wide", "sum": "trade.value", "reported-by": source["reports"],
                "sources": [source["name"]], "window": self.window(source["resolution"])}
        if made["window"].startswith("fiscal"):
            made["fiscal-start"] = "april"
        if r.random() < 0.4:
            made["by"] = r.sample(["flow", "status" if "levels" in source else "mode"], r.choice([1, 2]))
        self.money_of(made)
        return [made]

    def in_wide(self, source, event):
        """Most amounts of these worlds count."""
        if event["kind"] == "trade" and self.is_dense and self.rated.random() < 0.8:
            event["partner"] = "DE" if source["reports"] == "BY" else "BY"
            declared = {key: LEVELS.index(word) for key, word in source.get("levels", {}).items()}
            event["levels"] = {"commodity": 5, "reporter": 7, "mode": 1, **declared, "partner": 7}
            event.update({"reality": "actual", "reporter": source["reports"], "value": self.rated.randrange(1, 30)})
            event.setdefault("currency", "USD")
        return self.of_its_level(source, self.alike(event)) if event["kind"] == "trade" else event

    def in_currency(self, event):
        if self.has_rates and "currency" in event:
            event["currency"] = self.rated.choice(self.amounts)
        return event

    def of_few(self, period):
        """The same kind, within the first two months or the first week."""
        if not self.is_dense or not self.few:
            return period
        return days.period_at(period[0], BASE + self.rated.randrange(90 if self.long else 8))

    def rate_batches(self, source, ids):
        """More than of others: a batch of a source by arrival or by number says how far it is complete, too."""
        made = self.batches(source, self.rated.choice([10, 20, 40]), ids)
        for batch in made:
            if batch["do"] == "batch" and "vintage" not in batch and self.rated.random() < 0.5:
                batch["nothing"] = self.border("month" if self.long else "day", last=True)
            if batch["do"] == "end" and self.rated.random() < 0.6:
                batch.update({"periods": [[BASE - 31, BASE + self.rated.choice([30, 60, 180])]], "complete": True})
        return made

    def rate(self, source, event):
        r = self.rated
        base, quote = r.choice(self.pairs)
        event["levels"] = {}
        event.update({"base": base, "quote": quote, "mantissa": r.choice([1, 2, 3, 5, 5, 7, 10, 15, 25, 30000]),
                      "scale": r.choice([0, 0, 1, 1, 2, 4])})
        if r.random() < 0.7:
            event.pop("status", None)
        return event
