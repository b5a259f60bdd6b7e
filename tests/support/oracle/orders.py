"""Any order, any repeats, any split (promise 3): the same statements, delivered otherwise, end in the same
sums and states.

Left out, by name: what is disputed (rule 5: the first stands), a breakdown that went over its limit
(rule 14), a release that waited too long (rule 8), a baseline that is frozen on a date, and what is told on
the way: only where it ends is compared."""
import copy
import random

from compare import blocks
from generate import Maker, BASE, DAYS
from wire import world_text

VARIANTS = 3


def make(seed):
    """A world without ticks in between, without contradictions, embargoes, aborts and changes."""
    return Maker(seed, orderly=True).entries(), BASE - 40, BASE + DAYS


def delivered(seed, entries):
    """The same batches and ends in another order, some twice, some split and joined."""
    r = random.Random(f"orders {seed}")
    head, tail = entries[:1], entries[-1:]
    middle = [copy.deepcopy(entry) for entry in entries[1:-1]]
    if r.random() < 0.7:
        middle = [part for entry in middle for part in split(r, entry)]
    middle += [copy.deepcopy(entry) for entry in middle if r.random() < 0.3]
    r.shuffle(middle)
    for day in sorted(r.randrange(BASE, tail[0]["day"]) for _ in range(r.choice([0, 1, 3]))):
        middle.insert(r.randrange(len(middle) + 1), {"do": "tick", "day": day})
    ticks = sorted(entry["day"] for entry in middle if entry["do"] == "tick")
    for entry in middle:
        if entry["do"] == "tick":
            entry["day"] = ticks.pop(0)
    return head + middle + tail


def split(r, entry):
    """One batch of explicit numbers as several; what arrives or belongs to a release keeps its number."""
    if entry["do"] != "batch" or "vintage" in entry or len(entry["events"]) < 2:
        return [entry]
    at = r.randrange(1, len(entry["events"]))
    events = entry["events"][:]
    r.shuffle(events)
    return [{**entry, "events": events[:at]}, {**entry, "events": events[at:]}]


# Words that tell when and on which way something was known, not where it ended.
WHEN = ("at=", "day=", "disputed=", "events=", "gaps=", "on-time=", "silent=")


def settled(lines):
    """Where a world ended: values, outcomes and intervals; not when and by which entry it was known, nor of
    series that were there for a moment and of which something was told."""
    rows = blocks(lines)[-1]
    return sorted(" ".join(word for word in line.split() if not word.startswith(WHEN))
                  for line in rows if not (" series=" in line and " value=nodata" in line))


def is_excepted(lines):
    return any(" disputed=" in line for line in lines if line.startswith(("entry", "release"))) or \
        any(line.startswith("news dropped") for line in lines) or \
        any(line.endswith("closed=1") for line in lines if line.startswith("measure"))


def difference(core, seed, entries, first, last):
    lines = core.run(world_text(entries, first, last))
    for line in lines:
        if line.startswith("refused"):
            return line, lines
    if is_excepted(lines):
        return None, []
    wanted = settled(lines)
    for variant in range(VARIANTS):
        other = core.run(world_text(delivered(f"{seed} {variant}", entries), first, last))
        if is_excepted(other):
            continue
        got = settled(other)
        if got != wanted:
            ours = [line for line in wanted if line not in got]
            theirs = [line for line in got if line not in wanted]
            return f"variant {variant}: {(ours or ['-'])[0]!r} became {(theirs or ['-'])[0]!r}", lines
    return None, lines
