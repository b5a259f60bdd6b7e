"""A backup is made while publishers send; then the disk is lost, and the daemon goes on from the backup.
Nothing that had a receipt before the backup's position is lost; the publisher hears of a new epoch and sends
the rest again; subscribers, one of the library and one by protocol, are told what is void, and end with what
the daemon tells now. The journal, as one file, leads to the same notifications elsewhere, to the byte.
"""
import json
import os
import shutil
import subprocess
import threading

import zmq

import trade
import wire
from daemon import LIMIT, Daemon, context
from scenario import import_all, same, scenario, state, step
from wire import desk_pb2, notification_pb2

CONFIGURATION = """\
currency: USD
clock: events
beat: 200 ms
checkpoint-interval: 1 s
checkpoint-events: 1000
sources:
  - {name: customs, kinds: trade, reports: BY, resolution: day, numbers: explicit, complete-after: 10 days}
corridors:
  - {name: north, between: [BY, RU]}
measures:
  - {name: turnover, corridor: north, sum: trade.value, window: since-2024-01-01}
milestones:
""" + "".join(f"  - {{name: mark-{n}, measure: turnover, reach: {n * 100} USD, from: 2024-01-01}}\n"
              for n in range(1, 1001))


def batch(number):
    """A hundred dollars each: every batch reaches a milestone."""
    event = trade.event(f"2024-{number % 12 + 1:02d}-{number % 28 + 1:02d}", "RU", "X", 100_00, revision=1)
    event.id, event.trade.reporter = f"e-{number}", "BY"
    return trade.batch([event], "customs")


def ctl(daemon, *arguments, status=0):
    done = daemon.run_ctl("--json", *arguments)
    same(done.returncode, status, done.stdout + done.stderr)
    return json.loads(done.stdout) if status == 0 else done.stderr


MORE = 80 # batches behind the last backup, at least


# ---- subscribers

class Library:
    """milestonectl watch with a cursor: what it tells, once and in order; after a resync anew."""

    def __init__(self, daemon):
        self.process = subprocess.Popen(
            [os.path.join(wire.BUILD, "client", "ctl", "milestonectl"), "--json", "--timeout=0", "watch", "--start=oldest",
             "kind/"], env=dict(os.environ, MILESTONE_FOLDER=daemon.run, LC_ALL="C.UTF-8"), stdout=subprocess.PIPE,
            stdin=subprocess.DEVNULL, text=True)
        self.heard, self.resyncs = {}, []
        self.changed = threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            row = json.loads(line)
            with self.changed:
                if row["news"] == "resync":
                    self.resyncs.append(int(row["sequence"]))
                    self.heard = {s: n for s, n in self.heard.items() if s <= int(row["sequence"])}
                elif row["news"] == "notification":
                    sequence = int(row["sequence"])
                    assert sequence not in self.heard, f"{sequence} twice"
                    self.heard[sequence] = row["milestone"]
                self.changed.notify_all()

    def until(self, count, resyncs=0):
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.heard) >= count and len(self.resyncs) >= resyncs, LIMIT), \
                f"{len(self.heard)} of {count} were heard"

    def end(self):
        self.process.terminate()
        self.process.wait(LIMIT)


