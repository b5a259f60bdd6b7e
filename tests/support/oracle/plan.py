"""The configuration as the oracle understands it: names looked up, defaults filled in.

It is a dictionary in the shape of the YAML file; write() makes the file of it that the daemon
reads, so both sides start from the same words."""
import re
from fractions import Fraction

import days
from rates import DIGITS

MONEY = {"value", "budget", "spent"}
FLOWS = ["", "import", "export", "re-import", "re-export", "transit"]
SUPPLIES = ["", "goods", "services"]
MODES = ["", "sea", "rail", "road", "air", "post", "pipeline", "inland-waterway", "own-propulsion",
         "multimodal", "other"]
STAGES = ["", "ordered", "loaded", "departed", "border", "arrived", "unloaded", "delivered", "cancelled"]
PROJECT_STAGES = ["", "proposed", "agreed", "signed", "started", "completed", "suspended", "cancelled"]
PROJECT_KINDS = ["", "agreement", "meeting", "railway", "port", "road", "plant", "pipeline", "other"]
STATUSES = ["", "estimated", "provisional", "final"]
VALUATIONS = ["", "fob", "cif", "invoice", "statistical"]
LEVELS = ["", "total", "group", "chapter", "heading", "subheading", "national", "country", "subdivision",
          "facility", "mode"]
WORDS = {"flow": FLOWS, "supply": SUPPLIES, "mode": MODES, "status": STATUSES, "kind": PROJECT_KINDS,
         "valuation": VALUATIONS}
SCALES = {"value": 2, "budget": 2, "spent": 2, "teu": 3, "progress": 4}
MASS_UNITS = {"g": 1, "kg": 1000, "t": 1000000}
THOUSANDS = {"thousand": 10**3, "million": 10**6, "mn": 10**6, "billion": 10**9, "bn": 10**9,
             "trillion": 10**12, "tn": 10**12}


def write(config):
    """The configuration as a YAML file."""
    lines = []
    for key, value in config.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines.append(f"{key}:")
            lines += [f"  - {flow(one)}" for one in value]
        else:
            lines.append(f"{key}: {flow(value)}")
    return "\n".join(lines) + "\n"


def flow(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(one) for one in value) + "]"
    return str(value)


def listed(value):
    return [] if value is None else value if isinstance(value, list) else [value]


def within(inner, outer):
    """RU-LEN lies in RU, everything in itself."""
    return inner == outer or (len(outer) == 2 and inner.startswith(outer + "-"))


class Source:
    def __init__(self, config):
        self.name = config["name"]
        self.kinds = listed(config["kinds"])
        self.reports = listed(config.get("reports"))
        self.resolution = days.KINDS[config["resolution"]]
        self.numbers = config.get("numbers", "explicit")
        after = config.get("complete-after")
        self.after = int(after.split()[0]) if after else None
        self.retired = days.number(config["retired"]) if "retired" in config else None
        self.expect = int(config["expect"].split()[2]) if "expect" in config else None  # days
        self.expect_from = days.number(config["expect-from"]) if "expect-from" in config else None
        plausible = config.get("plausible")  # (action, factor, after)
        self.plausible = plausible and (plausible.get("action", "flag"), int(plausible.get("factor", 100)),
                                        int(plausible.get("after", 6)))
        self.levels = {key: LEVELS.index(value) for key, value in config.get("levels", {}).items()}


class Window:
    def __init__(self, written, fiscal):
        self.fiscal = 1
        if written.startswith(("calendar-", "fiscal-")):
            self.kind = "calendar"
            self.period = days.KINDS[written.split("-")[1]]
            if written.startswith("fiscal-"):
                self.fiscal = fiscal
        elif written == "ever":
            self.kind = "ever"
        elif written.startswith("since-"):
            self.kind, self.since = "since", days.number(written[6:])
        else:
            _, count, unit = written.split("-")
            self.kind, self.count = "last-" + unit, int(count)

    def falls(self):
        """Rule 17: what can fall because figures are not out yet."""
        return self.kind.startswith("last-")

    def reach(self):
        """Days after which a trailing window has certainly lost a day."""
        if not self.falls():
            return 0
        return self.count if self.kind == "last-days" else 31 * self.count

    def emptied(self):
        """Days behind a record after which the window has certainly let go of it."""
        return {days.DAY: 1, days.WEEK: 7}.get(self.period, 31 * days.MONTHS.get(self.period, 0)) * 2 \
            if self.kind == "calendar" else self.reach()

    def first(self, day):
        """The first day of the window that ends on the day."""
        if self.kind == "calendar":
            return days.period_at(self.period, day, self.fiscal)[1]
        if self.kind == "since":
            return self.since
        if self.kind == "ever":
            return days.EVER
        if self.kind == "last-days":
            return day - self.count + 1
        return days.trailing_first(day, self.count)


FORMS = ("sum", "count", "average", "latest", "ratio", "difference", "growth", "asymmetry")


