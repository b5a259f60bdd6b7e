"""An auditor asks whether what the daemon keeps follows from its journal: while it runs and is fed, after
it was killed, with revisions, quarantine and another configuration on the way. Then somebody alters a byte:
of the journal, of the store; each time the place is named. And a part of the journal is looked at by hand.
"""
import contextlib
import json
import os
import shutil
import subprocess

import trade
import wire
from daemon import Daemon
from scenario import import_all, same, scenario, step
from wire import event_pb2


def configuration(milestones=""):
    with open(trade.DEMO, encoding="utf-8") as file:
        text = file.read().replace("sources:\n", "sources:\n"
                                   "  - {name: bulletin, kinds: trade, reports: BY, resolution: day, numbers: explicit}\n")
    return text + milestones + "checkpoint-interval: 1 s\ncheckpoint-events: 1000\n"


def verify(daemon, *options, folder=None, status=0):
    done = daemon.run_ctl("--json", "verify", *options, folder or daemon.state)
    same(done.returncode, status, done.stdout + done.stderr)
    return json.loads(done.stdout), done.stderr


def bulletin(number, count):
    """Events with long notes, so that a journal becomes long with few of them."""
    events = []
    for i in range(count):
        event = trade.event(f"2021-03-{i % 28 + 1:02d}", "RU", "X", 100, revision=1)
        event.id, event.trade.reporter, event.note = f"b-{number}-{i}", "BY", "n" * 500
        events.append(event)
    return trade.batch(events, "bulletin")


def revisions(daemon):
    """A month is published again with other figures, and two events that cannot be taken."""
    again = trade.by_period("2012-01", "2012-01")["2012-01"]
    for event in again:
        event.trade.value.units += 100_000_00
    receipts = daemon.publish(*trade.release(again, ["2012-01"], "2012-05-20", size=10))
    assert receipts[-1].release.counts.revised, receipts[-1]
    bad = bulletin(0, 3)
    bad.events[1].trade.partner = "XX"
    bad.events[2].trade.currency = "RUX"
    receipt = daemon.publish(bad)[0]
    same((receipt.counts.accepted, receipt.counts.refused), (1, 2))


