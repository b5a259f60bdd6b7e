"""The figures: each beside a yardstick that was measured in the same run, since a disk or a machine
has good and bad hours. Prints one JSON object a line: name, value, unit, yardstick (the name of the
figure it is held against), ratio (value / yardstick's value), low and high (of the rounds).

Rounds are interleaved: each round takes every figure once. The median of the rounds is told, and the
median of their ratios: a bad hour strikes both sides of those alike. A round's
daemon starts on an empty state and is given 100,000 records first, so that checkpoints are being
written while it is measured, as they would be for ever."""
import argparse
import collections
import json
import os
import statistics
import sys
import time

import closes
import restart
import soak
import stand
import where

RECORDS_BEFORE = 100_000
CROSSINGS = 1000 # so that one in a thousand is one
BATCH = 1000
BESIDE = ("idle", "a tenth of the load", "half of the load")
SHARES = ("p50", "p99", "p99.9")

figures = collections.defaultdict(list) # name -> values, one for each round
units = {}


def note(name, value, unit):
    figures[name].append(value)
    units[name] = unit


def ratio_of(name, against):
    """None if there is no yardstick, or it is too small to be one."""
    ours, theirs = figures[name], figures[against]
    if len(ours) == len(theirs) and all(theirs):
        return statistics.median(value / yardstick for value, yardstick in zip(ours, theirs))
    return statistics.median(ours) / statistics.median(theirs) if statistics.median(theirs) else None


def tell(name, against=None):
    values, ratio = figures[name], ratio_of(name, against) if against else None
    line = {"name": name, "value": round(statistics.median(values), 3), "unit": units[name], "yardstick": against,
            "ratio": None if ratio is None else round(ratio, 4), "low": round(min(values), 3),
            "high": round(max(values), 3)}
    print(json.dumps(line), flush=True)
    print(f"{name:56} {line['value']:12,.1f} {units[name]:18} {line['low']:12,.1f} - {line['high']:,.1f}"
          + (f", {ratio:.3f} of {against}" if ratio is not None else ""), file=sys.stderr)


def rate(done, expected=None):
    if expected is not None and done["accepted"] != expected:
        raise RuntimeError(f"{expected} events were to be accepted: {done}")
    return done["events"] / done["seconds"]


def device_bytes(folder):
    """Written to the disk under `folder`, by everybody."""
    device = os.stat(folder).st_dev
    with open("/proc/diskstats", encoding="ascii") as file:
        for line in file:
            words = line.split()
            if (int(words[0]), int(words[1])) == (os.major(device), os.minor(device)):
                return int(words[9]) * 512
    return None


# ---- what a round takes ----

