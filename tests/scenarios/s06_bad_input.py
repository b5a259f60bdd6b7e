"""Whatever a peer sends: torn, random and oversized frames, too many of them, versions and values of
another time, texts that are none, codes that do not exist. Each is answered or counted with what,
where and why; the good events of the same batch count; the next peer notices nothing; the daemon
does not grow; and quarantine tells it all again, also from the journal alone.
"""
import os
import random

import zmq

import trade
from daemon import LIMIT, Daemon, context, dealer
from scenario import same, scenario, step
from wire import desk_pb2, event_pb2, receipt_pb2

CONFIGURATION = """\
currency: USD
clock: events
sources:
  - {name: customs, kinds: trade, reports: BY, resolution: day, numbers: explicit, complete-after: 10 days}
  - {name: bulletin, kinds: freight, resolution: day, numbers: by-arrival, complete-after: 10 days}
  - {name: office, kinds: project, resolution: month, numbers: by-release}
corridors:
  - {name: belarus-russia, between: [BY, RU]}
measures:
  - {name: turnover, corridor: belarus-russia, sum: trade.value, window: since-2024-01-01}
milestones:
  - {name: much, measure: turnover, reach: 1 bn USD, from: 2024-01-01}
"""
MESSAGE_MAX = 1024 * 1024
FLOOD = int(os.environ.get("MILESTONE_FLOOD", "3000"))


# ---- messages that protobuf would not make

def varint(number):
    ret = bytearray()
    while number > 127:
        ret.append(number & 127 | 128)
        number >>= 7
    return bytes([*ret, number])


def field(number, data):
    return varint(number << 3 | 2) + varint(len(data)) + data


def raw(*events, request=b"raw", **head):
    """A batch of events that are bytes already."""
    batch = event_pb2.EventBatch(**{"version": 1, "source": "customs", "request_id": request, **head})
    return batch.SerializeToString() + b"".join(field(9, e) for e in events)


serial = 0


def good():
    global serial
    serial += 1
    ret = trade.event("2024-03-05", "RU", "X", 100, 1)
    ret.id, ret.trade.reporter = f"good-{serial}", "BY"
    return ret


def with_changes(change, *changes):
    ret = good()
    for one in (change, *changes):
        path, value = one
        target = ret
        *parts, last = path.split(".")
        for part in parts:
            target = getattr(target, part)
        if value is None:
            target.ClearField(last)
        else:
            setattr(target, last, value)
    return ret.SerializeToString()


def with_bytes(path, text):
    """The text of a field becomes bytes that are no text."""
    return with_changes((path, "Z" * len(text))).replace(b"Z" * len(text), text)


def far_fields():
    return good().SerializeToString() + field(1000, bytes(1100))


def freight():
    ret = event_pb2.Event(id="wagon", revision=1, period="2024-03-05")
    ret.freight.stage = event_pb2.FREIGHT_STAGE_LOADED
    ret.freight.origin, ret.freight.destination = "BY", "RU"
    return ret.SerializeToString()


EVENTS = (
    ("no id", "MISSING", "id", lambda: with_changes(("id", None))),
    ("no flow", "MISSING", "trade.flow", lambda: with_changes(("trade.flow", None))),
    ("no reporter", "MISSING", "trade.reporter", lambda: with_changes(("trade.reporter", None))),
    ("a value without a currency", "MISSING", "trade.currency", lambda: with_changes(("trade.currency", None))),
    ("invalid UTF-8", "TEXT", "id", lambda: with_bytes("id", b"\xff\xfe\xc0\xaf-id")),
    ("half a character", "TEXT", "note", lambda: with_bytes("note", b"note \xd0")),
    ("an embedded NUL", "TEXT", "id", lambda: with_bytes("id", b"before\0behind")),
    ("a control character", "TEXT", "note", lambda: with_changes(("note", "ring \a"))),
    ("an id of 129 bytes", "TEXT", "id", lambda: with_changes(("id", "x" * 129))),
    ("a place that does not exist", "CODE", "trade.partner", lambda: with_changes(("trade.partner", "ZQ"))),
    ("a currency that does not exist", "CODE", "trade.currency", lambda: with_changes(("trade.currency", "XQQ"))),
    ("a commodity of letters", "CODE", "trade.commodity", lambda: with_changes(("trade.commodity", "27A1"))),
    ("a flow of another time", "ENUM", "trade.flow", lambda: with_changes(("trade.flow", 99))),
    ("a status of another time", "ENUM", "status", lambda: with_changes(("status", 77))),
    ("month 13", "PERIOD", "period", lambda: with_changes(("period", "2024-13"))),
    ("the 30th of February", "PERIOD", "period", lambda: with_changes(("period", "2024-02-30"))),
    ("no period", "MISSING", "period", lambda: with_changes(("period", None))),
    ("the far future", "HORIZON", "period", lambda: with_changes(("period", "2199-01-01"))),
    ("the far past", "HORIZON", "period", lambda: with_changes(("period", "1899-12-31"))),
    ("a value above 2^62", "RANGE", "trade.value", lambda: with_changes(("trade.value.units", 2**62 + 1))),
    ("a kind that the source does not send", "KIND", "freight", freight),
    ("a reporter that the source does not speak for", "REPORTER", "trade.reporter",
     lambda: with_changes(("trade.reporter", "RU"), ("trade.partner", "BY"))),
    ("a revision of zero", "NUMBER", "revision", lambda: with_changes(("revision", None))),
    ("a kilobyte of unknown fields", "UNKNOWN_FIELDS", "", far_fields),
)

