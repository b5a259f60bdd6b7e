"""What is far from usual (DESIGN.md section 2, `plausible:` of a source): amounts against the median of the last
ones of their like that were accepted.

Of the exceptions to promise 3: what is usual depends on the order."""

LAST = 7
LIKE = {"trade": ("reporter", "partner", "flow", "mode", "commodity", "facility"),
        "freight": ("origin", "destination", "flow", "mode", "stage", "commodity", "facility")}
GRAMS = 1000000  # of a tonne


def amounts_of(event):
    """Sizes of what is looked at; zeros and unknowns are not."""
    value, mass = abs(event.get("value") or 0), abs(event.get("mass") or 0)
    sizes = {"value": value, "mass": mass, "unit value": value * GRAMS // mass if mass else 0}
    return {what: size for what, size in sizes.items() if size and size < 2**63}


class Levels:
    def __init__(self):
        self.accepted = {}  # key -> sizes, in the order in which they were

    def key(self, source, event, what):
        currency = None if what == "mass" else event.get("currency")
        return (source.name, event["kind"], event["period"][0], what, currency,
                *(event.get(one) or "" for one in LIKE[event["kind"]]))

    def is_watched(self, source, event):
        return source.plausible is not None and event["kind"] in LIKE and event["reality"] == "actual"

    def is_far(self, source, event):
        return self.is_watched(source, event) and \
            any(self.far(source, size, self.accepted.get(self.key(source, event, what), []))
                for what, size in amounts_of(event).items())

    @staticmethod
    def far(source, size, before):
        _, factor, after = source.plausible
        if len(before) < after:
            return False
        last = sorted(before[-LAST:])
        usual = last[(len(last) - 1) // 2]  # of an even number the lower of the two
        return size > usual * factor or size * factor < usual

    def accept(self, source, event):
        for what, size in amounts_of(event).items() if self.is_watched(source, event) else []:
            self.accepted.setdefault(self.key(source, event, what), []).append(size)
