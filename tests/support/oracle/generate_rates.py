"""Worlds with rates: sources of them, chains, amounts in other currencies and in codes that are given up.

Own dice, so that worlds without rates stay what they are."""
import random

import days

SHARE = 0.4  # of the worlds
PAIRS = [("EUR", "USD"), ("USD", "EUR"), ("EUR", "BYN"), ("USD", "BYN"), ("BYR", "USD"), ("RUB", "USD"), ("RUR", "EUR"),
         ("EUR", "RUB"), ("BYN", "RUB"), ("BYR", "EUR"), ("RUR", "BYR"), ("BYR", "BYN"), ("RUB", "BYN")]
AMOUNTS = ["USD", "EUR", "EUR", "EUR", "RUB", "RUR", "BYN", "BYR"]


class RateMaker:
    """What Maker has of rates."""

    def throw_rates(self, seed):
        self.rated = random.Random(f"rates {seed}")
        self.has_rates = self.rated.random() < SHARE

    def rate_sources(self):
        r = self.rated
        after = lambda: f"{r.choice([1, 1, 3, 10])} days"
        made = [{"name": "fx", "kinds": ["rate"], "resolution": "day", "complete-after": after()},
                {"name": "fy", "kinds": ["rate"], "resolution": "day", "numbers": r.choice(["by-release", "by-arrival"])},
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
        if r.random() < 0.4:
            measure["rates"] = r.choice(["official", "bank", "bank", "none"])
        if r.random() < 0.4:
            measure["currency"] = r.choice(["EUR", "RUB", "BYN"])

    def in_currency(self, event):
        if self.has_rates and "currency" in event:
            event["currency"] = self.rated.choice(AMOUNTS)
        return event

    def rate(self, source, event):
        r = self.rated
        base, quote = r.choice(PAIRS[:r.choice([2, 4, len(PAIRS)])])
        event["levels"] = {}
        event.update({"base": base, "quote": quote, "mantissa": r.choice([1, 2, 3, 5, 5, 7, 10, 15, 25, 30000]),
                      "scale": r.choice([0, 0, 1, 1, 2, 4])})
        if r.random() < 0.7:
            event.pop("status", None)
        return event
