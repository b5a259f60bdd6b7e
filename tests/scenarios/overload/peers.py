"""Peers of a crowded daemon, each a process of its own: one that behaves and is measured, and others.

    peers.py good ADDRESS SECONDS FIRST       events a second that were acknowledged, as a line of JSON
    peers.py NAME ADDRESS SECONDS ...         what it got, as a line of JSON
"""
import json
import os
import random
import socket
import struct
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..", "support"))

import zmq  # noqa: E402

import trade  # noqa: E402
import wire  # noqa: E402
from wire import desk_pb2, event_pb2, receipt_pb2  # noqa: E402

GOOD_EVENTS, GOOD_WINDOW = 20, 8
NAMES = {value: name for name, value in receipt_pb2.Reason.items()}


def pass_time(seconds):
    """An attacker waits for nothing but its time."""
    threading.Event().wait(seconds)


def dealer(context, address, high=1000):
    ret = context.socket(zmq.DEALER)
    for option, value in ((zmq.LINGER, 0), (zmq.IMMEDIATE, 1), (zmq.SNDHWM, high), (zmq.RCVHWM, high),
                          (zmq.RECONNECT_IVL, 20)):
        ret.setsockopt(option, value)
    ret.connect(address)
    return ret


def batch(source, first, count, commodity=None, request=b"r"):
    ret = event_pb2.EventBatch(source=source, version=wire.VERSION, request_id=request)
    for number in range(first, first + count):
        event = ret.events.add(id=f"{source}-{number}", period=f"2024-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
                               revision=1)
        event.trade.reporter, event.trade.partner, event.trade.flow = "BY", "RU", event_pb2.FLOW_EXPORT
        event.trade.value.units, event.trade.currency = 100 + number % 997, "USD"
        if commodity:
            event.trade.commodity = commodity(number)
    return ret.SerializeToString()