def alternatives(config, plan):
    """Rule 22: a measure for each that is named in order, the best first."""
    names = listed(config["prefer"] if "prefer" in config else config.get("reported-by"))
    made = []
    for name in names if len(names) > 1 or "prefer" in config else []:
        one = {key: value for key, value in config.items() if key not in ("prefer", "sources")}
        one.update({"name": f"{config['name']}@{len(made) + 1}"})
        one.update({"sources": [name]} if "prefer" in config else {"reported-by": name})
        made.append(Measure(one, plan))
    return made


class Measure:
    """One of sums, or of other measures; `falls`: it can fall because figures are not out yet (rule 17)."""

    def __init__(self, config, plan):
        self.name = config["name"]
        self.form = next(form for form in FORMS if form in config)
        self.operands, self.made_of = [], []
        self.alternatives = alternatives(config, plan)
        if self.form in ("sum", "count", "average", "latest"):
            self.of_sums(config, plan)
        else:
            self.of_others(config, plan)
        self.series_max = int(config.get("series-max", 10000))

    def of_sums(self, config, plan):
        self.corridor = plan.corridors[config["corridor"]]
        self.kind, _, self.quantity = config[self.form].partition(".")
        if self.form == "count":
            self.quantity = "due" if self.quantity else "count"
        self.where = config.get("where", {})
        self.window = Window(config.get("window", "ever"), plan.fiscal(config))
        self.by = tuple(listed(config.get("by")))
        self.currency = config.get("currency", plan.currency) if self.quantity in MONEY else None
        self.reporter = None
        if self.kind == "trade":
            self.reporter = listed(config.get("reported-by"))
            self.reporter = self.reporter[0] if self.reporter else self.corridor["between"][0][0][0]
        self.sources = self.sources_of(config, plan)
        self.resolution = max(source.resolution for source in self.sources)
        self.scale = DIGITS[self.currency] if self.currency else SCALES.get(self.quantity, 0)
        self.chain = plan.chain(config)
        if self.alternatives:
            self.sources = [source for one in self.alternatives for source in one.sources]
            self.resolution = max(one.resolution for one in self.alternatives)
        self.partners = plan.places(self.where["partner"]) if "partner" in self.where else None
        self.falls = self.form == "average" or self.window.falls()

    def of_others(self, config, plan):
        self.operands = [plan.measure(name) for name in listed(config[self.form])]
        first = self.operands[0]
        self.corridor, self.by = first.corridor, first.by
        self.resolution = max(one.resolution for one in self.operands)
        self.sources = [source for one in self.operands for source in one.sources]
        self.quantity, self.scale = (first.quantity, first.scale) if self.form == "difference" else ("share", 4)
        self.base = days.read(str(config["over"])) if "over" in config else None
        self.window = first.window
        self.falls = True

    def leaves(self):
        """The measures of sums that it is made of."""
        if not self.made_of:
            self.made_of = [leaf for one in self.operands for leaf in one.leaves()] if self.operands else [self]
        return self.made_of

    def reach(self):
        """Days behind the last record on which it may still change: a measure of others when they let go of it,
        be the clock there or not, where all is complete (rule 17)."""
        own = 0 if self.operands else self.window.emptied() if self.form == "average" else self.window.reach()
        others = (one.reach() if one.operands else max(one.reach(), one.window.emptied()) for one in self.operands)
        return own + max(others, default=0) + (400 if self.form == "growth" else 0)

    def sources_of(self, config, plan):
        if "sources" in config:
            return [plan.sources[name] for name in listed(config["sources"])]
        return [source for source in plan.sources.values()
                if self.kind in source.kinds and
                (self.kind != "trade" or not source.reports or
                 any(within(self.reporter, place) for place in source.reports))]

    def amount(self, written):
        """"1_000 USD", "12 t", "30%": in the measure's smallest unit."""
        words = written.replace("_", "").replace("%", "").split()
        number = Fraction(words[0]) * 10**self.scale
        for word in words[1:]:
            if word in THOUSANDS:
                number *= THOUSANDS[word]
            elif self.quantity == "mass":
                number *= MASS_UNITS[word]
        return int(number)


class Target:
    """An amount, or a factor of what was (rule 20)."""

    def __init__(self, written, measure, given=None):
        self.given = measure.amount(given) if given else None
        self.frozen = None  # the day from which on its number stands
        self.amount, self.factor, self.periods, self.last_year = None, None, [], False
        factor, found, rest = written.partition(" x ")
        if not found:
            self.amount = measure.amount(written)
            return
        self.factor = Fraction(factor)
        if rest == "last year":
            self.last_year = True
        elif rest.startswith("best of "):
            first, last = (days.read(word) for word in rest[8:].split(".."))
            while first[1] <= last[1]:
                self.periods.append(first)
                first = days.following(first)
        else:
            self.periods = [days.read(rest)]


class Terms:
    """What holds from a day on (rule 21)."""

    def __init__(self, on, target, deadline):
        self.on, self.target, self.deadline = on, target, deadline