BATCHES = (
    ("a torn message", "UNREADABLE", lambda: raw(good().SerializeToString())[:-3]),
    ("random bytes", "UNREADABLE", lambda: random.Random(5).randbytes(4000)),
    ("an empty frame's worth of nothing", "VERSION", lambda: field(2, b"only a request")),
    ("a version of the future", "VERSION", lambda: raw(good().SerializeToString(), version=2)),
    ("a source that nobody knows", "SOURCE", lambda: raw(good().SerializeToString(), source="customz")),
    ("a source that is no text", "SOURCE", lambda: raw(good().SerializeToString(), source="ZZZZ").replace(
        b"ZZZZ", b"\xff\xfe\x00!")),
    ("a batch with nothing in it", "MISSING", raw),
    ("a release of a source without releases", "RELEASE", lambda: raw(
        good().SerializeToString(), vintage=event_pb2.Vintage(date="2024-04-01"), release_batch=1)),
    ("a source by release without one", "RELEASE", lambda: raw(good().SerializeToString(), source="office")),
    ("a source by arrival without a number", "NUMBER", lambda: raw(freight(), source="bulletin")),
    ("10,001 events", "TOO_LARGE", lambda: raw(*[b""] * 10_001)),
    ("as large as a message may be, and nothing of sense", "UNREADABLE", lambda: b"\xff" * MESSAGE_MAX),
)


def exchange(socket, *frames, kind=receipt_pb2.Receipt):
    socket.send_multipart(frames)
    assert socket.poll(LIMIT * 1000), "no receipt"
    return kind.FromString(socket.recv_multipart()[-1])  # behind a delimiter where one was sent


def whole_messages(daemon, socket):
    before, refused = daemon.counters(), 0
    for what, reason, message in BATCHES:
        step(f"{what}: {reason}")
        receipt = exchange(socket, message())
        same((receipt_pb2.Reason.Name(receipt.reason), receipt.position), (f"REASON_{reason}", 0), what)
        assert receipt.message, receipt
        refused += 1
    nearest = exchange(socket, raw(good().SerializeToString(), source="customz"))
    assert "customs" in nearest.message, nearest
    step("frames: none, three, a delimiter and two")
    for frames in ((b"a", b"b", b"c"), (b"", b"a", b"b"), (raw(good().SerializeToString()), b"")):
        same(receipt_pb2.Reason.Name(exchange(socket, *frames).reason), "REASON_FRAMES", str(frames))
    after = daemon.counters()
    same(after["frames_refused"] - before["frames_refused"], 3)
    same(after["batches_refused"] - before["batches_refused"], refused + 1 + 3)
    same(after["journal_position"], before["journal_position"], "nothing of it was kept")


def single_events(daemon, socket):
    """Each between two good ones. What quarantine must list then."""
    listed, records = [], daemon.ask("status").records
    for what, reason, where, event in EVENTS:
        step(f"{what}: {reason}{' in ' + where if where else ''}")
        receipt = exchange(socket, raw(good().SerializeToString(), event(), good().SerializeToString()))
        same((receipt.counts.accepted, receipt.counts.refused, receipt.reason), (2, 1, 0), f"{what}: {receipt}")
        assert receipt.position
        (exception,) = receipt.exceptions
        same((exception.index, receipt_pb2.Reason.Name(exception.reason)), (1, f"REASON_{reason}"), str(exception))
        if where:
            same(exception.field, where, str(exception))
        assert exception.message and exception.verdict == receipt_pb2.VERDICT_REFUSED, exception
        exception.id.encode()  # escaped where it was none
        listed.append((receipt.position, 1, "customs", exception.id, exception.reason, exception.field,
                       exception.message))
    same(daemon.ask("status").records, records + 2 * len(EVENTS), "the good ones count")
    return listed


def quarantine(daemon, page=10):
    rows, after = [], (0, 0)
    while True:
        answer = daemon.ask("quarantine", after=after[0], after_index=after[1], limit=page)
        rows += answer.rows
        if not answer.more:
            same(answer.total, len(rows))
            return rows
        after = rows[-1].position, rows[-1].index


def listed_as(rows):
    return [(r.position, r.index, r.source, r.id, r.reason, r.field, r.message) for r in rows]


