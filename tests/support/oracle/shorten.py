"""A failing world, shortened while it still fails: entries, events, milestones, measures, sources."""
import copy

from compare import blocks, decided, difference, differing, expected
from wire import entry_text, world_text


def pieces(entries):
    """What can be taken out of a world, one after the other, large things first."""
    for size in (16, 8, 4, 2, 1):
        for at in range(len(entries) - size, 0, -size):
            yield lambda world, at=at, size=size: world[:at] + world[at + size:]
    for at, entry in enumerate(entries):
        for index in range(len(entry.get("events", [])) - 1, -1, -1) if entry["do"] == "batch" else []:
            yield lambda world, at=at, index=index: without_event(world, at, index)
        if entry["do"] == "activate":
            for key in ("milestones", "measures", "sources", "corridors"):
                for one in entry["config"][key]:
                    yield lambda world, key=key, name=one["name"]: without_named(world, key, name)


def without_event(world, at, index):
    world = copy.deepcopy(world)
    del world[at]["events"][index]
    for entry in world:
        if entry["do"] == "end" and entry.get("vintage") == world[at].get("vintage") and \
                entry["source"] == world[at]["source"]:
            entry["events"] = max(0, entry["events"] - 1)
    return world


def without_named(world, key, name):
    world = copy.deepcopy(world)
    for entry in world:
        if entry["do"] == "activate":
            entry["config"][key] = [one for one in entry["config"][key] if one["name"] != name]
    if key == "sources":
        world = [entry for entry in world if entry.get("source") != name]
    return world


def fails(core, entries, first, last):
    try:
        wrong, _ = difference(core, entries, first, last)
    except (KeyError, ValueError, IndexError):  # no longer a world
        return False
    return wrong is not None and not wrong.startswith("refused")


def shorten(core, entries, first, last):
    smaller = True
    while smaller:
        smaller = False
        for take in pieces(entries):
            try:
                less = take(entries)
            except IndexError:  # it became too short for this piece
                continue
            if less != entries and less and less[0]["do"] == "activate" and fails(core, less, first, last):
                entries, smaller = less, True
                break
    return entries, first, last


def told(core, entries, first, last):
    """The world and both sides: what the core says, and where the oracle says otherwise."""
    lines = core.run(world_text(entries, first, last))
    got = blocks(lines)
    text = []
    for at, wanted in enumerate(expected(entries, first, last)):
        wanted = decided(wanted, got[at])
        if at < len(entries):
            text += ["> " + line for line in entry_text(entries[at]).decode().splitlines() if line != "go"]
        ours, theirs = differing(wanted, got[at])
        text += [("  core   " if line in theirs else "         ") + line for line in got[at]]
        text += ["  oracle " + line for line in ours]
    return "\n".join(text)
