"""Whose figures count, by an order of preference (RULES.md 22): chosen for each period of the measure's
resolution, never a mix within one."""
import days


class Choices:
    """Of one measure at one moment: the alternatives' cells, and which of them counts in each period."""

    def __init__(self, sums, measure):
        self.sums, self.measure = sums, measure
        self.of = {}  # period -> place of the alternative; of those in which anybody has a record
        spoken = [{days.period_at(measure.resolution, cell.day) for cell in sums.cells[one.name]}
                  for one in measure.alternatives]
        self.spoken = spoken
        for period in set().union(*spoken):
            self.of[period] = self.choose(period)

    def choose(self, period):
        """The first that is complete and has spoken for it; else the first that has spoken; else the first."""
        having = [i for i, spoken in enumerate(self.spoken) if period in spoken]
        for i in having:
            if self.sums.complete(self.measure.alternatives[i], period[1], period[2]):
                return i
        return having[0] if having else 0

    def cells(self):
        """Those that count; a substitute's figure is provisional."""
        counting = []
        for i, one in enumerate(self.measure.alternatives):
            for cell in self.sums.cells[one.name]:
                if self.of[days.period_at(self.measure.resolution, cell.day)] == i:
                    cell.final = cell.final and i == 0
                    counting.append(cell)
        return counting

    def is_complete(self, first, last):
        """In every period who is chosen is complete."""
        if first == days.EVER:
            return self.sums.complete(self.measure.alternatives[0], first, last)
        period = days.period_at(self.measure.resolution, first)
        while period[1] <= last:
            one = self.measure.alternatives[self.of.get(period, 0)]
            if not self.sums.complete(one, max(first, period[1]), min(last, period[2])):
                return False
            period = days.following(period)
        return True
