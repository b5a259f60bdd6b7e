"""The same figures in other orders: shuffled, backwards, several releases open at once, ends before
batches, everything twice, in batches of 1, 7 and 1000. What is known at the end does not depend on
the order in which it came: the same sums, states and months.
"""
import json
import os
import subprocess

import trade
import wire
from daemon import Daemon
from scenario import gapless, import_all, same, scenario, state, step
from wire import event_pb2, notification_pb2, receipt_pb2, word

SHUFFLE = os.path.join(wire.BUILD, "tests", "support", "shuffle", "mst-shuffle")

ORDERS = (
    ("rows shuffled within their releases", "--rows=shuffle:1"),
    ("the newest release first", "--order=releases=reverse"),
    ("releases shuffled, seed 1", "--order=releases=shuffle:1"),
    ("releases shuffled, seed 2, in batches of 7", "--order=releases=shuffle:2", "--batch-size=7", "--rows=shuffle:2"),
    ("releases shuffled, seed 3, ends first", "--order=releases=shuffle:3", "--ends=first", "--batch-size=7"),
    ("three releases open at once", "--interleave=3", "--batch-size=7"),
    ("seven releases open at once, newest first", "--interleave=7", "--batch-size=7", "--order=releases=reverse"),
    ("ends before their batches", "--ends=first"),
    ("everything twice", "--twice"),
    ("everything twice, newest first, ends first, shuffled", "--twice", "--order=releases=reverse", "--ends=first",
     "--rows=shuffle:4", "--batch-size=7"),
    ("in batches of 1", "--batch-size=1"),
    ("in batches of 1000", "--batch-size=1000"),
    # The day of `clock: events` leaps by years while releases are open.
    ("releases shuffled, three open at once, seed 1", "--order=releases=shuffle:1", "--interleave=3"),
    ("releases shuffled, seven open at once, seed 2", "--order=releases=shuffle:2", "--interleave=7", "--batch-size=7",
     "--rows=shuffle:2"),
    ("releases shuffled, ends first, five open at once, seed 3", "--order=releases=shuffle:3", "--ends=first",
     "--batch-size=7", "--interleave=5"),
)


def shuffled(daemon, *options):
    done = subprocess.run([SHUFFLE, "--folder", daemon.run, *options, trade.MAPPING, trade.TABLE],
                          capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"{options}: {done.returncode} {done.stdout} {done.stderr}\n{daemon.log()}"
    return {name: int(count) if str(count).isdigit() else count for name, count in json.loads(done.stdout).items()}


def last_told(daemon):
    """What a subscriber believes who heard everything: the last word on each milestone."""
    return {(n.milestone, n.instance): (word(notification_pb2.Outcome, n.outcome), n.reached.period)
            for n in daemon.told() if n.milestone}


def agrees(daemon, expected, believed):
    same(state(daemon, known=False), expected)
    gapless(daemon.told())
    same(sorted((key, value) for key, value in last_told(daemon).items()),
         sorted((key, value) for key, value in believed.items()))


def undated(lines):
    """Without the day, the last vintage and how many records have ever been seen."""
    return [line for line in lines if not line.startswith(("fts-ru until", "day "))]


def vintages(daemon):
    expected, before = state(daemon), state(daemon, known=False)
    step("all figures again as an older vintage: stale, nothing changes and nothing is told")
    told = daemon.ask("status").sequence
    counts = shuffled(daemon, "--vintage-shift=-20")
    same(counts["accepted"], 0, str(counts))
    same(state(daemon), expected)
    same(daemon.ask("status").sequence, told)

    step("an older vintage with a record that nobody has seen: stale as well, and not counted")
    unseen = trade.event("2015-03", "BY", "X", 999_999_999_999)
    unseen.id += "-unseen"
    last = daemon.publish(*trade.release([unseen], ["2015-03"], "2015-05-01"))[-1]
    same(last.release.state, receipt_pb2.RELEASE_STATE_COUNTED)
    same((last.release.counts.stale, last.release.counts.accepted), (1, 0))
    assert not daemon.ask("record", source=trade.SOURCE, id=unseen.id).counts
    same(undated(state(daemon)), undated(expected))
    same(daemon.ask("status").sequence, told)

    step("all figures again as a newer vintage: the same sums and states")
    shuffled(daemon, "--vintage-shift=5", "--order=releases=shuffle:5")
    same(undated(state(daemon, known=False)), undated(before))


def lacking(expected, believed):
    with Daemon(trade.DEMO) as daemon:
        step("a batch is missing in every release: nothing counts, and each says what it lacks")
        done = subprocess.run([SHUFFLE, "--folder", daemon.run, "--batch-size=7", "--leave-out-batch=3", trade.MAPPING,
                               trade.TABLE], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done
        same(daemon.ask("status").records, 0)
        same(daemon.ask("status").sequence, 0)
        rows = daemon.ask("releases").rows
        same(len(rows), 192)
        for row in rows:
            same((row.verdict.state, row.verdict.batches, row.verdict.batches_present, list(row.verdict.missing)),
                 (receipt_pb2.RELEASE_STATE_OPEN, 5, 4, [3]), row.verdict.vintage.date)
        shown = daemon.ctl("releases")
        assert "3" in shown, shown

        step("after a restart they are still waiting, for the same")
        daemon.restart()
        same([list(row.verdict.missing) for row in daemon.ask("releases").rows], [[3]] * 192)

        step("the missing batches come: all counts, as if nothing had been")
        shuffled(daemon, "--batch-size=7")
        agrees(daemon, expected, believed)


with scenario("s02: other orders"):
    with Daemon(trade.DEMO) as daemon:
        step("in the order in which they were published")
        import_all(daemon)
        expected, believed = state(daemon, known=False), last_told(daemon)
        vintages(daemon)
    for title, *options in ORDERS:
        with Daemon(trade.DEMO) as daemon:
            step(title)
            shuffled(daemon, *options)
            agrees(daemon, expected, believed)
    lacking(expected, believed)