def beside(daemon, rest):
    step("while a table is being imported: each time whole, each time further on")
    process = subprocess.Popen([os.path.join(wire.BUILD, "client", "ctl", "milestonectl"), "import", trade.MAPPING, rest],
                               env=dict(os.environ, MILESTONE_FOLDER=daemon.run), stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    seen = []
    while process.poll() is None or len(seen) < 2:
        report, _ = verify(daemon)
        same(report["verdict"], "whole")
        seen.append(int(report["entries"]))
    same(process.returncode, 0)
    same(seen, sorted(seen))


def offline(daemon):
    step("killed, and not started again: the journal's tail lies behind the checkpoint, and all of it is whole")
    told = daemon.replay()
    status = daemon.ask("status")
    daemon.kill()
    file = os.path.join(daemon.folder, "told")
    report, words = verify(daemon, "--told", file)
    same(report["verdict"], "whole")
    assert "is whole" in words, words
    assert int(report["entries"]) >= status.position, report
    assert int(report["statements"]) and int(report["rows"]), report
    same(report["outbox_hash"], status.outbox_hash.hex())
    same(int(report["outbox_sequence"]), len(told))
    same(int(report["quarantined"]), 2)
    with open(file, "rb") as bytes_told:
        for body in told:
            same(bytes_told.read(4), len(body).to_bytes(4, "little"))
            same(bytes_told.read(len(body)), body)
        same(bytes_told.read(), b"")
    daemon.start()
    daemon.stop()
    same(verify(daemon)[0]["verdict"], "whole")


@contextlib.contextmanager
def altered(path, at):
    """One bit is another, and then what it was."""
    with open(path, "r+b") as file:
        file.seek(at)
        byte = file.read(1)
        file.seek(at)
        file.write(bytes([byte[0] ^ 1]))
    yield
    with open(path, "r+b") as file:
        file.seek(at)
        file.write(byte)


def altered_journal(daemon):
    step("a bit in the middle of a complete segment: segment, byte and position are named")
    journal = os.path.join(daemon.state, "journal")
    segments = sorted(name for name in os.listdir(journal) if name.endswith(".seg"))
    assert len(segments) == 2, segments
    line = daemon.run_ctl("journal", "--state", daemon.state, "--format=csv", "--from", "4", "--to", "6").stdout
    assert line.count("\n") == 4, line
    for segment, part in ((segments[0], 0.3), (segments[0], 0.9), (segments[1], 0.5)):
        path = os.path.join(journal, segment)
        at = int(os.path.getsize(path) * part) // 8 * 8
        with altered(path, at):
            report, words = verify(daemon, status=1)
            same((report["verdict"], report["bad_segment"]), ("differs", segment))
            assert int(report["bad_offset"]) <= at < int(report["bad_offset"]) + 2_000_000, report
            assert f"position {report['bad_position']}" in words and segment in words, words
            same(verify(daemon, "--journal-only", status=1)[0]["bad_position"], report["bad_position"])
    step("a segment that is missing, and one that was cut")
    path = os.path.join(journal, segments[0])
    os.rename(path, path + ".away")
    report, words = verify(daemon, status=1)
    assert "missing" in words, words
    shutil.copyfile(path + ".away", path)
    os.truncate(path, os.path.getsize(path) - 8)
    report, words = verify(daemon, status=1)
    assert segments[0] in words, words
    os.rename(path + ".away", path)
    same(verify(daemon, "--journal-only")[0]["verdict"], "whole")


def altered_store(daemon):
    step("a bit of the store, in a statement, in what finds it, in LMDB's file: found, and the advice helps")
    store = os.path.join(daemon.state, "store")
    logs = sorted(name for name in os.listdir(store) if name.endswith(".log"))
    with altered(os.path.join(store, logs[0]), 40):
        report, words = verify(daemon, status=1)
        same(report["verdict"], "differs")
        assert "store" in words and int(report["bad_position"]) > 0, (report, words)
    path = os.path.join(store, "store.mdb")
    with open(path, "rb") as file:
        whole = file.read()
    with open(path, "wb") as file:
        file.write(whole.replace(b"turnover-25bn 2011: reached", b"turnover-25bn 2011: missed!"))
    report, words = verify(daemon, status=1)
    same(report["verdict"], "differs")
    assert "notifications: number " in words and int(report["bad_position"]) < int(report["store_position"]), words
    with open(path, "wb") as file:
        file.write(whole)
    same(verify(daemon)[0]["verdict"], "whole")
    daemon.forget_store()
    same(int(verify(daemon)[0].get("store_position", 0)), 0)
    daemon.start()
    daemon.stop()
    assert int(verify(daemon)[0]["store_position"]) > 0


def looked_into(daemon):
    step("entries by hand: of a kind, of a source, from a position on; one of them whole")
    def entries(*options):
        return daemon.json("journal", "--state", daemon.state, *options)
    kinds = {row["kind"] for row in entries()}
    assert {"upgrade", "configuration", "activate", "batch", "release-end", "outbox-hash"} <= kinds, kinds
    same(len(entries("--kind", "configuration")), 2)
    rows = entries("--source", "bulletin", "--kind", "batch")
    same({row["source"] for row in rows}, {"bulletin"})
    same(rows[0]["refused"], 2)
    one = entries(rows[0]["position"])[0]
    same([event.get("reason", "") for event in one["event_list"]], ["", "code", "code"], one)
    assert "corridors:" in entries("2")[0]["text"]
    last = entries()[-1]["position"]
    same(daemon.run_ctl("journal", "--state", daemon.state, str(int(last) + 1)).returncode, 1)


def archived(daemon):
    step("old segments on another disk: all is as before, and missed if it is not there")
    told, elsewhere = daemon.replay(), os.path.join(daemon.folder, "elsewhere")
    def archive():
        return daemon.json("archive", "--keep=0", "--state", daemon.state, elsewhere)[0]
    report = archive()
    same((report["segments_moved"], report["segments_elsewhere"], report["segments"]), ("1", "1", "2"))
    first = os.path.join(daemon.state, "journal", "000000000001.seg")
    assert os.path.islink(first)
    same(archive()["segments_moved"], "0")
    position = int(report["position"])
    same(daemon.ask("sources", as_of=position).rows[0].source, "bulletin")
    same(daemon.json("journal", "--state", daemon.state, str(position))[0]["position"], str(position))
    daemon.stop()
    same(verify(daemon, "--journal-only")[0]["verdict"], "whole")
    os.rename(elsewhere, elsewhere + "-away")
    daemon.start(ready=False)
    same(daemon.ended(), 74)
    assert "000000000001.seg" in daemon.log(), daemon.log()
    os.rename(elsewhere + "-away", elsewhere)
    daemon.start()
    same(daemon.replay(), told)


with scenario("s13: verified"):
    with Daemon(configuration()) as daemon:
        first, rest = trade.tables(daemon.folder, "2012-06")
        import_all(daemon, table=first)
        step("revisions, refused events, and a configuration over a restart")
        revisions(daemon)
        daemon.stop()
        daemon.configure(configuration("  - {name: turnover-38bn, measure: turnover, reach: 38 bn USD, each: year, "
                                       "from: 2006-01-01}\n"))
        daemon.start()
        beside(daemon, rest)
        offline(daemon)
        altered_store(daemon)
        looked_into(daemon)
        daemon.start()
        step("more than a segment holds")
        daemon.publish(*(bulletin(number, 1000) for number in range(1, 126)), window=8)
        daemon.stop()
        altered_journal(daemon)
        daemon.start()
        archived(daemon)