class Protocol:
    """SUB and desk, after proto/README.md alone: a change of epoch sends it to the desk."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.socket = context.socket(zmq.SUB)
        self.socket.setsockopt(zmq.RECONNECT_IVL, 5)
        self.socket.subscribe(b"kind/")
        self.socket.subscribe(b"beat/")
        self.socket.connect(daemon.endpoint("notifications"))
        self.cursor = desk_pb2.Cursor()
        self.bodies, self.diverged = {}, []
        self.replay()

    def replay(self):
        while True:
            page = self.daemon.ask("replay", after=self.cursor, topics=["kind/"])
            assert not page.gone, page
            if page.diverged:
                self.diverged.append(page.diverged_after)
                self.bodies = {s: body for s, body in self.bodies.items() if s <= page.diverged_after}
            for body in page.notifications:
                self.bodies[notification_pb2.Notification.FromString(body).sequence] = body
            self.cursor = page.cursor
            if page.end:
                return

    def until(self, count, epoch=1):
        while len(self.bodies) < count or self.cursor.epoch != epoch:
            assert self.socket.poll(LIMIT * 1000), f"nothing is heard: {len(self.bodies)} of {count}"
            topic, body = self.socket.recv_multipart()
            message = (notification_pb2.Beat if topic == b"beat/" else notification_pb2.Notification).FromString(body)
            if (message.journal_id, message.epoch) != (self.cursor.journal_id, self.cursor.epoch):
                self.replay()
            elif topic == b"beat/":
                if message.sequence > self.cursor.sequence:
                    self.replay()
            elif message.sequence == self.cursor.sequence + 1:
                self.bodies[message.sequence] = body
                self.cursor.sequence = message.sequence
                self.cursor.ClearField("outbox_hash")
            elif message.sequence > self.cursor.sequence:
                self.replay()


# ---- the story

def backed_up(daemon, backup, receipts):
    """Batches go on while backups are made, and behind the last of them; its report."""
    begun, enough, reports = threading.Event(), threading.Event(), []

    def publish():
        more = MORE
        while more > 0:
            at = len(receipts)
            receipts.extend(daemon.publish(*(batch(number) for number in range(at + 1, at + 9))))
            more -= 8 if enough.is_set() else 0
            if len(receipts) >= 40:
                begun.set()

    thread = threading.Thread(target=publish)
    thread.start()
    assert begun.wait(LIMIT), daemon.log()
    for options in ([], [], ["--with-store"]):
        while options and not os.path.exists(os.path.join(daemon.state, "store", "00000001.log")):
            daemon.ctl("command", "checkpoint")
        reports.append(ctl(daemon, "backup", "--state", daemon.state, *options, backup))
    enough.set()
    thread.join()
    same([int(r["position"]) for r in reports], sorted(int(r["position"]) for r in reports))
    assert int(reports[-1]["store_position"]), reports
    report = ctl(daemon, "verify", backup)
    same((report["verdict"], report["entries"]), ("whole", reports[-1]["position"]))
    return reports[-1]


def interrupted(daemon, backup):
    step("a backup that is interrupted leaves the one before as it was; a first one is none")
    copy = backup + "-copy"
    shutil.copytree(backup, copy)
    with open(os.path.join(copy, "inventory.new"), "w", encoding="utf-8") as file:
        file.write("half")
    segment = os.path.join(copy, "journal", sorted(os.listdir(os.path.join(copy, "journal")))[0])
    with open(segment, "ab") as file:
        file.write(b"more than is listed")
    same(ctl(daemon, "verify", copy)["verdict"], "whole")
    assert int(ctl(daemon, "backup", "--state", daemon.state, copy)["position"]) >= \
        int(ctl(daemon, "verify", backup)["entries"])
    same(ctl(daemon, "verify", copy)["verdict"], "whole")
    os.remove(os.path.join(copy, "inventory"))
    words = ctl(daemon, "restore", copy, daemon.folder + "/none", status=1)
    assert "no backup" in words and not os.path.exists(daemon.folder + "/none"), words
    shutil.rmtree(copy)


def refused(daemon, backup):
    step("a damaged file of a backup is named; nothing is restored over what is there")
    copy = backup + "-copy"
    shutil.copytree(backup, copy)
    segment = os.path.join(copy, "journal", "000000000001.seg")
    with open(segment, "r+b") as file:
        file.seek(3000)
        file.write(b"\xff\xfe")
    words = ctl(daemon, "restore", copy, daemon.folder + "/none", status=1)
    assert segment in words and "hash" in words, words
    assert not os.path.exists(daemon.folder + "/none/journal/identity")
    done = daemon.run_ctl("--json", "verify", copy)
    same((done.returncode, json.loads(done.stdout)["verdict"]), (1, "differs"))
    assert segment in done.stderr, done.stderr
    shutil.rmtree(copy)
    words = ctl(daemon, "restore", backup, daemon.state, status=1)
    assert "not empty" in words, words


def goes_on(daemon, backup, report, receipts, library, protocol):
    position = int(report["position"])
    step(f"the disk is lost; what was restored goes on behind position {position} of {receipts[-1].position}")
    before = daemon.replay()
    library.until(len(before))
    protocol.until(len(before))
    later = backup + "-later"
    assert int(ctl(daemon, "backup", "--state", daemon.state, later)["position"]) > position
    daemon.kill()
    shutil.rmtree(daemon.state)
    restored = ctl(daemon, "restore", backup, daemon.state)
    same((restored["position"], restored["epoch"]), (str(position), "2"))
    daemon.start()
    assert daemon.counters()["entries_applied"] <= position - int(report["store_position"]) + 1, "its checkpoint is used"
    common = len(daemon.replay())
    same(daemon.replay(), before[:common], "what was told up to the backup, to the byte")

    step("the publisher sees the epoch, and sends again what went back; what had a receipt before is repeated")
    answers = daemon.publish(*(batch(number) for number in range(1, len(receipts) + 1)))
    same({a.epoch for a in answers}, {2})
    for old, new in zip(receipts, answers):
        if old.position <= position:
            same((new.counts.repeated, new.counts.accepted), (1, 0), "acknowledged before the backup, and lost")
        else:
            same((new.counts.repeated, new.counts.accepted), (0, 1))

    step("both subscribers were told what is void, and have what the daemon tells now")
    now = daemon.replay()
    library.until(len(now), resyncs=1)
    protocol.until(len(now), epoch=2)
    same(library.resyncs, [common])
    same(protocol.diverged, [common])
    said = [notification_pb2.Notification.FromString(body) for body in now]
    same(library.heard, {n.sequence: n.milestone for n in said})
    same(protocol.bodies, {n.sequence: body for n, body in zip(said, now)})
    same({n.epoch for n in said[:common]}, {1})
    same({n.epoch for n in said[common:]}, {2})
    same(ctl(daemon, "verify", daemon.state)["verdict"], "whole")

    step("a cursor that had not come so far hears all of it")
    cursor = desk_pb2.Cursor(journal_id=said[0].journal_id, epoch=1, sequence=common - 5)
    page = daemon.ask("replay", after=cursor, topics=[])
    same((page.diverged, page.diverged_after), (True, common - 5))
    same(list(daemon.ask("replay", after=page.cursor, topics=[]).notifications), now[common - 5:])

    step("the next backup goes on in the folder from which it was restored, and not in one of what is void")
    ctl(daemon, "backup", "--state", daemon.state, backup)
    same(ctl(daemon, "verify", backup)["epoch"], "2")
    words = ctl(daemon, "backup", "--state", daemon.state, later, status=1)
    assert "history" in words, words
    same(ctl(daemon, "verify", later)["verdict"], "whole")


def elsewhere(daemon):
    step("the journal as one file, elsewhere: the same notifications, to the byte; there it goes on")
    told, expected = daemon.replay(), daemon.ask("status")
    file = os.path.join(daemon.folder, "journal.mjx")
    ctl(daemon, "export", "--state", daemon.state, file)
    with open(file, "rb") as whole, open(file + ".cut", "wb") as cut:
        cut.write(whole.read()[:-40])
    words = ctl(daemon, "restore", file + ".cut", daemon.folder + "/none-of-it", status=1)
    assert "damaged" in words, words
    with Daemon(CONFIGURATION).unstarted() as other:
        shutil.rmtree(other.state)
        ctl(daemon, "restore", file, other.state)
        same(ctl(daemon, "verify", other.state)["outbox_hash"], expected.outbox_hash.hex())
        other.start()
        same(other.replay(), told)
        same(other.ask("status").outbox_hash, expected.outbox_hash)
        receipt = other.publish(batch(100_000))[0]
        same((receipt.epoch, receipt.counts.accepted), (3, 1))
        same(other.replay()[:len(told)], told)


def demonstration():
    step("sixteen years of figures: exported while the daemon runs, imported, the same state and bytes")
    with Daemon(trade.DEMO) as daemon:
        import_all(daemon)
        told, expected = daemon.replay(), state(daemon)
        file = os.path.join(daemon.folder, "journal.mjx")
        ctl(daemon, "export", "--state", daemon.state, file)
        with Daemon(trade.DEMO).unstarted() as other:
            shutil.rmtree(other.state)
            ctl(daemon, "restore", file, other.state)
            other.start()
            same(other.replay(), told)
            same(state(other), expected)


with scenario("s14: restored"):
    with Daemon(CONFIGURATION) as daemon:
        backup, receipts = os.path.join(daemon.folder, "backup"), []
        library, protocol = Library(daemon), Protocol(daemon)
        step("backups during the load")
        report = backed_up(daemon, backup, receipts)
        interrupted(daemon, backup)
        refused(daemon, backup)
        goes_on(daemon, backup, report, receipts, library, protocol)
        elsewhere(daemon)
        library.end()
    demonstration()
