"""What a daemon bears, as a table: each crowd or attacker with the limit that stops it, its counter, what it
got, and what a publisher that behaves kept of its throughput.

    run.py [--seconds N] [--json] [TITLE]...

The publisher is measured alone, then beside the crowd, in the same run. Of a crowd that sends batches
itself its share is that of one connection among all that send; of any other it is all of what it had
alone. It must keep at least half of its share, and nothing that was acknowledged is lost.
"""
import argparse
import json
import os
import subprocess
import sys
import textwrap
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..", "support"))

import ports  # noqa: E402
import wire  # noqa: E402
from daemon import Daemon, Gone  # noqa: E402

PEERS = os.path.join(os.path.dirname(os.path.realpath(__file__)), "peers.py")

PORTS = {"intake": ports.hold(), "notifications": ports.hold()}

CONFIGURATION = """\
currency: USD
clock: events
free-space-floor: 16 MiB
endpoints:
  intake: ["ipc://%(run)s/intake", "tcp://127.0.0.1:%(intake)d"]
  notifications: ["ipc://%(run)s/notifications", "tcp://127.0.0.1:%(notifications)d"]
sources:
  - {name: good, kinds: trade, reports: BY, resolution: day, numbers: explicit}
  - {name: flood, kinds: trade, reports: BY, resolution: day, numbers: explicit}
  - {name: limited, kinds: trade, reports: BY, resolution: day, numbers: explicit, events-max: 50_000}
corridors:
  - {name: north, between: [BY, RU]}
measures:
  - {name: good, corridor: north, sum: trade.value, sources: good, window: since-2024-01-01}
  - {name: crowd, corridor: north, sum: trade.value, sources: flood, window: since-2024-01-01, by: hs6, series-max: 1000}
milestones:
%(milestones)s
"""


def configuration(run):
    marks = "".join(f"  - {{name: m-{mark}, measure: good, reach: {mark * 1000} USD, from: 2024-01-01}}\n"
                    for mark in range(1, 200))
    return CONFIGURATION % {"run": run, **PORTS, "milestones": marks}


# title, peer, endpoint, how many senders it is, the limit, counters to show, policy
ROWS = (
    ("a thousand publishers of single events", "thousand", "intake", 1000, "LimitNOFILE=65536 of the unit",
     ("batches_received",), "each connection in turn; the unit has descriptors for as many"),
    ("a flood of tiny batches", "tiny", "intake", 1, "TURNS_PEER_MESSAGES_MAX, journal-pending-limit",
     ("batches_received", "batches_crowded", "intake_pauses", "replies_lost"),
     "turns by cost; back-pressure; beyond its part, while others wait: come later"),
    ("a flood of the largest batches", "largest", "intake", 1, "MESSAGE_BYTES_MAX, BATCH_EVENTS_MAX, TURNS_PEER_BYTES_MAX",
     ("batches_crowded", "intake_pauses"),
     "turns by cost; back-pressure; beyond its part, while others wait: come later"),
    ("distinct ids without end", "ids", "intake", 1, "events-max of the source", ("batches_over_quota",),
     "refused by name: the quota of the source"),
    ("distinct series without end", "series", "intake", 1, "series-max of the measure", ("series",),
     "the breakdown closes, the total goes on"),
    ("garbage", "garbage", "intake", 1, "the decoder's", ("batches_refused",), "refused by name, one line a minute"),
    ("subscribers that never read", "deaf", "notifications", 0, "SNDHWM 10,000 messages for each", ("subscriptions",),
     "its stream is dropped for it alone, it may replay"),
    ("a flood of subscriptions", "topics", "notifications", 0, "SUBSCRIPTIONS_MAX, then MemoryMax",
     ("subscriptions", "unsubscriptions"), "taken in every 10 ms; an administrator is told beyond it"),
    ("silent and slow handshakes on tcp", "silent", "intake-tcp", 0, "HANDSHAKE_IVL 5 s", (), "closed when it is over"),
    ("giant frames", "giant", "intake-tcp", 0, "MAXMSGSIZE 1 MiB", (), "the connection is closed"),
    ("floods of questions", "questions", "desk", 0, "QUESTIONS_A_TURN, SNDHWM 64", ("questions", "replies_lost"),
     "a bounded number in each turn of the loop"),
)


