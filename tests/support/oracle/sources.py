"""What each source says of itself: how far it is complete, its holes and gaps, what it owes (SourceRow of
the desk; who owes a period is silent).

The part of a world that looks at sources; the other parts are world.py and releases.py."""
import days

HOLES = 16  # named in a row


class Sources:
    def spoken(self, source):
        """Stretches of days: what releases that counted ended with, whatever they say of it; of other sources all
        up to the last day that anything speaks of."""
        records = self.records
        if source.numbers == "by-release":
            return {(first, last) for name, first, last in records.ended if name == source.name}
        return {(days.EVER, max(of.get(source.name, days.EVER) for of in (records.newest, records.nothing)))}

    def first_expected(self, source):
        day, records = source.expect_from, self.records
        if day is None and source.numbers == "by-release":
            day = min((first for name, first, _ in records.ended if name == source.name), default=None)
        elif day is None:
            day = records.oldest.get(source.name)
        return None if day is None else days.period_at(source.resolution, day)

    def owed(self, source):
        """Periods whose time is over: (period, was spoken of, in time)."""
        period = self.first_expected(source) if source.expect is not None else None
        while period and self.day is not None and self.day > period[2] + source.expect and \
                (source.retired is None or period[2] <= source.retired):
            known = self.known_day(source, period)
            yield period, known is not None, known is not None and known <= period[2] + source.expect
            period = days.following(period)

    def known_day(self, source, period):
        return min((day for day, first, last in self.known_days.get(source.name, [])
                    if first <= period[1] and period[2] <= last), default=None)

    def note_sources(self):
        """Remembers on which day it was known what each source has spoken of by now."""
        for name, source in self.plan.sources.items() if self.day is not None else []:
            noted = self.known_days.setdefault(name, [])
            known = {(first, last) for _, first, last in noted}
            noted += [(self.day, first, last) for first, last in self.spoken(source) if (first, last) not in known]

    def tell_sources(self):
        """Once for each silence, with the first period that is owed; and when nothing is owed any more."""
        for name, source in self.plan.sources.items():
            owed = [period for period, spoken, _ in self.owed(source) if not spoken]
            told = self.silent.get(name)
            if bool(owed) == bool(told):
                continue
            if owed:
                self.silent[name] = told = (owed[0], self.day)
            else:
                del self.silent[name]
            period = told[0]
            deadline = period[2] + source.expect
            line = f"news {'silent' if owed else 'speaking'} source={name} instance=%d:%d:%d was=none now=none " \
                "before=none:0:0:0:0 value=none:0:0:0:0 " % period + \
                f"deadline={deadline} at={self.position} day={self.day} cause=tick"
            self.fresh.append(((deadline, "", "", name, "", period, 0), line))

    def completeness(self, source):
        """(the last day without a hole since the first, holes): whole periods of its resolution."""
        stretches = self.records.said_stretches(source, self.day)
        kind = source.resolution
        whole = []
        for first, last in sorted(stretches):
            if days.period_at(kind, last)[2] != last:
                last = days.period_at(kind, last)[1] - 1
            if first <= last:
                whole.append((first, last))
        joined = []
        for first, last in whole:
            if joined and first <= joined[-1][1] + 1:
                joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
            else:
                joined.append((first, last))
        holes = []
        for (_, before), (after, _) in zip(joined, joined[1:]):
            period = days.period_at(kind, before + 1)
            while period[2] < after:
                holes.append(period)
                period = days.following(period)
        return (joined[0][1] if joined else None), holes

    def source_row(self, name, source):
        records = self.records
        disputed = sum(count for key, count in records.disputes.items() if key[0] == name)
        opened = sum(1 for one in records.releases.values()
                     if one.source == name and one.state in ("open", "embargoed", "quarantined"))
        parts = [f"source {name} disputed={disputed}", f"open={opened}"]
        complete, holes = self.completeness(source)
        if complete is not None:
            parts.append(f"complete={complete}")
        if name in records.newest:
            parts.append(f"newest={records.newest[name]}")
        if name in records.finished:
            parts.append("vintage=%d.%d" % records.finished[name])
        last, gaps = self.arrivals.get(name, (0, 0))
        parts.append(f"events={self.accepted.get(name, 0)} gaps={gaps} last={last}")
        parts.append(f"holes={min(len(holes), HOLES)}" + "".join(",%d:%d:%d" % one for one in holes[:HOLES]))
        owed = list(self.owed(source))
        parts.append(f"expected={len(owed)} actual={sum(one[1] for one in owed)} "
                     f"on-time={sum(one[2] for one in owed)}")
        if name in self.silent:
            parts.append(f"silent={self.silent[name][1]}")
        return " ".join(parts)