def good(address, seconds, first):
    """A window of batches, one more for each receipt; what is to be sent later is sent again at once."""
    peer = dealer(zmq.Context(), address)
    number, flying, done, later, times = int(first), {}, 0, 0, []
    end = time.monotonic() + float(seconds)
    while time.monotonic() < end:
        while len(flying) < GOOD_WINDOW and peer.poll(0 if flying else 100, zmq.POLLOUT):
            request = b"%d" % number
            flying[request] = (batch("good", number, GOOD_EVENTS, request=request), time.monotonic())
            peer.send(flying[request][0])
            number += GOOD_EVENTS
        if peer.poll(50):
            receipt = receipt_pb2.Receipt.FromString(peer.recv())
            body, when = flying[receipt.request_id]
            if receipt.reason == receipt_pb2.REASON_RETRY_LATER:
                later += 1
                peer.send(body)
                continue
            assert receipt.counts.accepted == GOOD_EVENTS, receipt
            del flying[receipt.request_id]
            times.append(time.monotonic() - when)
            done += 1
    times.sort()
    return {"rate": done * GOOD_EVENTS / float(seconds), "batches": done, "later": later, "last": number,
            "p50_ms": 1000 * times[len(times) // 2] if times else None,
            "p99_ms": 1000 * times[len(times) * 99 // 100] if times else None}


def flood(address, seconds, bodies, connections=1, high=1000):
    """As fast as it goes, whatever comes back; receipts by their reason."""
    context = zmq.Context()
    context.set(zmq.MAX_SOCKETS, 4096)
    peers = [dealer(context, address, high) for _ in range(connections)]
    poller = zmq.Poller()
    for peer in peers:
        poller.register(peer, zmq.POLLIN | zmq.POLLOUT)
    sent, got = 0, {}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for peer, events in poller.poll(50):
            if events & zmq.POLLIN:
                receipt = receipt_pb2.Receipt.FromString(peer.recv())
                reason = NAMES[receipt.reason] if receipt.reason else "taken"
                got[reason] = got.get(reason, 0) + 1
            elif events & zmq.POLLOUT:
                peer.send(next(bodies))
                sent += 1
    return {"sent": sent, "receipts": got}


def series_of(source, count, commodity=None):
    first = 0
    while True:
        yield batch(source, first, count, commodity)
        first += count


def tiny(address, seconds):
    return flood(address, float(seconds), series_of("flood", 1))


def largest(address, seconds):
    """Made once, under new ids each time would take longer than the daemon takes them: repeats cost it
    as much up to the ledger."""
    bodies = [batch("flood", first, 9000) for first in range(0, 9000 * 6, 9000)]

    def again():
        while True:
            yield from bodies
    return flood(address, float(seconds), again(), high=8)


def ids(address, seconds):
    return flood(address, float(seconds), series_of("limited", 200))


def series(address, seconds):
    return flood(address, float(seconds), series_of("flood", 200, lambda number: f"{10 + number % 80:02d}{number // 80 % 10000:04d}"))


def thousand(address, seconds):
    """A thousand publishers of single events, one on its way each: receipts of the luckiest and of the
    one with the fewest."""
    context = zmq.Context()
    context.set(zmq.MAX_SOCKETS, 4096)
    peers, poller, number = [dealer(context, address) for _ in range(1000)], zmq.Poller(), 0
    for peer in peers:
        poller.register(peer, zmq.POLLOUT)
    counts = dict.fromkeys(peers, 0)
    end = time.monotonic() + float(seconds)
    while time.monotonic() < end:
        for peer, events in poller.poll(50):
            if events & zmq.POLLIN:
                peer.recv()
                counts[peer] += 1
            peer.send(batch("flood", number, 1))
            number += 1
            poller.modify(peer, zmq.POLLIN)
    return {"receipts": sum(counts.values()), "fewest": min(counts.values()), "most": max(counts.values())}


def garbage(address, seconds):
    def bodies():
        dice = random.Random(1)
        while True:
            yield dice.randbytes(dice.choice((0, 10, 1000, 100_000)))
    return flood(address, float(seconds), bodies())


def deaf(address, seconds):
    """Subscribers that never read."""
    context = zmq.Context()
    peers = []
    for _ in range(20):
        peer = context.socket(zmq.SUB)
        peer.setsockopt(zmq.RCVHWM, 1)
        peer.setsockopt(zmq.RCVBUF, 4096)
        peer.setsockopt(zmq.SUBSCRIBE, b"")
        peer.connect(address)
        peers.append(peer)
    pass_time(float(seconds))
    return {"subscribers": len(peers)}


def topics(address, seconds):
    peer = zmq.Context().socket(zmq.XSUB)
    peer.setsockopt(zmq.LINGER, 0)
    peer.setsockopt(zmq.SNDHWM, 0)
    peer.connect(address)
    number, end = 0, time.monotonic() + float(seconds)
    while time.monotonic() < end:
        peer.send(b"\x01milestone/none/%032d" % number)
        number += 1
        if number % 1000 == 0:
            pass_time(0.001)
    return {"subscriptions": number}


def raw(address):
    host, port = address.removeprefix("tcp://").split(":")
    return socket.create_connection((host, int(port)), timeout=2)


GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x00NULL" + bytes(16) + b"\x00" + bytes(31)


def command(name, body):
    body = bytes([len(name)]) + name + body
    return b"\x04" + bytes([len(body)]) + body


def shaken(address):
    """A raw connection behind its handshake, as a DEALER's."""
    ret = raw(address)
    ret.sendall(GREETING)
    ret.sendall(command(b"READY", b"\x0bSocket-Type" + struct.pack(">I", 6) + b"DEALER"))
    return ret


def silent(address, seconds):
    """Connections that say nothing, a byte now and then, or half a greeting; made anew when they are closed."""
    held, closed, refused = [], 0, 0
    end = time.monotonic() + float(seconds)
    while time.monotonic() < end:
        while len(held) < 400:
            try:
                held.append(raw(address))
                if len(held) % 3 == 1:
                    held[-1].sendall(GREETING[:20])
                held[-1].setblocking(False)
            except OSError:
                refused += 1
                break
        for one in list(held):
            try:
                if one.fileno() % 3 == 0:
                    one.send(b"\xff")
                if one.recv(100) == b"":
                    raise OSError
            except BlockingIOError:
                pass
            except OSError:
                held.remove(one)
                one.close()
                closed += 1
        pass_time(0.05)
    return {"held": len(held), "closed by the daemon": closed, "refused": refused}


def unfinished(address, seconds):
    """A message whose frames never end."""
    sent, ended = 0, 0
    end = time.monotonic() + float(seconds)
    frame = b"\x03" + struct.pack(">Q", 100_000) + bytes(100_000)
    while time.monotonic() < end:
        try:
            one = shaken(address)
            one.settimeout(20)
            while time.monotonic() < end:
                one.sendall(frame)
                sent += len(frame)
        except OSError:
            ended += 1
    return {"MB": sent // 1_000_000, "connections closed": ended}


def giant(address, seconds):
    """Frames of eight GiB that are announced, and of two MiB that are sent."""
    closed = 0
    end = time.monotonic() + float(seconds)
    while time.monotonic() < end:
        for size, body in ((8 << 30, b"x"), (2 << 20, bytes(2 << 20))):
            try:
                one = shaken(address)
                one.sendall(b"\x02" + struct.pack(">Q", size) + body)
                one.settimeout(2)
                while one.recv(4096):
                    pass
                closed += 1
            except ConnectionError:
                closed += 1
            except OSError:
                pass
    return {"connections closed": closed}


def questions(address, seconds):
    """Replays from the beginning, and all records of quarantine, as fast as they are answered."""
    context = zmq.Context()
    peers = [dealer(context, address) for _ in range(8)]
    answers, end = 0, time.monotonic() + float(seconds)
    question = desk_pb2.Question(version=wire.VERSION, request_id=b"q")
    question.replay.SetInParent()
    bodies = [question.SerializeToString()]
    question.measure.measure, question.measure.limit = "crowd", 10000
    bodies.append(question.SerializeToString())
    poller = zmq.Poller()
    for peer in peers:
        poller.register(peer, zmq.POLLIN)
        for _ in range(4):
            peer.send(bodies[answers % 2])
    while time.monotonic() < end:
        for peer, _ in poller.poll(50):
            peer.recv()
            answers += 1
            peer.send(bodies[answers % 2])
    return {"answers": answers}


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])), flush=True)
