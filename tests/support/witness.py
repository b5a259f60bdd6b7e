"""A publisher and a subscriber that write down for themselves what they were told, so that a daemon
which was harmed is judged by lists that it had no part in.

    receipts of the publisher within the journal, the journal within what was sent
    notifications once each, in sequence, and equal to a replay from nothing
"""
import itertools
import os
import random
import time

import zmq

import wire
from daemon import LIMIT, context, dealer
from journal_reader import Journal
from scenario import gapless, same
from wire import notification_pb2, receipt_pb2

WINDOW = 24  # batches on their way
BATCH, RELEASE_END = 1, 2  # kinds of entries, as daemon/journal/FORMAT.md numbers them


class Publisher:
    """Batches in order, many on their way; after a break what has no receipt goes again, and now and
    then one goes twice for no reason."""

    def __init__(self, batches, twice=0.02, seed=1):
        self.batches, self.bodies = batches, []
        for number, batch in enumerate(batches):
            batch.version, batch.request_id = wire.VERSION, b"%d" % number
            self.bodies.append(batch.SerializeToString())
        self.receipts = [None] * len(self.bodies)
        self.done = self.resent = self.later = 0
        self.twice, self.dice = twice, random.Random(seed)
        self.socket, self.sent, self.ever = None, set(), set()

    def connect(self, address):
        """A new connection; nothing is known of what the old one carried."""
        self.hang_up()
        self.socket, self.sent = dealer(address), set()

    def hang_up(self):
        if self.socket:
            self.socket.close()
        self.socket = None

    def turn(self, last, wait=1):
        """Sends what is due up to a batch, and takes in the receipts that are there."""
        for number in range(self.done, min(last, self.done + WINDOW, len(self.bodies))):
            if number not in self.sent and self.receipts[number] is None:
                try:
                    self.socket.send(self.bodies[number], zmq.DONTWAIT)
                    if self.dice.random() < self.twice:
                        self.socket.send(self.bodies[number], zmq.DONTWAIT)
                except zmq.Again:
                    break
                self.sent.add(number)
                self.resent += number in self.ever
                self.ever.add(number)
        while self.socket.poll(wait):
            self.take(receipt_pb2.Receipt.FromString(self.socket.recv()))
            wait = 0

    def take(self, receipt):
        number = int(receipt.request_id)
        if receipt.reason == receipt_pb2.REASON_RETRY_LATER:
            self.sent.discard(number)
            self.later += 1
            return
        assert not receipt.reason and not receipt.counts.refused, receipt
        self.receipts[number] = self.receipts[number] or receipt
        while self.done < len(self.receipts) and self.receipts[self.done]:
            self.done += 1

    def count(self, last=None):
        return sum(receipt is not None for receipt in self.receipts[:last])

    def acknowledged(self):
        return max((receipt.position for receipt in self.receipts if receipt), default=0)

    def until(self, number, daemon, also=lambda: None, seconds=LIMIT):
        """So many batches have their receipts."""
        limit = time.monotonic() + seconds
        while self.done < number:
            daemon.alive()
            assert time.monotonic() < limit, f"{number - self.done} receipts do not come:\n{daemon.log()}"
            self.turn(number)
            also()

    def all(self, daemon, also=lambda: None):
        self.until(len(self.bodies), daemon, also)


class Subscriber:
    """All notifications, each once, whoever was killed meanwhile: what the stream did not bring is
    asked for. One that comes again must be the same to the byte."""

    def __init__(self, address):
        self.socket = context.socket(zmq.SUB)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.setsockopt(zmq.RECONNECT_IVL, 1)
        self.socket.setsockopt(zmq.RCVHWM, 100000)
        self.socket.setsockopt(zmq.SUBSCRIBE, b"milestone/")
        self.socket.connect(address)
        self.bodies, self.live = {}, 0

    def take(self, body):
        sequence = notification_pb2.Notification.FromString(body).sequence
        same(self.bodies.setdefault(sequence, body), body, f"sequence {sequence} was told and is another now")

    def turn(self):
        while self.socket.poll(0):
            frames = self.socket.recv_multipart()
            if len(frames) == 2:
                self.live += 1
                self.take(frames[1])

    def fill(self, daemon):
        """From the last that it has without a gap."""
        after = 0
        while after + 1 in self.bodies:
            after += 1
        for body in daemon.replay(after=after):
            self.take(body)

    def list(self):
        return [body for _, body in sorted(self.bodies.items())]

    def hang_up(self):
        self.socket.close()


def journal_of(daemon):
    return list(Journal(os.path.join(daemon.state, "journal")).entries())


def absent(publisher, entries):
    """Batches whose receipt names a place in the journal where they do not lie."""
    bodies = {entry.position: entry.body for entry in entries}
    return [number for number, receipt in enumerate(publisher.receipts)
            if receipt and receipt.position and publisher.bodies[number] not in bodies.get(receipt.position, b"")]


def foreign(publisher, entries):
    """Positions of batches that the publisher never sent. They lie there about in the order of
    sending: each is looked for behind the one before first, then everywhere."""
    ret, near = [], 0
    for entry in entries:
        if entry.kind not in (BATCH, RELEASE_END):
            continue
        order = itertools.chain(range(near, min(near + 3, len(publisher.bodies))), publisher.ever)
        found = next((number for number in order if publisher.bodies[number] in entry.body), None)
        if found is None:
            ret.append(entry.position)
        near = near if found is None else found
    return ret


def judge(daemon, publisher, subscriber):
    """Of a daemon that runs: stops it, looks into its journal, and starts it with nothing but that.
    What was lost and what was told twice or never is in the error; the number of entries."""
    subscriber.turn()
    subscriber.fill(daemon)
    gapless([notification_pb2.Notification.FromString(body) for body in subscriber.list()])
    same(daemon.replay(), subscriber.list(), "what the daemon told, and what the subscriber has")
    daemon.stop()
    entries = journal_of(daemon)
    same(absent(publisher, entries), [], "acknowledged and not there")
    same(foreign(publisher, entries), [], "there and never sent")
    daemon.forget_store()
    daemon.start()
    same(daemon.replay(), subscriber.list(), "a replay from nothing, and what the subscriber has")
    return len(entries)
