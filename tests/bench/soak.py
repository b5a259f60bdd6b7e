"""Half of the load for a long time: distinct records without end, and each minute what the daemon holds of
its own (memory that no file stands behind), its open files, and how many events it took. Prints a JSON
object for each minute and one at the end; the growth of memory is told from a quarter of the time on,
when caches, fronts and pools have their size. Where the disk has less room, at the rate that it has room for."""
import json
import os
import subprocess
import sys
import time

MEASURE_SECONDS = 10
MINUTE = 60
BYTES_AN_EVENT = 320 # of the disk: journal and store, and what a merge has twice for a while


def say(line):
    print(json.dumps(line), flush=True)
    print("  ".join(f"{name} {value}" for name, value in line.items()), file=sys.stderr)


def ended(load, seconds):
    """Whether it does so within that time."""
    try:
        load.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def watch(daemon, load, seconds, rate):
    began, before, marks = time.monotonic(), daemon.counter("events_accepted"), []
    while (gone := time.monotonic() - began) < seconds:
        if ended(load, min(MINUTE, seconds - gone)):
            raise RuntimeError(f"the load ended: {daemon.said()}")
        events, gone = daemon.counter("events_accepted") - before, time.monotonic() - began
        marks.append({"seconds": round(gone), "events": events, "of_the_rate": round(events / gone / rate, 3),
                      "own_kib": daemon.own_bytes() // 1024, "descriptors": daemon.descriptors()})
        say(marks[-1])
    return marks


def room(at, seconds):
    """The rate at which so many seconds fit on the disk."""
    disk = os.statvfs(at.folder)
    return disk.f_bavail * disk.f_frsize / BYTES_AN_EVENT / seconds


def soak(at, seconds):
    """The daemon's own limit first, since half of it is what it must carry."""
    with at.daemon() as daemon:
        began, done = time.monotonic(), 0
        while time.monotonic() - began < MEASURE_SECONDS:
            done += at.load(daemon.intake, 1000, 100, 8, 1, 1 + done)["events"]
        rate = done / (time.monotonic() - began) / 2
        say({"half_of_the_load": round(rate), "unit": "events/s", "the_disk_has_room_for": round(room(at, seconds))})
        rate = min(rate, room(at, seconds))
        with at.loading(daemon.intake, 1000, 8, rate, 10 ** 9) as load:
            marks = watch(daemon, load, seconds, rate)
        late = marks[len(marks) // 4:]
        say({"end_of_events": marks[-1]["events"],
             "own_kib_at_a_quarter": late[0]["own_kib"], "own_kib_at_the_end": late[-1]["own_kib"],
             "growth": round(late[-1]["own_kib"] / late[0]["own_kib"], 4),
             "descriptors_most": max(mark["descriptors"] for mark in marks)})
