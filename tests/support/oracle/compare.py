"""Both sides over one world, and the first difference between them.

Rows are compared as a set, notifications in their order (rule 36)."""
import re
import subprocess

from wire import world_text
from world import World


class Core:
    """A driver: the core behind a pipe."""

    def __init__(self, driver):
        self.process = subprocess.Popen([driver], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def run(self, text):
        self.process.stdin.write(text)
        self.process.stdin.flush()
        lines = []
        for line in self.process.stdout:
            line = line.decode().rstrip("\n")
            if line == "over":
                return lines
            lines.append(line)
        raise SystemExit("the driver ended in the middle of a world")

    def done(self):
        self.process.stdin.close()
        self.process.stdout.read()
        self.process.wait()


def blocks(lines):
    """The core's lines, a list for each entry and one for the rows."""
    found = []
    for line in lines:
        if line.startswith(("entry ", "rows")):
            found.append([])
        if not line.startswith(("#", "refused")):
            found[-1].append(line)
    return found


def expected(entries, first, last, world=None):
    """The oracle's lines in the same shape."""
    world = world or World()
    for entry in entries:
        yield world.apply(entry)
    yield ["rows"] + world.show(first, last) + ["shown"]


def decided(wanted, got):
    """What no rule decides, as the core has it: the oracle names every cause that there may be, with | between;
    of a record that had several numbers in one batch it names none (~)."""
    lines = []
    for line in wanted:
        head, _, causes = line.partition(" cause=")
        one, *others = causes.split("|")
        all_of = [f"{head} cause={cause}" for cause in (one, *others)] if causes else [line]
        one = next((line for line in all_of if line in got), all_of[0])
        if "/~" in one:
            pattern = re.compile(re.escape(one).replace("/\\~", "/~").replace("/~", r"/\d+"))
            one = next((line for line in got if pattern.fullmatch(line)), one)
        lines.append(one)
    return lines


def told_in(lines):
    """Notifications, whose order is part of what is said (rule 36)."""
    return [line for line in lines if line.startswith("news")]


def differing(ours, theirs):
    """Lines of one side only."""
    return [line for line in ours if line not in theirs], [line for line in theirs if line not in ours]


def difference(core, entries, first, last):
    """(what is wrong first, or None; all lines of the core, and what the oracle looked up)."""
    lines = core.run(world_text(entries, first, last))
    for line in lines:
        if line.startswith("refused"):
            return line, lines
    got, world = blocks(lines), World()
    for at, wanted in enumerate(expected(entries, first, last, world)):
        wanted = decided(wanted, got[at])
        if sorted(wanted) != sorted(got[at]) or told_in(wanted) != told_in(got[at]):
            ours, theirs = differing(wanted, got[at])
            if not ours and not theirs:
                ours, theirs = ["; ".join(told_in(one)) for one in (wanted, got[at])], ["another order"]
            what = "rows" if at == len(entries) else f"entry {at + 1} ({entries[at]['do']})"
            return f"{what}: oracle {(ours or ['-'])[0]!r}, core {(theirs or ['-'])[0]!r}", lines
    return None, lines + [f"rate {name}" for name in world.sums.rates.held] + ["freeze"] * len(world.frozen)