class Milestone:
    def __init__(self, config, plan):
        self.name = config["name"]
        self.each = days.KINDS.get(config.get("each"))
        self.start = days.number(config["from"]) if "from" in config else None
        grace = config.get("grace")
        self.grace = int(grace.split()[0]) if grace else None
        self.steps = [int(Fraction(step.rstrip("%")) * 10000) for step in config.get("steps", [])]
        self.for_each = "for-each" in config
        deadline = days.number(config["by"]) if "by" in config else None
        self.form = "hold" if "hold" in config else "reach" if "measure" in config else "others"
        if self.form == "others":
            self.of_others(config, plan, deadline)
            return
        self.measure = plan.measures[config["measure"]]
        self.corridor = self.measure.corridor["name"]
        written = str(config["hold"] if self.form == "hold" else config["reach"])
        self.band = self.measure.amount(str(config["band"])) if "band" in config else 0
        self.terms = [Terms(None, Target(written, self.measure, config.get("baseline")), deadline)]
        if "frozen" in config:
            self.terms[0].target.frozen = days.number(config["frozen"])
        for one in config.get("amendments", []):
            before = self.terms[-1]
            target = Target(one["reach"], self.measure) if "reach" in one else before.target
            self.terms.append(Terms(days.number(one["on"]), target,
                                    days.number(one["by"]) if "by" in one else before.deadline))

    def of_others(self, config, plan, deadline):
        key = next(key for key in ("all-of", "any-of", "of") if key in config)
        self.members = [plan.milestone(name) for name in config[key]]
        self.needed = {"all-of": len(self.members), "any-of": 1, "of": int(config.get("at-least", 0))}[key]
        self.measure, self.corridor = None, self.members[0].corridor
        self.terms = [Terms(None, None, deadline)]

    def terms_on(self, day):
        """That are in force on the day."""
        return [one for one in self.terms if one.on is None or one.on <= day][-1]

    def deadline(self):
        """In force on its own day: the first that is over before the next terms begin."""
        for one, after in zip(self.terms, self.terms[1:]):
            if one.deadline is not None and one.deadline < after.on:
                return one.deadline
        return self.terms[-1].deadline


class Plan:
    def __init__(self, config):
        self.config = config
        self.clock = config.get("clock", "system")
        self.until = days.number(config["until"]) if "until" in config else None
        self.currency = config.get("currency")
        self.groups = {group["name"]: group["places"] for group in config.get("groups", [])}
        by_name = lambda key: sorted(config.get(key, []), key=lambda one: one["name"])
        self.sources = {one["name"]: Source(one) for one in by_name("sources")}
        self.corridors = {one["name"]: self.corridor(one) for one in by_name("corridors")}
        self.chains = {one["name"]: (one["sources"], int(one.get("at-most", "7 days").split()[0]))
                       for one in config.get("rates", [])}
        self.written = {one["name"]: one for one in by_name("measures")}
        self.made = {}
        self.measures = {name: self.measure(name) for name in self.written}
        self.written_milestones = {one["name"]: one for one in by_name("milestones")}
        self.made_milestones = {}
        self.milestones = {name: self.milestone(name) for name in self.written_milestones}

    def measure(self, name):
        """By name; those that it is made of first."""
        if name not in self.made:
            self.made[name] = Measure(self.written[name], self)
        return self.made[name]

    def milestone(self, name):
        """By name; those that it is made of first."""
        if name not in self.made_milestones:
            self.made_milestones[name] = Milestone(self.written_milestones[name], self)
        return self.made_milestones[name]

    def chain(self, measure):
        """Of rates: by name, else the first that is written; None: amounts in other currencies wait."""
        name = measure.get("rates", next(iter(self.chains), None))
        return name if name in self.chains else None

    def fiscal(self, measure):
        month = measure.get("fiscal-start", self.config.get("fiscal-start", "january"))
        return ["january", "february", "march", "april", "may", "june", "july", "august", "september",
                "october", "november", "december"].index(month) + 1

    def places(self, value):
        """A list of (place, first day, last day); None: any."""
        places = []
        for one in listed(value):
            if one == "any":
                return None
            if isinstance(one, dict):
                places.append((one["place"], days.number(one["from"]) if "from" in one else days.EVER,
                               days.number(one["until"]) if "until" in one else days.NEVER))
            elif one in self.groups:
                places += self.places(self.groups[one])
            else:
                places.append((one, days.EVER, days.NEVER))
        return places

    def corridor(self, config):
        return {"name": config["name"], "between": [self.places(side) for side in config["between"]],
                "facilities": listed(config.get("facilities"))}


def on_side(place, side, day):
    """Does the place lie on this side of a corridor, or in these places, on the day?"""
    if not place:
        return False
    return side is None or any(within(place, one) and first <= day <= last for one, first, last in side)


def is_locode(text):
    return re.fullmatch(r"[A-Z]{2}[A-Z0-9]{3}", text) is not None