def oversized(daemon):
    step("one byte more than a message may have: the connection is closed, and the others go on")
    other, sender = dealer(daemon.endpoint("intake")), dealer(daemon.endpoint("intake"))
    monitor = sender.get_monitor_socket(zmq.EVENT_DISCONNECTED)
    same(exchange(other, raw(good().SerializeToString())).counts.accepted, 1)
    same(exchange(sender, raw(good().SerializeToString())).counts.accepted, 1)
    sender.send(bytes(MESSAGE_MAX + 1))
    assert monitor.poll(LIMIT * 1000), "the connection stays"
    same(exchange(other, raw(good().SerializeToString())).counts.accepted, 1)
    sender.disable_monitor()
    for socket in (other, sender):
        socket.close()
    again = dealer(daemon.endpoint("intake"))
    same(exchange(again, raw(good().SerializeToString())).counts.accepted, 1)
    again.close()


def on_feeds(daemon):
    step("on a feed there is nobody to answer: counted, and the next batch counts")
    before = daemon.counters()
    socket = context.socket(zmq.XPUB)
    socket.setsockopt(zmq.LINGER, int(LIMIT * 1000))
    socket.connect(daemon.endpoint("feeds"))
    assert socket.poll(LIMIT * 1000)
    bad = [(b"batch/customs/",), (b"batch/customs/", b"", b""), (b"batch/customs/", random.Random(6).randbytes(100))]
    for frames in bad:
        socket.send_multipart(frames)
    socket.send_multipart([b"batch/customs/", raw(good().SerializeToString())])
    for _ in range(100_000):
        counters = daemon.counters()
        if counters["events_accepted"] > before["events_accepted"]:
            break
    same(counters["events_accepted"] - before["events_accepted"], 1)
    same(counters["frames_refused"] - before["frames_refused"], 2)
    same(counters["batches_refused"] - before["batches_refused"], 3)
    socket.close()


def at_the_desk(daemon):
    step("the desk: garbage, frames, a version and an unknown name are answered, each with a reason")
    socket = dealer(daemon.endpoint("desk"))
    why = desk_pb2.Failure.Why
    for frames, expected in (
            ((random.Random(7).randbytes(300),), "WHY_UNREADABLE"),
            ((b"a", b"b"), "WHY_UNREADABLE"),
            ((desk_pb2.Question(version=2, request_id=b"q").SerializeToString(),), "WHY_VERSION"),
            ((desk_pb2.Question(version=1, request_id=b"q").SerializeToString(),), "WHY_INVALID"),
            ((desk_pb2.Question(version=1, measure=desk_pb2.MeasureQuestion(measure="turnovre")).SerializeToString(),),
             "WHY_UNKNOWN_NAME")):
        answer = exchange(socket, *frames, kind=desk_pb2.Answer)
        same((answer.WhichOneof("tell"), why.Name(answer.failure.why)), ("failure", expected), str(answer))
        assert answer.failure.message
    same(answer.failure.nearest, "turnover")
    socket.close()


def anonymous_bytes(daemon):
    """Memory that is the process' own: the store's file is mapped and not counted."""
    with open(f"/proc/{daemon.process.pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("RssAnon"))


def flood(daemon, socket):
    step(f"{FLOOD} bad messages of many sizes: the daemon does not grow")
    dice = random.Random(8)
    whole = [message for _, reason, message in BATCHES if reason != "TOO_LARGE"]
    measured = []
    for number in range(FLOOD):
        choice = dice.randrange(4)
        if choice == 0:
            frames = (dice.randbytes(dice.randrange(1, 60_000)),)
        elif choice == 1:
            frames = (dice.choice(whole[:-1])(),)
        elif choice == 2:
            frames = tuple(dice.randbytes(100) for _ in range(dice.randrange(2, 40)))
        else:
            body = bytearray(raw(*[good().SerializeToString() for _ in range(20)]))
            for _ in range(5):
                body[dice.randrange(len(body))] = dice.randrange(256)
            frames = (bytes(body[:dice.randrange(len(body))]),)
        exchange(socket, *frames)
        if number % (FLOOD // 10) == 0:
            measured.append(anonymous_bytes(daemon))
    growth = anonymous_bytes(daemon) - measured[2]
    print(f"    {measured[2] // 1024} KiB after a fifth, {growth // 1024:+d} KiB at the end")
    assert growth < 8 * 1024 * 1024, measured


with scenario("s06: bad input"):
    # What is freed must be seen as free, also under the address sanitizer.
    os.environ["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1"
    with Daemon(CONFIGURATION) as daemon:
        socket = dealer(daemon.endpoint("intake"))
        whole_messages(daemon, socket)
        listed = single_events(daemon, socket)
        step("quarantine lists each of them: where it lies, what, and why")
        rows = quarantine(daemon)
        same(listed_as(rows), listed)
        shown = daemon.json("quarantine")
        same([(int(row["position"]), row.get("field", "")) for row in shown], [(r.position, r.field) for r in rows])
        same(daemon.ask("status").quarantined, len(listed))
        oversized(daemon)
        on_feeds(daemon)
        at_the_desk(daemon)
        flood(daemon, socket)
        socket.close()

        step("the store is thrown away: quarantine follows from the journal")
        before = quarantine(daemon, page=500)
        same(before[:len(rows)], rows)
        records = daemon.ask("status").records
        daemon.stop()
        daemon.forget_store()
        daemon.start()
        same(quarantine(daemon, page=500), before)
        same(daemon.ask("status").records, records)
