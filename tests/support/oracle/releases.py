"""Releases (RULES.md 7 and 8): staged until they are whole, then one judgement; or dropped.

The half of a world that hears of them; the other half is world.py."""
import days

REFUSED = 8  # the reason: outside a release, or one that contradicts itself
DAYS = 400   # of ticks, that an unfinished release is kept
VERDICTS = ["accepted", "revised", "repeated", "stale", "disputed", "withdrawn", "staged", "refused"]


class Counts(dict):
    def add(self, word):
        self[word] = self.get(word, 0) + 1

    def line(self):
        return "".join(f" {word}={self[word]}" for word in VERDICTS if word in self)


class Release:
    def __init__(self, source, vintage, opened):
        self.source, self.vintage, self.opened = source, vintage, opened
        self.parts = {}
        self.end = None
        self.state = "open"
        self.counts = Counts()

    def is_whole(self):
        return self.end is not None and set(self.parts) == set(range(1, self.end["batches"] + 1))

    def events(self):
        return [(part, index, event) for part in sorted(self.parts)
                for index, event in enumerate(self.parts[part]["events"])]

    def fits(self):
        """What the end says of the release as a whole, and its control totals."""
        events = [event for _, _, event in self.events()]
        good = [event for event in events if "refused" not in event]
        return len(events) == self.end["events"] and \
            all(control_sum(control, good) == control["sum"] for control in self.end.get("controls", []))

    def line(self):
        missing, batches = [], 0
        if self.end:
            batches = self.end["batches"]
            missing = [part for part in range(1, batches + 1) if part not in self.parts]
        day, serial = self.vintage
        return f"release {self.state} {day}.{serial} batches={batches} present={len(self.parts)}" + \
            (" missing=" + ",".join(map(str, missing)) if missing else "") + \
            ("" if self.end else " without-end") + self.counts.line()


def control_sum(control, events):
    total = 0
    for event in events:
        if event["kind"] == "withdrawal" or (control["flow"] and event.get("flow") != control["flow"]):
            continue
        if control["period"][0] and tuple(control["period"]) != tuple(event["period"]):
            continue
        if control["of"] == "records":
            total += 1
        elif control["of"] != "value" or event.get("currency") == control["currency"]:
            total += event.get(control["of"]) or 0
    return total


class Releases:
    def release(self, source, entry):
        """There is no begin: the first word of it opens it, also after it was dropped."""
        key = (source.name, tuple(entry["vintage"]))
        old = self.records.releases.get(key)
        if old is None or old.state in ("aborted", "dropped"):
            self.records.releases[key] = Release(source.name, tuple(entry["vintage"]), self.day)
        return self.records.releases[key]

    def stage(self, source, entry, counts):
        release = self.release(source, entry)
        if release.state == "counted":
            self.hear_again(source, release, entry, counts)
            return
        there = release.parts.get(entry["part"])
        if (release.end and entry["part"] > release.end["batches"]) or \
                (there and there["events"] != entry["events"]):
            for index, event in enumerate(entry["events"]):
                if "refused" in event:
                    self.verdict(counts, 0, index, event, "refused")
            self.note(counts, REFUSED)
            return
        release.parts[entry["part"]] = entry
        for index, event in enumerate(entry["events"]):
            self.verdict(counts, 0, index, event, "refused" if "refused" in event else "staged")
        self.note(counts)
        self.settle(release)

    def hear_again(self, source, release, entry, counts):
        """Rule 5: repeated for ever. A record that was not in it is refused: that is a newer vintage."""
        for index, event in enumerate(entry["events"]):
            word = "refused" if "refused" in event else self.records.judged(source, event, release.vintage)
            if word in ("accepted", "revised", "withdrawn", "refused"):
                self.verdict(counts, 0, index, event, "refused")
            elif word == "stale":  # nothing of it is kept
                self.verdict(counts, 0, index, event, word)
            else:
                self.hear(source, counts, 0, index, event, release.vintage, self.status(release, event))
        self.note(counts)
        self.lines.insert(0, release.line())

    def end(self, entry):
        periods = entry["periods"]
        source = self.plan.sources[entry["source"]]
        if any(a[0] <= b[1] and b[0] <= a[1] for i, a in enumerate(periods) for b in periods[:i]):
            self.note(refusal=REFUSED)  # opens nothing
            return
        release = self.release(source, entry)
        if any(part > entry["batches"] for part in release.parts) or \
                (release.end and release.end != entry and release.state != "quarantined"):
            self.note(refusal=REFUSED)
            return
        self.note()
        if release.end != entry:
            release.end, release.state = entry, "open"
        self.settle(release)

    def abort(self, entry):
        source = self.plan.sources[entry["source"]]
        release = self.records.releases.get((source.name, tuple(entry["vintage"])))
        if release and release.state == "counted":
            self.note(refusal=REFUSED)
            self.lines.append(release.line())
            return
        self.note()
        if release is None or release.state in ("aborted", "dropped"):
            self.lines.append("release aborted %d.%d batches=0 present=0" % tuple(entry["vintage"]))
            return
        self.drop(release, "aborted")
        self.lines.append(release.line())

    def drop(self, release, state):
        """Told under source/."""
        release.state = state
        day = f" day={self.day}" if self.day is not None else ""
        self.news.append(f"news dropped source={release.source} was=none now=none before=none:0:0:0:0 "
                         f"value=none:0:0:0:0 at={self.position}{day} "
                         f"cause={'tick' if self.ticking else 'release'} of={release.source}/%d.%d" % release.vintage)

    def drop_old(self):
        for _, release in sorted(self.records.releases.items()):
            if release.state == "open":
                release.opened = self.day if release.opened is None else release.opened
                if self.day - release.opened > DAYS:
                    self.drop(release, "dropped")

    def settle(self, release):
        """A release that is whole counts, or waits for its day; one that does not fit is put aside whole."""
        if release.state == "open" and release.is_whole():
            embargo = release.end.get("embargo")
            if not release.fits():
                self.drop(release, "quarantined")
            elif embargo is not None and (self.day is None or self.day < embargo):
                release.state = "embargoed"
            else:
                self.count(release)
                self.embargoes_over()
        self.lines.insert(0, release.line())

    def embargoes_over(self):
        """At the first tick at or after its embargo a release counts."""
        for _, release in sorted(self.records.releases.items()):
            if release.state == "embargoed" and self.day is not None and release.end["embargo"] <= self.day:
                self.count(release)

    @staticmethod
    def status(release, event):
        return event.get("status") or release.end.get("status") or "final"

    def count(self, release):
        release.state = "counted"
        end, name, records = release.end, release.source, self.records
        source = self.plan.sources[name]
        for first, last in end["periods"]:
            records.ended.append((name, first, last))
            if end.get("replaces"):
                records.covered.append((name, first, last, release.vintage))
            if end.get("complete"):
                records.complete.append((name, first, last, release.vintage))
        for part, index, event in release.events():
            if "refused" in event:
                release.counts.add("refused")
            else:
                self.hear(source, release.counts, part, index, event, release.vintage, self.status(release, event))
        records.finished[name] = max(release.vintage, records.finished.get(name, release.vintage))
        self.advance(release.vintage[0])
        self.judge("release", border=True, release=release)
