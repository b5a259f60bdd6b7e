"""Peers written in Python with pyzmq and protobuf alone, as proto/README.md says: client/examples as
they are shipped, and a REQ and a PUB by hand. They publish with receipts and without, and one that
hears one corridor of three loses five notifications, among them the last, notices within a beat,
and ends with each of them once.
"""
import json
import os
import queue
import subprocess
import threading

import zmq
from google.protobuf import json_format

import trade
import wire
from daemon import LIMIT, Daemon, context
from scenario import gapless, same, scenario, step
from wire import event_pb2, notification_pb2, receipt_pb2

EXAMPLES = os.path.join(wire.SOURCE, "client", "examples")
PARTNERS = {"RU": "belarus-russia", "KZ": "belarus-kazakhstan", "CN": "belarus-china"}
MARKS = range(1, 9)  # a milestone at every hundred dollars

CONFIGURATION = """\
currency: USD
clock: events
beat: 300 ms
endpoints:
  feeds:
    - ipc://%(run)s/feeds
    - {address: "ipc://%(run)s/railway", connect: true}
sources:
  - {name: customs, kinds: trade, reports: BY, resolution: day, numbers: explicit, complete-after: 10 days}
  - {name: bulletin, kinds: trade, reports: BY, resolution: day, numbers: by-arrival, complete-after: 10 days}
corridors:
%(corridors)s
measures:
%(measures)s
milestones:
%(milestones)s
"""


def configuration(run):
    lines = {"corridors": [], "measures": [], "milestones": []}
    for partner, corridor in PARTNERS.items():
        lines["corridors"].append(f"  - {{name: {corridor}, between: [BY, {partner}]}}")
        lines["measures"].append(f"  - {{name: turnover-{partner.lower()}, corridor: {corridor}, sum: trade.value, "
                                 f"sources: customs, window: since-2024-01-01}}")
        for mark in MARKS:
            lines["milestones"].append(f"  - {{name: {partner.lower()}-{mark}, measure: turnover-{partner.lower()}, "
                                       f"reach: {mark * 100} USD, from: 2024-01-01}}")
    return CONFIGURATION % {"run": run, **{name: "\n".join(text) for name, text in lines.items()}}


def event(number, partner, dollars, revision=1):
    ret = trade.event(f"2024-03-{number % 28 + 1:02d}", partner, "X", dollars * 100, revision)
    ret.id, ret.trade.reporter = f"{partner}-{number}", "BY"
    return ret


def program(daemon, name, *arguments):
    return ["/usr/bin/python3", "-B", os.path.join(EXAMPLES, name), *arguments], \
        dict(os.environ, PYTHONPATH=wire.PYTHON, PYTHONUNBUFFERED="1")


def publish_py(daemon, *arguments, events, status=0):
    command, environment = program(daemon, "publish.py", *arguments)
    lines = "".join(json_format.MessageToJson(e, indent=None) + "\n" for e in events)
    done = subprocess.run(command, env=environment, input=lines, capture_output=True, text=True, timeout=LIMIT)
    same(done.returncode, status, done.stderr + daemon.log())
    return [json_format.Parse(line, receipt_pb2.Receipt()) for line in done.stdout.splitlines()]


def until(daemon, what, reached):
    """Asks for counters until it is so; each answer is an event of the daemon's."""
    for _ in range(100_000):
        counters = daemon.counters()
        if reached(counters):
            return counters
    raise AssertionError(f"{what}: {counters}")


class Subscriber:
    """subscribe.py beside us; its lines as they come."""

    def __init__(self, daemon, *arguments):
        before = daemon.counters()["subscriptions"]
        command, environment = program(
            daemon, "subscribe.py", "--notifications", daemon.endpoint("notifications"), "--desk",
            daemon.endpoint("desk"), "--beat", "0.3", "--timeout", str(LIMIT), *arguments)
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        stdin=subprocess.DEVNULL, text=True)
        self.lines, self.said = queue.Queue(), []
        threading.Thread(target=self.read, daemon=True).start()
        until(daemon, "subscribed", lambda c: c["subscriptions"] >= before + 2)

    def read(self):
        for line in self.process.stdout:
            self.lines.put(json.loads(line))

    def heard(self, count):
        return [json_format.ParseDict(self.lines.get(timeout=LIMIT), notification_pb2.Notification())
                for _ in range(count)]

    def ended(self):
        try:
            same(self.process.wait(LIMIT), 0, "subscribe.py")
        finally:
            self.process.kill()
            self.said = self.process.stderr.read().splitlines()
        return self.said