def peer(name, address, seconds, *more, low=True):
    nice = ("nice", "-n", "10") if low else ()
    return subprocess.Popen([*nice, sys.executable, "-B", PEERS, name, address, str(seconds), *map(str, more)],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ, MILESTONE_BUILD=wire.BUILD))


def outcome(process, seconds):
    out, error = process.communicate(timeout=seconds + 60)
    assert process.returncode == 0, error
    return json.loads(out)


def resident(daemon):
    with open(f"/proc/{daemon.process.pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) // 1024


class Good:
    """The one that behaves; ids go on from one measurement to the next."""

    def __init__(self, daemon):
        self.daemon, self.next, self.batches = daemon, 0, 0

    def begin(self, seconds):
        return peer("good", self.daemon.endpoint("intake"), seconds, self.next, low=False)

    def end(self, process, seconds):
        ret = outcome(process, seconds)
        self.next, self.batches = ret["last"], self.batches + ret["batches"]
        return ret


def address_of(daemon, endpoint):
    return f"tcp://127.0.0.1:{PORTS['intake']}" if endpoint == "intake-tcp" else daemon.endpoint(endpoint)


def crowded(row, seconds):
    title, name, endpoint, senders, limit, counters, policy = row
    with Daemon(configuration) as daemon:
        good = Good(daemon)
        good.end(good.begin(1), 1)
        before = good.end(good.begin(seconds), seconds)
        counted, memory = daemon.counters(), resident(daemon)
        crowd = peer(name, address_of(daemon, endpoint), seconds + 2)
        started = time.monotonic()
        while time.monotonic() < started + 1:
            daemon.ask("status")
        during = good.end(good.begin(seconds), seconds)
        got = outcome(crowd, seconds + 2)
        grown, after = resident(daemon) - memory, daemon.counters()
        (measure,) = daemon.ask("measure", measure="good").rows
        records = sum(source.events for source in daemon.ask("sources").rows if source.source == "good")
        assert records >= good.batches * 20, f"{good.batches * 20} events were acknowledged, {records} are there"
        assert measure.value.units > 0
    kept = during["rate"] / before["rate"]
    return {"title": title, "limit": limit, "policy": policy, "got": got,
            "counters": {counter: after[counter] - counted[counter] for counter in counters},
            "senders": senders, "before": round(before["rate"]), "during": round(during["rate"]), "kept": kept,
            "of_share": kept * (1 + senders), "p50_ms": (before["p50_ms"], during["p50_ms"]), "memory_mib": grown}


def show(row):
    print(row["title"])
    lines = (("limit", row["limit"]), ("policy", row["policy"]), ("it got", json.dumps(row["got"])),
             ("counters", json.dumps(row["counters"])),
             ("the good one", f"{row['before']:,} events/s alone, {row['during']:,} beside it: kept {100 * row['kept']:.0f} %, "
              f"{100 * row['of_share']:.0f} % of its share; median {row['p50_ms'][0]:.1f} and {row['p50_ms'][1] or 0:.1f} ms"),
             ("memory", f"{row['memory_mib']:+} MiB"))
    for name, text in lines:
        print(textwrap.fill(text, 110, initial_indent=f"    {name + ':':<14}", subsequent_indent=" " * 18))
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=4, help="of each measurement")
    parser.add_argument("--json", action="store_true", help="a line for each row")
    parser.add_argument("titles", nargs="*")
    options = parser.parse_args()
    failed = 0
    for row in ROWS:
        if options.titles and row[0] not in options.titles:
            continue
        try:
            done = crowded(row, options.seconds)
        except (AssertionError, Gone) as error:
            print(f"{row[0]}\n{textwrap.indent(str(error), '    ')}", flush=True)
            failed += 1
            continue
        print(json.dumps(done), flush=True) if options.json else show(done)
        if done["of_share"] < 0.5:
            print("    less than half of its share")
            failed += 1
    print(f"{failed} rows failed" if failed else "the good one kept at least half of its share in every row")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
