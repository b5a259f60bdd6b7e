"""Both sides over one world, and the first difference between them.

Of lines, not of their order: notifications of one judgement are compared as a set, rows too; the order
that rule 36 asks for is looked at apart. What no rule decides is left out by normal()."""
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


def normal(line):
    """Without what no rule says: whether a deadline that is over by a source's word is the batch's doing
    or the time's, which of several numbers of one batch a cause names, and on which day the value is
    looked at of what is open for ever."""
    if line.startswith("news dropped"):
        return re.sub(r" cause=.*", "", line)
    if any(word in line for word in (" open ", " now=open ", " unknown ", " now=unknown ")):
        if " deadline=" not in line:
            line = re.sub(r" value=\S+", "", line)
    if " was=open " in line or " was=unknown " in line:
        line = re.sub(r" before=\S+", "", line)
    if line.startswith("news"):
        if " milestone=t" in line:  # of others, by the names of these worlds: whose records, nothing says
            return re.sub(r" cause=.*", "", line)
        if " records=" not in line and "configuration" not in line and " cause=rate" not in line:
            return re.sub(r" cause=.*", " cause=tick", line)
        head, found, ids = line.partition(" ids=")
        return head + found + ",".join("/".join(one.split("/")[:2]) for one in ids.split(","))
    if line.startswith("source"):
        return re.sub(r" complete=\S+", "", line)
    return line


def blocks(lines):
    """The core's lines, a list for each entry and one for the rows."""
    found = []
    for line in lines:
        if line.startswith(("entry ", "rows")):
            found.append([])
        if not line.startswith(("#", "refused")):
            found[-1].append(normal(line))
    return found


def expected(entries, first, last, world=None):
    """The oracle's lines in the same shape."""
    world = world or World()
    for entry in entries:
        yield [normal(line) for line in world.apply(entry)]
    yield ["rows"] + [normal(line) for line in world.show(first, last)] + ["shown"]


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
        if sorted(wanted) != sorted(got[at]):
            ours, theirs = differing(wanted, got[at])
            what = "rows" if at == len(entries) else f"entry {at + 1} ({entries[at]['do']})"
            return f"{what}: oracle {(ours or ['-'])[0]!r}, core {(theirs or ['-'])[0]!r}", lines
    return None, lines + [f"rate {name}" for name in world.sums.rates.held] + ["freeze"] * len(world.frozen)
