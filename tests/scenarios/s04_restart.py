"""Whatever stops the daemon, what it told stands to the byte: stopped and started, killed, its store
thrown away. A changed configuration is taken up at a start: a new milestone is told at once, as
backfill; one that is gone is told no more, and what it had told stays.
"""
import os
import subprocess

import trade
import wire
from daemon import Daemon
from scenario import gapless, import_all, same, scenario, state, step
from wire import desk_pb2, notification_pb2, word


def entries(daemon):
    """The journal as an independent reader sees it; the folder of a daemon that does not run."""
    done = subprocess.run(["/usr/bin/python3", "-B", os.path.join(wire.SOURCE, "tests", "support", "journal_reader.py"),
                           os.path.join(daemon.state, "journal")], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def stands(daemon, told, expected, applied=None):
    same(daemon.replay(), told, "notifications, byte for byte")
    same(state(daemon), expected)
    if applied is not None:
        same(daemon.counters()["entries_applied"], applied, "entries replayed")


def ends(daemon, told, expected, rest):
    step("stopped and started: the checkpoint holds all, nothing is replayed")
    daemon.restart()
    status = daemon.ask("status")
    same(status.checkpoint, status.position)
    stands(daemon, told, expected, applied=0)

    step("killed and started: the same")
    daemon.kill()
    daemon.start()
    stands(daemon, told, expected)

    step("more comes, and it is killed before a checkpoint: the tail is replayed from the last one")
    checkpoint = daemon.ask("status").checkpoint
    import_all(daemon, table=rest)
    position, more = daemon.ask("status").position, daemon.replay()
    assert more[:len(told)] == told and len(more) > len(told), "sequences go on"
    now = state(daemon)
    daemon.kill()
    daemon.start()
    stands(daemon, more, now, applied=position - checkpoint)
    assert daemon.ask("status").position >= position
    return more, now


def without_store(daemon, told, expected):
    step("the store is thrown away: all is replayed from the journal, to the same bytes")
    daemon.stop()
    lines = entries(daemon)
    assert lines[-1].startswith("end ") and " torn 0 " in lines[-1], lines[-1]
    daemon.forget_store()
    daemon.start()
    stands(daemon, told, expected)
    applied, position = daemon.counters()["entries_applied"], daemon.ask("status").position
    assert position - applied <= 1, f"{applied} of {position} entries replayed"
    gapless(daemon.told())

    step("and once more after a kill in the middle of nowhere")
    daemon.kill()
    daemon.forget_store()
    daemon.start()
    stands(daemon, told, expected)


def cursors(daemon, told):
    step("a subscriber's cursor of before goes on after it, and only behind it")
    half = notification_pb2.Notification.FromString(told[len(told) // 2])
    cursor = desk_pb2.Cursor(journal_id=half.journal_id, epoch=half.epoch, sequence=half.sequence)
    page = daemon.ask("replay", after=cursor, topics=[], limit=10)
    assert not page.diverged and not page.gone
    same(list(page.notifications), told[half.sequence:half.sequence + 10])

    step("the cursor of another journal is told to begin anew")
    page = daemon.ask("replay", after=desk_pb2.Cursor(journal_id=b"another journal.", epoch=1, sequence=5), topics=[])
    same((page.diverged, page.diverged_after, len(page.notifications)), (True, 0, 0))


def reconfigured(daemon, told):
    with open(trade.DEMO, encoding="utf-8") as file:
        text = file.read()

    step("a milestone is added over a restart: what it would have told comes as backfill, from the configuration")
    daemon.stop()
    daemon.configure(text + "  - {name: turnover-38bn, measure: turnover, reach: 38 bn USD, each: year, from: 2006-01-01}\n")
    daemon.start()
    fresh = daemon.told(after=len(told))
    same({n.milestone for n in fresh}, {"turnover-38bn"})
    same({(n.backfill, word(notification_pb2.Cause.What, n.cause.what)) for n in fresh}, {(True, "configuration")})
    same({n.instance: n.reached.period for n in fresh if n.kind == notification_pb2.KIND_REACHED},
         {"2011": "2011-12", "2021": "2021-12"})
    same(daemon.replay()[:len(told)], told)
    told = daemon.replay()

    step("one is removed: it is told no more, and nothing is said of it; what it told stays")
    daemon.stop()
    daemon.configure("\n".join(line for line in text.splitlines() if "turnover-20bn" not in line) + "\n")
    daemon.start()
    same(daemon.replay(), told)
    same([row for row in daemon.json("milestones") if row["milestone"] in ("turnover-20bn", "turnover-38bn")], [])

    step("started again with the same files: no new configuration, no news")
    position = daemon.ask("status").position
    daemon.restart()
    entry = daemon.ask("status").position
    same(daemon.replay(), told)
    assert entry - position <= 1, f"{entry - position} entries more"

    step("configuration entries are replayed with the rest")
    daemon.stop()
    daemon.forget_store()
    daemon.start()
    same(daemon.replay(), told)
    gapless(daemon.told())

    step("a configuration that is wrong stops the start, names the place, and harms nothing")
    daemon.stop()
    before = entries(daemon)
    daemon.configure(text.replace("measure: turnover-12m", "measure: turnover-13m"))
    daemon.start(ready=False)
    same(daemon.ended(), 78)
    assert "turnover-12m" in daemon.log() and "milestoned.yaml:" in daemon.log(), daemon.log()
    same(entries(daemon), before)
    daemon.configure(text)
    daemon.start()
    same(daemon.replay()[:len(told)], told)


with scenario("s04: stops, kills, restarts"):
    with Daemon(trade.DEMO) as daemon:
        first, rest = trade.tables(daemon.folder, "2012-06")
        step("figures up to June 2012")
        import_all(daemon, table=first)
        told, expected = ends(daemon, daemon.replay(), state(daemon), rest)
        without_store(daemon, told, expected)
        cursors(daemon, told)
        reconfigured(daemon, told)