def yardsticks(at, events):
    for kind, batches in (("raw", 4 * events // BATCH), ("ceiling", 2 * events // BATCH)):
        for in_flight in (1, 8):
            with at.yard(kind) as yard:
                done = at.load(yard.intake, BATCH, batches, in_flight)
                note(f"{kind}, {in_flight} in flight", rate(done), "events/s")
    with at.yard("ceiling") as yard:
        done = at.load(yard.intake, 10, events // 40, 1, 100)
        note("ceiling, 100 publishers of 10", rate(done), "events/s")
    with at.yard("ceiling") as yard:
        done = at.load(yard.intake, 1, events // 20, 1, 1000)
        note("ceiling, 1000 publishers of 1", rate(done), "events/s")


def receipts(at, events, in_flight):
    """Durable batches of 1000; and what they cost, with eight in flight."""
    with at.daemon() as daemon:
        at.load(daemon.intake, BATCH, RECORDS_BEFORE // BATCH, 8)
        cpu, written = daemon.cpu_seconds(), device_bytes(at.folder)
        done = at.load(daemon.intake, BATCH, events // BATCH, in_flight, 1, RECORDS_BEFORE + 1)
        note(f"daemon, {in_flight} in flight", rate(done, events), "events/s")
        if in_flight == 8:
            after = daemon.cpu_seconds()
            note("cpu, deciding thread", (after[0] - cpu[0]) / events * 1e6, "us/event")
            note("cpu, threads behind", (after[1] - cpu[1]) / events * 1e6, "us/event")
            note("sent to it", done["bytes"] / events, "bytes/event")
            if written is not None:
                written = device_bytes(at.folder) - written
                note("written to the disk, by everybody", written / events, "bytes/event")
            note(f"own memory, {RECORDS_BEFORE:,} records before", daemon.own_bytes() / 2 ** 20, "MiB")


def small_batches(at, publishers, size, batches, years, name):
    """Each is judged for itself: what a judgement costs shows here, also with the years of days that
    the measure has behind it."""
    with at.daemon() as daemon:
        at.load(daemon.intake, BATCH, RECORDS_BEFORE // BATCH, 8, years=years)
        done = at.load(daemon.intake, size, batches, 1, publishers, RECORDS_BEFORE + 1, years)
        note(name, rate(done, batches * size), "events/s")


def many_milestones(at, events):
    """On one series: half of them are reached by the records before, half never."""
    usd = [n * 1000 for n in range(1, 501)] + [10 ** 14 + n for n in range(500)]
    with at.daemon(stand.targets("turnover", usd)) as daemon:
        at.load(daemon.intake, BATCH, RECORDS_BEFORE // BATCH, 8)
        done = at.load(daemon.intake, BATCH, events // BATCH, 8, 1, RECORDS_BEFORE + 1)
        note("daemon, 8 in flight, 1000 milestones", rate(done, events), "events/s")


def latency(at, load_rate):
    """Idle, then beside a tenth and beside half of the load that the daemon has just carried."""
    with at.daemon(stand.FAR + stand.targets("crossed", range(1, 3 * CROSSINGS + 1))) as daemon:
        at.load(daemon.intake, BATCH, RECORDS_BEFORE // BATCH, 8)
        daemon.stop() # its checkpoint is written
        daemon.start()
        crossings(at, daemon, BESIDE[0], 1)
        for i, share in enumerate((10, 2), 1):
            with at.loading(daemon.intake, BATCH, 8, load_rate / share, i * 10 ** 9):
                crossings(at, daemon, BESIDE[i], i * CROSSINGS + 1)


def crossings(at, daemon, beside, first):
    heard = at.run("bench-crossings", daemon.intake, daemon.notifications, at.folder, CROSSINGS, first)
    for share in SHARES:
        note(f"fdatasync of 4 KiB, {beside}, {share}", heard[f"sync_{share}_usec"], "us")
        note(f"crossing to notification, {beside}, {share}", heard[f"{share}_usec"], "us")


class History:
    """A daemon that has so many records when it is measured first, and more each time."""

    def __init__(self, at, records):
        self.at, self.records, self.daemon = at, records, at.daemon()
        self.name = f"daemon, 8 in flight, {records:,} records before"
        self.memory_name = f"own memory, {records:,} records before"
        at.load(self.daemon.intake, BATCH, records // BATCH, 8)

    def measure(self, events):
        done = self.at.load(self.daemon.intake, BATCH, events // BATCH, 8, 1, self.records + 1)
        self.records += events
        note(self.name, rate(done, events), "events/s")
        note(self.memory_name, self.daemon.own_bytes() / 2 ** 20, "MiB")


def core_alone(at, options):
    """What a configuration of many tallies or milestones costs an event: bench-core prints its own lines;
    beside them the instructions, which no cache and no neighbour moves."""
    for line in at.run_lines("bench-core", options.rounds):
        print(json.dumps(line), flush=True)
        ratio = f", {line['ratio']:.3f} of {line['yardstick']}" if "ratio" in line else ""
        print(f"{line['name']:56} {line['value']:12,.1f} {line['unit']}{ratio}", file=sys.stderr)
        if options.no_profile or not line["name"].startswith("core, "):
            continue
        count = where.of_core(at, sum(name.startswith("instructions of core, ") for name in figures))
        if count is not None:
            note(f"instructions of {line['name']}", count, "instructions/event")
            tell(f"instructions of {line['name']}",
                 f"instructions of {line['yardstick']}" if "yardstick" in line else None)


def outlooks_alone(at, options):
    """What it costs that a day closes, where every series has outlooks to be worked out."""
    for line in at.run_lines("bench-outlooks", options.rounds):
        print(json.dumps(line), flush=True)
        print(f"{line['name']:56} {line['value']:12,.1f} {line['unit']}, {line['ratio']:.2f} of {line['yardstick']}",
              file=sys.stderr)
    if not options.no_profile and (count := where.of_outlooks(at)) is not None:
        note("instructions of a figure and ten outlooks", count, "instructions/series")
        tell("instructions of a figure and ten outlooks")


def outlooks_live(at, options):
    """What live publishers notice of them."""
    names = {}
    for _ in range(options.rounds):
        for name, value, unit in closes.measure_both(at):
            note(name, value, unit)
            names[name] = None
    half = len(names) // 2
    for yardstick, name in zip(list(names)[:half], list(names)[half:]):
        tell(yardstick)
        tell(name, yardstick)


def store_alone(at):
    """What it costs to know each record, as they become many; the yardstick is a raw file."""
    folder = at.fresh()
    *marks, start = at.run_lines("bench-store", os.path.join(folder, "store"), 400_000, 1_000_000, 3_000_000)
    at.drop(folder)
    for mark in marks:
        name = f"store, {round(mark['records'], -5):,} records"
        note(f"{name}: raw file", mark["raw_events_per_second"], "events/s")
        note(name, mark["events_per_second"], "events/s")
        note(f"{name}: written", mark["bytes_written_per_event"], "bytes/event")
        tell(f"{name}: raw file")
        tell(name, f"{name}: raw file")
        tell(f"{name}: written")
    note("store, start after a kill", start["open_usec"], "us")
    tell("store, start after a kill")


# ---- all of it ----

def tell_all(long, profile):
    for in_flight in (1, 8):
        tell(f"raw, {in_flight} in flight")
        tell(f"ceiling, {in_flight} in flight", f"raw, {in_flight} in flight")
        tell(f"daemon, {in_flight} in flight", f"ceiling, {in_flight} in flight")
        tell(f"daemon, {in_flight} in flight", f"raw, {in_flight} in flight")
    tell("ceiling, 100 publishers of 10")
    tell("daemon, 100 publishers of 10", "ceiling, 100 publishers of 10")
    tell("ceiling, 1000 publishers of 1")
    tell("daemon, 1000 publishers of 1", "ceiling, 1000 publishers of 1")
    tell("daemon, 100 publishers of 10, 10 years of days", "daemon, 100 publishers of 10")
    tell("cpu, deciding thread")
    tell("cpu, threads behind", "cpu, deciding thread")
    tell("sent to it")
    if "written to the disk, by everybody" in figures:
        tell("written to the disk, by everybody", "sent to it")
    for beside in BESIDE:
        for share in SHARES:
            tell(f"fdatasync of 4 KiB, {beside}, {share}")
            tell(f"crossing to notification, {beside}, {share}", f"fdatasync of 4 KiB, {beside}, {share}")
    tell("daemon, 8 in flight, 1000 milestones", "daemon, 8 in flight")
    tell(long.name, "daemon, 8 in flight")
    tell(f"own memory, {RECORDS_BEFORE:,} records before")
    tell(long.memory_name, f"own memory, {RECORDS_BEFORE:,} records before")
    for room, count in profile:
        note(f"instructions, {room}", count, "instructions/event")
    for room, _ in profile:
        tell(f"instructions, {room}", "instructions, all" if room != "all" else None)


def arguments():
    parser = argparse.ArgumentParser(prog="tests/run.sh bench --", description=__doc__.partition("\n\n")[0])
    parser.add_argument("--build", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--folder", help="on the disk to be measured; default: the build folder")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--events", type=int, default=400_000, help="of one measurement")
    parser.add_argument("--records", type=int, default=1_000_000, help="before a long history is measured")
    parser.add_argument("--soak", type=float, metavar="MINUTES", help="only half of the load for so long: does "
                        "anything grow?")
    parser.add_argument("--restart-only", action="store_true", help="only how soon it serves again after a kill at "
                        "full load, with --records")
    parser.add_argument("--outlooks-only", action="store_true", help="only what outlooks cost")
    parser.add_argument("--core-only", action="store_true", help="only what the core alone costs")
    parser.add_argument("--no-profile", action="store_true", help="leave out where the instructions go")
    parser.add_argument("--milestoned", help="another daemon than the one that was built here")
    return parser.parse_args()


def main():
    options = arguments()
    began = time.monotonic()
    at = stand.Stand(options.build, options.folder or options.build, options.milestoned)
    try:
        if options.core_only:
            core_alone(at, options)
            outlooks_alone(at, options)
            return
        if options.outlooks_only:
            outlooks_alone(at, options)
            outlooks_live(at, options)
            return
        if options.restart_only:
            restart.restarts(at, options.records)
            return
        if options.soak:
            soak.soak(at, 60 * options.soak)
            return
        if where.is_memory(at.folder):
            sys.exit(f"{at.folder} is in memory: --folder on a disk, since its sync is what is measured")
        long = History(at, options.records)
        for _ in range(options.rounds):
            yardsticks(at, options.events)
            receipts(at, options.events, 1)
            receipts(at, options.events, 8)
            long.measure(options.events)
            small_batches(at, 100, 10, options.events // 40, 1, "daemon, 100 publishers of 10")
            small_batches(at, 100, 10, options.events // 200, 10, "daemon, 100 publishers of 10, 10 years of days")
            small_batches(at, 1000, 1, options.events // 20, 1, "daemon, 1000 publishers of 1")
            many_milestones(at, options.events)
            latency(at, figures["daemon, 8 in flight"][-1])
        long.daemon.stop()
        tell_all(long, [] if options.no_profile else where.instructions(at))
        core_alone(at, options)
        outlooks_alone(at, options)
        outlooks_live(at, options)
        store_alone(at)
    finally:
        at.close()
    print(f"bench: {options.rounds} rounds in {time.monotonic() - began:.0f} s", file=sys.stderr)


main()
