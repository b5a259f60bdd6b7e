"""Where the instructions go: the daemon under valgrind's callgrind, whole, with batches of 1000 coming
in and receipts going out, and a clean stop that writes its checkpoint. Two runs of different length;
the difference is what an event costs, without the start.

A room's instructions are those of its functions (by the path of their source) and of the libraries
that they call; what a library calls back is the room's that it calls. The rest is libzmq's threads.
Instructions are no time: a miss of the cache costs as much as a hundred of them."""
import os
import re
import shutil
import subprocess
import sys

import stand

BATCH = 1000
SHORT, LONG = 10, 40 # batches
# What begins a thread in the C library, with and without its debug information: no room called it.
ROOTS = re.compile(r"^(\(below main\)|start_thread|clone3?|__libc_start.*|0x[0-9a-f]+)$")
HERE = os.path.dirname(os.path.realpath(__file__))
SOURCE = os.environ.get("MILESTONE_SOURCE") or os.path.dirname(os.path.dirname(HERE))
DAEMON = os.path.join(SOURCE, "daemon") + "/"


def is_memory(folder):
    said = subprocess.check_output(["stat", "--file-system", "--format=%T", folder], text=True)
    return said.strip() in ("tmpfs", "ramfs")


def room_of(path):
    """The folder under daemon/; None for a library's source."""
    if not path.startswith(DAEMON):
        return None
    return os.path.dirname(path.removeprefix(DAEMON)) or "main"


class Costs:
    """A dump of callgrind's, written without compression: costs by room."""

    def __init__(self, path):
        self.rooms, self.all = {}, 0
        self.object = self.function = self.room = self.callee_room = None
        self.in_call = False
        with open(path, encoding="utf-8", errors="replace") as file:
            for line in file:
                self.take(line.rstrip("\n"))

    def add(self, room, cost):
        if room is not None:
            self.rooms[room] = self.rooms.get(room, 0) + cost

    def take(self, line):
        key, equals, value = line.partition("=")
        if line[:1].isdigit():
            self.take_cost(int(line.split()[1]))
        elif key == "fl" and equals:
            self.room = self.callee_room = room_of(value)
        elif key == "ob" and equals:
            self.object = value
        elif key == "fn" and equals:
            self.function = value
        elif key in ("cfi", "cfl") and equals:
            self.callee_room = room_of(value)
        elif key == "calls" and equals:
            self.in_call = True

    def take_cost(self, cost):
        """Self, or what a call took with all that it called in turn. A callee without a line of its
        own for its file is of the caller's."""
        if not self.in_call:
            self.add(self.room, cost)
            self.all += cost
            return
        if self.room is not None and self.callee_room is None:
            self.add(self.room, cost)
        elif self.room is None and self.callee_room is not None and not self.is_root():
            self.add(self.callee_room, -cost)
        self.in_call = False
        self.callee_room = self.room

    def is_root(self):
        return "/libc." in self.object and ROOTS.match(self.function)


def build_daemon(build):
    """The same Release build with debug information, which says what function is of which file."""
    folder = os.path.join(build, "bench-profile")
    for words in (["cmake", "-G", "Ninja", "-S", SOURCE, "-B", folder, "-DCMAKE_BUILD_TYPE=Release",
                   "-DSANITIZE=", "-DCMAKE_C_FLAGS=-g", "-DBUILD_TESTING=OFF"],
                  ["cmake", "--build", folder, "--target", "milestoned"]):
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(words)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return os.path.join(folder, "daemon", "milestoned")


def measure(at, daemon, batches):
    out = os.path.join(at.folder, f"callgrind.{batches}")
    before = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", "--compress-strings=no",
              "--compress-pos=no", "--quiet"]
    with at.daemon(stand.FAR, before, daemon) as under:
        done = at.load(under.intake, BATCH, batches, 4)
        if done["accepted"] != batches * BATCH:
            raise RuntimeError(f"under callgrind: {done}")
        under.stop()
    costs = Costs(out)
    os.unlink(out)
    return costs


def instructions(at):
    """[(room, instructions for each event)], all of them first; empty, with the reason told, where
    they cannot be counted."""
    if not shutil.which("valgrind"):
        print("bench: where the instructions go is left out: there is no valgrind", file=sys.stderr)
        return []
    daemon = build_daemon(at.build)
    short, long = measure(at, daemon, SHORT), measure(at, daemon, LONG)
    events = (LONG - SHORT) * BATCH
    every = (long.all - short.all) / events
    rooms = {room: (cost - short.rooms.get(room, 0)) / events for room, cost in long.rooms.items()}
    rooms["libzmq's threads and libc's"] = every - sum(rooms.values())
    return [("all", every)] + sorted(rooms.items(), key=lambda item: -item[1])


def of_core(at, case):
    """Instructions for each event of one case of bench-core, its warm-up and start aside; None where they
    cannot be counted. Their ratio is the same on every machine, whatever its caches."""
    if not shutil.which("valgrind"):
        return None
    counted = []
    for batches in (SHORT, LONG):
        words = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", at.program("bench-core"), "1",
                 str(batches), str(case)]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        counted.append(int(re.search(r"Collected : (\d+)", done.stderr).group(1)))
    return (counted[1] - counted[0]) / ((LONG - SHORT) * BATCH)


def of_outlooks(at):
    """Instructions for each series of bench-outlooks: a figure that comes in, and its ten outlooks when the day
    closes."""
    if not shutil.which("valgrind"):
        return None
    counted = []
    for closings in (1, 3):
        words = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", at.program("bench-outlooks"), "1",
                 str(closings)]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        counted.append(int(re.search(r"Collected : (\d+)", done.stderr).group(1)))
    return (counted[1] - counted[0]) / (2 * 1000)