def receipts(daemon):
    step("publish.py over ROUTER: a receipt for each batch, exceptions by their index")
    events = [event(number, "RU", 10) for number in range(1, 8)]
    got = publish_py(daemon, "--intake", daemon.endpoint("intake"), "--source", "customs", "--batch", "3", events=events)
    same([r.counts.accepted for r in got], [3, 3, 1])
    assert all(r.position and r.journal_id and r.epoch for r in got), got
    got = publish_py(daemon, "--intake", daemon.endpoint("intake"), "--source", "customs", events=events)
    same([r.counts.repeated for r in got], [7], "sent again: repeated")
    wrong = event(9, "RU", 10)
    wrong.trade.currency = "XXQ"
    got = publish_py(daemon, "--intake", daemon.endpoint("intake"), "--source", "customs",
                     events=[event(8, "RU", 10), wrong], status=1)
    same((got[0].counts.accepted, got[0].counts.refused, got[0].exceptions[0].index, got[0].exceptions[0].field),
         (1, 1, 1, "trade.currency"))

    step("a REQ socket gets its receipt, too, as often as it asks")
    socket = context.socket(zmq.REQ)
    socket.setsockopt(zmq.LINGER, 0)
    socket.connect(daemon.endpoint("intake"))
    for number in (10, 11):
        batch = trade.batch([event(number, "RU", 10)], "customs", version=1, request_id=b"r%d" % number)
        socket.send(batch.SerializeToString())
        assert socket.poll(LIMIT * 1000), daemon.log()
        receipt = receipt_pb2.Receipt.FromString(socket.recv())
        same((receipt.request_id, receipt.counts.accepted), (b"r%d" % number, 1))
    socket.close()
    same(daemon.ask("measure", measure="turnover-ru", not_before=receipt.position).rows[0].value.units, 100_00)
    same([n.milestone for n in daemon.told()], ["ru-1"])


def feeds(daemon):
    step("a PUB into the daemon's feed: no receipt, and it counts")
    socket = context.socket(zmq.XPUB)  # a PUB that is told of subscriptions
    socket.setsockopt(zmq.LINGER, int(LIMIT * 1000))
    socket.connect(daemon.endpoint("feeds"))
    assert socket.poll(LIMIT * 1000), "the daemon subscribes"
    for number in (1, 2, 4):  # a gap: the third is lost
        batch = trade.batch([event(100 + number, "CN", 1, 0)], "bulletin", version=1, number=number)
        socket.send_multipart([b"batch/bulletin/", batch.SerializeToString()])
    until(daemon, "three batches by feed", lambda c: c["feed_batches"] >= 3)
    source = next(row for row in daemon.ask("sources").rows if row.source == "bulletin")
    same((source.last_number, source.gaps), (4, 1), "the gap is all that tells of a loss")
    same(daemon.ask("arrival", source="bulletin").last_number, 4)
    socket.close()

    step("publish.py as a feed that the daemon connects to")
    publish_py(daemon, "--feed", f"ipc://{daemon.run}/railway", "--source", "bulletin", "--number", "5", "--batch", "2",
               events=[event(number, "CN", 1, 0) for number in range(110, 115)])
    until(daemon, "three more", lambda c: c["feed_batches"] >= 6)
    same(next(row for row in daemon.ask("sources").rows if row.source == "bulletin").events, 8)


def hundred(number):
    """A batch in which every corridor passes its next mark."""
    return trade.batch([event(1000 + number, partner, 100) for partner in PARTNERS], "customs")


def losses(daemon):
    step("a subscriber of one corridor of three, from the oldest notification on")
    cursor = os.path.join(daemon.folder, "cursor")
    subscriber = Subscriber(daemon, "--topic", "milestone/belarus-russia/", "--oldest", "--cursor", cursor, "--lose",
                            "2-4,6-7", "--count", "8")
    heard = subscriber.heard(1)  # by replay: it came before the subscriber did
    same([n.milestone for n in heard], ["ru-1"])

    step("it hears the first, loses three, and hears the next, which names the one before it")
    daemon.publish(hundred(0))
    heard += subscriber.heard(1)
    for number in range(1, 5):
        daemon.publish(hundred(number))
    heard += subscriber.heard(4)

    step("it loses the last two: nothing follows, and only a beat can tell")
    for number in range(5, 7):
        daemon.publish(hundred(number))
    heard += subscriber.heard(2)
    said = subscriber.ended()
    lost = [int(line.split()[1]) for line in said if line.startswith("lost ")]
    recovered = {int(line.split()[1]): int(line.split()[3]) for line in said if line.startswith("recovered ")}
    same(len(lost), 5, str(said))
    same(sorted(recovered), sorted(lost))
    assert max(recovered.values()) <= 1, said
    same(lost[-1], heard[-1].sequence, "the last was lost")

    step("each once, in order, none of the other corridors, the same bytes as a replay gives")
    expected = daemon.told("milestone/belarus-russia/")
    same([n.sequence for n in heard], [n.sequence for n in expected])
    same([n.SerializeToString() for n in heard], [n.SerializeToString() for n in expected])
    same([n.milestone for n in heard], [f"ru-{mark}" for mark in MARKS])
    same([n.before.corridor for n in heard], [0, *[n.sequence for n in heard[:-1]]])
    gapless(daemon.told())
    assert len(daemon.told()) > 2 * len(heard), "the other corridors had news as well"
    return cursor


def goes_on(daemon, cursor):
    step("the daemon is killed and comes back: a subscriber with the cursor hears only what is new")
    daemon.kill()
    daemon.start()
    subscriber = Subscriber(daemon, "--topic", "milestone/belarus-russia/", "--cursor", cursor, "--count", "1")
    receipt = daemon.publish(trade.batch([event(1000, "RU", 1, 7)], "customs"))[0]
    same(receipt.counts.revised, 1)
    heard = subscriber.heard(1)
    subscriber.ended()
    same([(n.kind, n.milestone) for n in heard], [(notification_pb2.KIND_RETRACTED, "ru-8")])


with scenario("s05: peers that have nothing of ours"):
    with Daemon(configuration) as daemon:
        receipts(daemon)
        feeds(daemon)
        cursor = losses(daemon)
        goes_on(daemon, cursor)
