"""A world: entries one after the other, and the lines that must follow from each.

Everything is worked out again after each entry, from all that was heard so far."""
import collections

import days
from plan import Plan
from plausible import Levels
from records import Records, stands
from releases import Counts, Releases
from sources import Sources
from sums import NO_DATA, Cell, Sums, passes, shown, touching
from truth import Truth, truths, news_kind
from wire import number

NOTHING = ("none", 0, 0, 0, 0)
CAUSE_RECORDS = 8   # named in the cause of a notification


def measures_of(milestone):
    """That it is judged by; of one of others, those of all of them."""
    if milestone.measure:
        return [milestone.measure]
    return [measure for member in milestone.members for measure in measures_of(member)]


class World(Releases, Sources):
    def __init__(self):
        self.plan = None
        self.records = Records()
        self.day = None
        self.eve, self.on_eve = None, False
        self.position = 0
        self.told = {}     # (milestone, instance, step) -> Truth, as told
        self.known = {}    # the same -> (position, day)
        self.closed = set()
        self.frozen = {}   # rule 20: baselines, from their date on
        self.asked = {}    # milestone -> the day on which it was first asked for; before the clock: its first day
        self.amended = {}  # a milestone's instance -> how many of its amendments have passed
        self.sums, self.state = Sums(Plan({}), self.records, None), None
        self.lines = []
        self.known_days = {}  # source -> [(day, first, last)]: that these days were spoken of was known on the day
        self.silent = {}      # source -> (the first period owed, the day of telling)
        self.arrivals = {}    # source -> (its last number, numbers jumped over)
        self.accepted = {}    # source -> events
        self.levels, self.held = Levels(), []  # plausible.py

    # ---- entries

    def apply(self, entry):
        """The lines that follow from the entry."""
        self.position += 1
        self.day_before = self.day
        self.lines, self.news, self.fresh = [], [], []
        self.ticking, self.between, self.named, self.live = False, {}, {}, {}
        frozen = len(self.frozen)
        position = self.position
        getattr(self, entry["do"])({key: value for key, value in entry.items() if key != "then"})
        self.position += len(self.frozen) - frozen  # each is an entry of its own
        head, rest = self.head, self.lines
        day = f" day={self.day}" if self.day is not None else ""
        return [f"entry {position}{head}{day}"] + rest + self.news

    def note(self, counts=None, refusal=0):
        self.head = (counts.line() if counts else "") + (f" refusal={refusal}" if refusal else "")

    def activate(self, entry):
        self.note()
        self.plan = Plan(entry["config"])
        self.closed = set()  # rule 14: what an activation counts anew is closed if it is over its limit now
        alive = set(self.plan.milestones)
        self.asked = {name: self.asked.get(name, self.day) for name in alive}
        self.told = {key: value for key, value in self.told.items() if key[0] in alive}
        self.known = {key: value for key, value in self.known.items() if key[0] in alive}
        self.amended = {key: value for key, value in self.amended.items() if key[0] in alive}
        self.judge("configuration", border=True)

    def tick(self, entry):
        self.note()
        self.ticking = True
        for day in self.days_until(entry["day"]):
            self.eve, self.day = self.day, day
            self.on_eve = True  # rule 8: what an embargo held is known before anything is said of its day
            self.embargoes_over()
            self.on_eve = False
            self.drop_old()
            self.judge("tick", border=True)

    def judged_day(self):
        return self.eve if self.on_eve else self.day

    def days_until(self, last):
        """Rule 27: a tick over several days is one for each."""
        if self.day is None:
            return [last]
        return range(self.day + 1, last + 1)

    def batch(self, entry):
        source = self.plan.sources[entry["source"]]
        if "nothing" in entry:
            self.records.nothing[source.name] = max(entry["nothing"],
                                                    self.records.nothing.get(source.name, days.EVER))
        counts = Counts()
        if "number" in entry:
            last, gaps = self.arrivals.get(source.name, (entry["number"], 0))
            self.arrivals[source.name] = max(last, entry["number"]), gaps + max(0, entry["number"] - last - 1)
        if "vintage" in entry:
            self.stage(source, entry, counts)
            return
        for index, event in enumerate(entry["events"]):
            if "refused" in event:
                self.verdict(counts, 0, index, event, "refused")
                continue
            number = entry["number"] if source.numbers == "by-arrival" else event["number"]
            self.hear(source, counts, 0, index, event, number, event.get("status") or "final")
        self.note(counts)
        self.judge("records", border=False)
        self.embargoes_over()

    def advance(self, day):
        """Rule 28: `clock: events` follows what is counted, never back, never beyond `until`."""
        if self.plan.clock == "events":
            day = day if self.plan.until is None else min(day, self.plan.until)
            self.day = day if self.day is None else max(self.day, day)

    def decide(self, entry):
        """An administrator lets one of the events count that were held (rule 30); there may be none."""
        counts = Counts()
        self.note(counts)
        if self.held:
            index, source, event, number = self.held[entry["held"] % len(self.held)]
            self.hear(source, counts, 0, index, event, number, event.get("status") or "final", checks=False)
            self.note(counts)
            self.judge("administrator", border=False)
            self.embargoes_over()

    def is_held(self, source, counts, part, index, event, number, checks):
        """Far from usual: it is told; and kept apart, where the source wants that."""
        word = self.records.judged(source, event, number)
        if word not in ("accepted", "revised"):
            return False
        far, action = checks and self.levels.is_far(source, event), source.plausible and source.plausible[0]
        if far and action == "quarantine":
            self.held.append((index, source, event, number))
            word = "refused"
            counts.add(word)
        else:
            self.levels.accept(source, event)
        if far:
            self.lines.append(f"exception {part} {index} {word} {event['id']} far")
        return word == "refused"

    def hear(self, source, counts, part, index, event, number, status, checks=True):
        key = (source.name, event["id"])
        if self.is_held(source, counts, part, index, event, number, checks):
            return
        heard = self.records.heard.get(key)
        before = heard and stands(heard)
        word = self.records.verdict(source.name, event, number, status, source.numbers == "by-release")
        if word in ("accepted", "revised", "withdrawn") and source.numbers != "by-release":
            self.count_series(source, before, stands(self.records.heard[key]))
        if word in ("accepted", "revised"):
            self.between.setdefault(key, []).append(self.records.heard[key][-1])
        if word in ("accepted", "revised", "withdrawn"):
            self.named[key] = "~" if key in self.named else number  # of several no rule says which
        self.verdict(counts, part, index, event, word)
        if word in ("accepted", "revised", "withdrawn"):
            self.accepted[source.name] = self.accepted.get(source.name, 0) + 1
        if event["kind"] != "withdrawal" and event.get("reality") != "planned":
            day = event["period"][2]
            self.records.newest[source.name] = max(day, self.records.newest.get(source.name, days.EVER))
            self.records.oldest[source.name] = min(day, self.records.oldest.get(source.name, days.NEVER))
            if word in ("accepted", "revised") and source.numbers != "by-release":
                self.advance(day)

    def count_series(self, source, before, now):
        """Rule 14: a limit is hit also by what stands for a moment within a batch."""
        for name, measure in self.plan.measures.items():
            if not measure.by or measure.operands or measure.alternatives or measure.series_max >= 1000 or \
                    name in self.closed:
                continue
            if name not in self.live:
                self.live[name] = collections.Counter(cell.keys for cell in self.sums.cells.get(name, []))
            for statement, sign in ((before, -1), (now, 1)):
                if statement and self.records.counts(statement, False):
                    self.live[name].update({cell.keys: sign for cell in self.cells_of(statement, source, measure)})
            if sum(count > 0 for count in self.live[name].values()) > measure.series_max:
                self.closed.add(name)

    def verdict(self, counts, part, index, event, word):
        counts.add(word)
        if word in ("stale", "disputed", "refused"):
            self.lines.append(f"exception {part} {index} {word} {event['id']}")

    # ---- judging

    def judge(self, cause, border, release=None):
        """One judgement: the truth as it is now, against what was told."""
        border = border or self.day != self.day_before  # the clock of the events moved: a tick
        before, sums = self.sums, self.sums_now()
        self.judging = cause, before, release
        for name, measure in self.plan.measures.items():
            if sums.closed(measure) or any(leaf.name in self.closed for leaf in measure.leaves()):
                self.closed.add(name)
        for name, milestone in self.plan.milestones.items():
            if milestone.for_each and milestone.measure.name in self.closed:
                continue  # nothing is judged any more
            found = {}
            for (series, instance, step), true in self.truths_of(name).items():
                key = (name, series, instance, step)
                told = self.told.get(key)
                kind = news_kind(told, true, border)
                if step == 0 and self.is_amended(key, milestone) and kind in (None, ".", "awaiting") and \
                        true.outcome in ("open", "awaiting", "unknown"):
                    kind = "rescheduled"
                if kind == ".":
                    self.take(key, told, true)
                elif kind:
                    found.setdefault((series, instance), []).append((step, kind, true))
                elif told and true.first is not None:
                    told.confirmed &= true.confirmed  # of what is final and then is not, nothing is told
            for (series, instance), pairs in found.items():
                self.tell_one((name, series, instance), pairs, release)
        self.note_sources()
        if (self.ticking and not self.on_eve) or self.plan.clock == "events":
            self.tell_sources()
        self.news += [line for _, line in sorted(self.fresh)]
        self.fresh = []
        self.live = {}
        self.between, self.named = {}, {}  # a long tick has a judgement for each day that is due

    def sums_now(self):
        """As the records are; those of the day before where nothing was said since and nothing became complete."""
        day = self.judged_day()
        self.asked = {name: day if asked is None else asked for name, asked in self.asked.items()}
        state = self.plan, self.records.state(self.plan, day)
        if state != self.state:
            self.state, self.sums = state, Sums(self.plan, self.records, day)
        self.sums.day, self.sums.frozen, self.sums.asked = day, self.frozen, self.asked
        return self.sums

    def is_amended(self, key, milestone):
        """Rule 21: at the first judgement on or after its day an amendment is told, once."""
        day = self.judged_day()
        passed = [terms for terms in milestone.terms[1:] if day is not None and terms.on <= day]
        is_new = len(passed) > self.amended.get(key, 0)
        self.amended[key] = len(passed)
        return is_new

    def take(self, key, told, true):
        """Without a word; the value that was told last stays."""
        if told or true.outcome != "open":
            self.told[key] = Truth(true.outcome, None, told.value if told else NOTHING, true.target, true.deadline)

    def truths_of(self, name):
        told = frozenset(key[1] for key in self.known if key[0] == name and key[1] is not None)
        return truths(self.sums, self.plan.milestones[name], told)

    def cause_of(self, measure, series=None):
        """The records of this judgement that touched the measure; without any, time or word did it. Where no rule
        decides, all that may be said, with | between."""
        cause, before, release = self.judging
        if cause == "configuration":
            return cause
        of = f" of={release.source}/%d.%d" % release.vintage if release else ""
        keys = sorted(self.touched_in(before, measure))
        if series is not None and not any(self.is_in_series(key, before, measure, series) for key in keys):
            keys = []  # they are of other series
        if keys:
            named = (f"{source}/{name}/{self.number_of((source, name), measure)}" for source, name in keys[:CAUSE_RECORDS])
            return f"{cause}{of} records={len(keys)} ids={','.join(named)}"
        if cause != "tick" and (release or self.sums.statements != before.statements) and \
                any(self.sums.worth_in(one, series) != before.worth_in(one, series)
                    for leaf in measure.leaves() for one in leaf.alternatives or [leaf]):
            return "rate" + of
        if any(self.has_switched(leaf) for leaf in measure.leaves()):
            return "perspective" + of
        # Figures that are complete: the day's doing, or that of who said it.
        words = [cause] if cause == "tick" else ["tick", cause + of]
        if any(self.is_chosen_anew(leaf) for leaf in measure.leaves()):
            words.append("perspective" + of)
        return "|".join(words)

    def choices_before_and_now(self, measure):
        return [getattr(sums.choices.get(measure.name), "of", {}) for sums in (self.judging[1], self.sums)]

    def has_switched(self, measure):
        """Rule 22: another one counts in a period than did before."""
        before, now = self.choices_before_and_now(measure)
        return any(before[period] != now[period] for period in before.keys() & now.keys())

    def is_chosen_anew(self, measure):
        """In a period of which nobody had spoken somebody counts now, or nobody any more: no rule calls that a switch."""
        before, now = self.choices_before_and_now(measure)
        return before.keys() != now.keys()

    def number_of(self, key, measure):
        """Of the last word on the record in this judgement, else of what stands; no rule says which when that word
        counts for nothing and the release had taken the record away before."""
        if key in self.named and self.went(key) and \
                all(self.moment(key, one, measure) is None for one in self.between.get(key, [])):
            return "~"
        said = self.named.get(key) or stands(self.records.heard[key]).number
        return number(said) if isinstance(said, tuple) else said

    def is_in_series(self, key, before, measure, series):
        """Was the record in the series before, is it now, or was it for a moment?"""
        cells = [cell for sums in (before, self.sums) for leaf in measure.leaves()
                 for one in leaf.alternatives or [leaf] for cell in sums.cells.get(one.name, [])
                 if (cell.statement.source, cell.statement.id) == key]
        for statement in self.between.get(key, []):
            if statement.event["reality"] == "actual":
                cells += self.cells_of(statement, self.plan.sources[key[0]], measure)
        return any(cell.keys == series for cell in cells)

    def touched_in(self, before, measure):
        if any(leaf.alternatives for leaf in measure.leaves()):
            return {key for leaf in measure.leaves() for one in leaf.alternatives or [leaf]
                    for key in self.touched_in(before, one)}
        was, now = (touching(sums.cells.get(measure.name, [])) for sums in (before, self.sums))
        keys = {key for key in {**was, **now} if was.get(key) != now.get(key)}
        keys |= {key for key, seen in self.between.items()  # was another for a moment
                 if any(self.moment(key, statement, measure) not in (None, was.get(key)) for statement in seen)}
        return keys | {key for key in self.between if key in was and self.went(key)}

    def went(self, key):
        """A release that replaces takes away what was said before it says its own."""
        release = self.judging[2]
        if not release or key[0] != release.source or not release.end.get("replaces"):
            return False
        before = [one for one in self.records.heard[key] if one.number != release.vintage and not one.is_withdrawal()]
        period = stands(before).event["period"] if before else (0, 1, 0)
        return bool(before) and any(first <= period[1] and period[2] <= last for first, last in release.end["periods"])

    def moment(self, key, statement, measure):
        """What the statement is in the measure; None: nothing."""
        source = self.plan.sources[key[0]]
        if statement.event["reality"] != "actual":
            return None
        return touching(self.cells_of(statement, source, measure)).get(key)

    @staticmethod
    def cells_of(statement, source, measure):
        return [Cell(statement, source, one) for leaf in measure.leaves() for one in leaf.alternatives or [leaf]
                if passes(statement.event, statement.status, source, one)]

    def tell_one(self, key, pairs, release):
        """Rule 15: the target's notification speaks for its steps, and the deadline is the target's alone."""
        of_target = pairs[-1][1] if pairs[-1][0] == 0 else None
        for step, kind, true in pairs:
            if step and (kind in ("awaiting", "missed") or kind == of_target):
                self.where_it_was(key[0], key[1], self.told.get(key + (step,)), true)
                self.told[key + (step,)] = true
                self.known[key + (step,)] = (self.position, self.day)
            else:
                self.tell(key + (step,), kind, true, release)

    def tell(self, key, kind, true, release):
        name, series, instance, step = key
        told = self.told.get(key)
        parts = [f"news {kind} milestone={name}" + self.series_word(name, series)]
        if instance:
            parts.append("instance=%d:%d:%d" % instance)
        if step:
            parts.append(f"step={step}")
        parts.append(f"was={told.outcome if told else 'open'} now={true.outcome}")
        self.where_it_was(name, series, told, true)
        parts.append(f"before={shown(told.value if told else NOTHING)} value={shown(true.value)}")
        parts.append(f"target={'-' if true.target is None else true.target}")
        for word, day in (("first", true.first), ("last", true.last),
                          ("before-first", told and told.first), ("before-last", told and told.last),
                          ("deadline", true.deadline)):
            if day is not None:
                parts.append(f"{word}={day}")
        if true.confirmed:
            parts.append("confirmed")
        cause = self.cause_of_milestone(name, series)
        is_time = self.ticking and cause == "tick"
        if "configuration" in cause or (release and not is_time and release.end.get("historical")):
            parts.append("backfill")
        parts.append(f"at={self.position}")
        if self.day is not None:
            parts.append(f"day={self.day}")
        parts.append("cause=tick" if kind == "awaiting" and "configuration" not in cause else f"cause={cause}")
        day = next((day for day in (true.first, told and told.first, true.deadline) if day is not None), days.EVER)
        names = (self.plan.milestones[name].corridor, name, "", self.series_word(name, series),
                 instance or (0, 0, 0), step)
        self.fresh.append(((day, *names), " ".join(parts)))
        self.told[key] = true
        self.known[key] = (self.position, self.day)

    def where_it_was(self, name, series, told, true):
        """What is retracted for good is told with the value where it was reached."""
        measure = self.plan.milestones[name].measure
        if measure and true.first is None and true.deadline is None and told and told.last is not None:
            true.value = self.sums.at(measure, told.last, series)

    def cause_of_milestone(self, name, series):
        """Of others: of the first with records."""
        causes = [self.cause_of(measure, series) for measure in measures_of(self.plan.milestones[name])]
        named = next((cause for cause in causes if " records=" in cause), None)
        return named or "|".join(dict.fromkeys(causes + ["tick"] * (len(causes) > 1)))

    def series_word(self, name, series):
        if series is None:
            return ""
        by = self.plan.milestones[name].measure.by
        return " series=" + ",".join(f"{one}={key}" for one, key in zip(by, series))

    # ---- rows

    def show(self, first, last):
        lines, sums = [], self.sums
        for name, measure in sorted(self.plan.measures.items()):
            closed = name in self.closed
            lines.append(f"measure {name} closed={int(closed)}")
            lines += sums.rows(measure, first, last, [])
            if measure.by and not closed:
                lines += sums.rows(measure, first, last, range(len(measure.by)))
                if len(measure.by) > 1:
                    for i in range(len(measure.by)):
                        lines += sums.rows(measure, first, last, [i])
            lines += sums.waiting(measure) + sums.control_rows(measure) + sums.basis_rows(measure)
        for name, milestone in sorted(self.plan.milestones.items()):
            closed = milestone.for_each and milestone.measure.name in self.closed
            for key, true in self.truths_of(name).items():
                if closed and (name, *key) not in self.known:
                    continue
                if closed:
                    true.value = NO_DATA  # of series that there are no more
                lines.append(self.milestone_row((name, *key), true))
        for name, source in self.plan.sources.items():
            lines.append(self.source_row(name, source))
        return lines

    def milestone_row(self, key, true):
        name, series, instance, step = key
        told = self.told.get(key)
        parts = [f"milestone {name}" + self.series_word(name, series)]
        if instance:
            parts.append("instance=%d:%d:%d" % instance)
        if step:
            parts.append(f"step={step}")
        parts.append(f"{told.outcome if told else 'open'} value={shown(true.value)} "
                     f"target={'-' if true.target is None else true.target}")
        for word, day in (("first", told and told.first), ("last", told and told.last), ("deadline", true.deadline)):
            if day is not None:
                parts.append(f"{word}={day}")
        if told and told.confirmed:
            parts.append("confirmed")
        if key in self.known:
            position, day = self.known[key]
            parts.append(f"at={position}" + (f" day={day}" if day is not None else ""))
        return " ".join(parts)
