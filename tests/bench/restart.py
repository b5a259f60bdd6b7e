"""How soon a daemon serves again that was killed at full load: from the start of the process to READY=1, the
replay of the journal's tail included, with so many records. Beside it, as a yardstick, a start without a tail
(it was stopped), and one with the files not in memory where that can be had. Seconds of the processor are told
beside those of the clock: on a machine that others use, too, they say what the start itself takes. Prints a
JSON object for each kill, and one at the end."""
import json
import re
import statistics
import sys
import time

BATCH = 1000
FILL = 200_000        # events at a time while it is filled
TAIL_EVENTS = 120_000 # at least, between a start and the kill
KILLS = 5


def say(line):
    print(json.dumps(line), flush=True)
    print("  ".join(f"{name} {value}" for name, value in line.items()), file=sys.stderr)


def started(daemon):
    """Seconds to READY=1 and those of the processor in it, and entries that were replayed on the way."""
    before = len(daemon.said())
    began = time.monotonic()
    daemon.start()
    seconds, cpu = time.monotonic() - began, sum(daemon.cpu_seconds())
    replayed = re.findall(r"replayed (\d+) entries .* in (\d+) ms", daemon.said()[before:])
    return seconds, cpu, int(replayed[-1][0]) if replayed else 0


def forget_caches():
    try:
        with open("/proc/sys/vm/drop_caches", "w", encoding="ascii") as file:
            file.write("3\n")
        return True
    except OSError:
        return False


def kill_at_full_load(at, daemon, first):
    """As the load runs, somewhere between two checkpoints."""
    accepted = daemon.counter("events_accepted")
    with at.loading(daemon.intake, BATCH, 8, 0, first):
        while daemon.counter("events_accepted") < accepted + TAIL_EVENTS:
            pass
        position, checkpoint = daemon.counter("journal_settled"), daemon.counter("store_position")
        daemon.process.kill()
        daemon.process.wait()
    return position - checkpoint


def restarts(at, records):
    with at.daemon() as daemon:
        began = time.monotonic()
        for first in range(1, records, FILL):
            at.load(daemon.intake, BATCH, FILL // BATCH, 8, 1, first)
        say({"records": records, "filled_in_seconds": round(time.monotonic() - began, 1)})
        times, cpus = [], []
        for kill in range(KILLS):
            tail = kill_at_full_load(at, daemon, (kill + 1) * 10 ** 9)
            seconds, cpu, replayed = started(daemon)
            times.append(seconds)
            cpus.append(cpu)
            say({"kill": kill + 1, "ready_seconds": round(seconds, 3), "cpu_seconds": round(cpu, 2),
                 "replayed_entries": replayed, "tail_when_killed": tail})
        daemon.stop()
        stopped, stopped_cpu, _ = started(daemon)
        daemon.stop()
        cold = started(daemon)[0] if forget_caches() else None
        say({"records": records, "ready_after_kill_median": round(statistics.median(times), 3),
             "ready_after_kill_worst": round(max(times), 3), "cpu_after_kill_median": round(statistics.median(cpus), 2),
             "ready_after_stop": round(stopped, 3), "cpu_after_stop": round(stopped_cpu, 2),
             "ready_after_stop_nothing_in_memory": None if cold is None else round(cold, 3)})
