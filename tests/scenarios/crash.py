"""kill -9 at random moments of an import, and nothing that was acknowledged is lost.

    crash.py [--points N] [--seed S]

A publisher keeps a list of its receipts and sends again what has none. The daemon is killed while
it takes batches in, while it writes a checkpoint, while it starts. At the end figures, states and
notifications equal those of a run that nobody disturbed: by sequence the same in kind, milestone,
instance, values, interval, day known and cause; none twice, none missing. Every batch with a
receipt lies in the journal at its position, as it was sent. What a subscriber heard on the way is
what a replay gives at the end, to the byte.
"""
import argparse
import os
import random
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "support"))

import zmq  # noqa: E402

import trade  # noqa: E402
import wire  # noqa: E402
from daemon import LIMIT, Daemon, context, dealer  # noqa: E402
from journal_reader import Journal  # noqa: E402
from scenario import gapless, same, scenario, state, step, told_lines  # noqa: E402
from wire import notification_pb2, receipt_pb2  # noqa: E402

WINDOW = 24        # batches on their way
BATCH = 8          # events: four batches and an end for each month
START_SECONDS = 0.03
LINGER_SECONDS = 0.004


def configuration():
    """The demonstration's, with checkpoints as often as they may be."""
    with open(trade.DEMO, encoding="utf-8") as file:
        return file.read() + "checkpoint-interval: 1 s\ncheckpoint-events: 1000\n"


class Publisher:
    """Batches in order, many on their way; after a break what has no receipt goes again."""

    def __init__(self, batches):
        self.bodies = []
        for number, batch in enumerate(batches):
            batch.version, batch.request_id = wire.VERSION, b"%d" % number
            self.bodies.append(batch.SerializeToString())
        self.receipts = [None] * len(self.bodies)
        self.done = self.resent = 0
        self.socket, self.sent, self.ever = None, set(), set()

    def connect(self, daemon):
        """A new connection; nothing is known of what the old one carried."""
        if self.socket:
            self.socket.close()
        self.socket, self.sent = dealer(daemon.endpoint("intake")), set()

    def turn(self, last, wait=1):
        """Sends what is due up to a batch, and takes in a receipt if there is one."""
        for number in range(self.done, min(last, self.done + WINDOW, len(self.bodies))):
            if number not in self.sent and self.receipts[number] is None:
                try:
                    self.socket.send(self.bodies[number], zmq.DONTWAIT)
                except zmq.Again:
                    break
                self.sent.add(number)
                self.resent += number in self.ever
                self.ever.add(number)
        if self.socket.poll(wait):
            receipt = receipt_pb2.Receipt.FromString(self.socket.recv())
            number = int(receipt.request_id)
            if receipt.reason == receipt_pb2.REASON_RETRY_LATER:
                self.sent.discard(number)
                return
            assert not receipt.reason and not receipt.counts.refused, receipt
            self.receipts[number] = self.receipts[number] or receipt
            while self.done < len(self.receipts) and self.receipts[self.done]:
                self.done += 1

    def count(self, last):
        return sum(receipt is not None for receipt in self.receipts[:last])

    def acknowledged(self):
        return max((receipt.position for receipt in self.receipts if receipt), default=0)


class Listener:
    """All notifications that the stream brings, whoever was killed meanwhile."""

    def __init__(self, daemon):
        self.socket = context.socket(zmq.SUB)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.setsockopt(zmq.RECONNECT_IVL, 1)
        self.socket.setsockopt(zmq.SUBSCRIBE, b"milestone/")
        self.socket.connect(daemon.endpoint("notifications"))
        self.heard = []

    def turn(self):
        while self.socket.poll(0):
            frames = self.socket.recv_multipart()
            if len(frames) == 2:
                self.heard.append(frames[1])


def until_killed(daemon, publisher, listener, last, dice):
    """One life: it ends so many receipts of this slice later, and a random moment more."""
    target = publisher.count(last)
    target += dice.randint(0, last - target)
    limit = time.monotonic() + LIMIT
    while publisher.count(last) < target:
        daemon.alive()
        assert time.monotonic() < limit, f"{target - publisher.count(last)} receipts do not come"
        publisher.turn(last + WINDOW)
        listener.turn()
    moment = time.monotonic() + dice.uniform(0, LINGER_SECONDS)
    while time.monotonic() < moment:
        publisher.turn(last + WINDOW, 0)
    daemon.kill()


def killed_in_the_start(daemon, dice):
    daemon.start(ready=False)
    moment = time.monotonic() + dice.uniform(0, START_SECONDS)
    while time.monotonic() < moment:
        pass
    daemon.kill()


def lives(daemon, publisher, listener, points, dice):
    """Kills it `points` times over the whole import; how many of them while it started."""
    starting, replayed = 0, 0
    for point in range(points):
        if dice.random() < 0.2:
            starting += 1
            killed_in_the_start(daemon, dice)
        else:
            daemon.start()
            position = daemon.ask("status").position
            assert position >= publisher.acknowledged(), \
                f"killed {point} times: a receipt names {publisher.acknowledged()}, the journal ends at {position}"
            replayed += daemon.counters()["entries_applied"]
            publisher.connect(daemon)
            until_killed(daemon, publisher, listener, len(publisher.bodies) * (point + 1) // points, dice)
        if (point + 1) % 10 == 0:
            print(f"    killed {point + 1} times, {publisher.done} of {len(publisher.bodies)} batches have receipts",
                  flush=True)
    return starting, replayed


def rest(daemon, publisher, listener):
    daemon.start()
    publisher.connect(daemon)
    limit = time.monotonic() + LIMIT
    while publisher.done < len(publisher.bodies):
        daemon.alive()
        assert time.monotonic() < limit, f"{len(publisher.bodies) - publisher.done} receipts do not come"
        publisher.turn(len(publisher.bodies))
        listener.turn()


def absent(daemon, publisher):
    """Batches whose receipt names a place in the journal where they do not lie; read by a reader
    that has nothing of the daemon's."""
    entries = {entry.position: entry.body for entry in Journal(os.path.join(daemon.state, "journal")).entries()}
    return [number for number, receipt in enumerate(publisher.receipts)
            if receipt.position and publisher.bodies[number] not in entries.get(receipt.position, b"")]


def heard_is_true(listener, replay):
    by_sequence = {notification_pb2.Notification.FromString(body).sequence: body for body in replay}
    for body in listener.heard:
        same(body, by_sequence[notification_pb2.Notification.FromString(body).sequence], "told and taken back")


def all_batches():
    return [batch for batches in trade.releases(size=BATCH).values() for batch in batches]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=100, help="how often it is killed")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    with Daemon(configuration()) as daemon:
        step("a run that nobody disturbs")
        daemon.publish(*all_batches())
        expected_state, expected_told = state(daemon), told_lines(daemon)

    daemon = Daemon(configuration())
    with daemon.unstarted():
        step(f"killed at {options.points} moments, seed {options.seed}")
        began = time.monotonic()
        publisher, listener = Publisher(all_batches()), Listener(daemon)
        starting, replayed = lives(daemon, publisher, listener, options.points, random.Random(options.seed))
        rest(daemon, publisher, listener)
        seconds = time.monotonic() - began

        step("the same figures and states, the same notifications, none twice, none missing")
        same(state(daemon), expected_state)
        gapless(daemon.told())
        same(told_lines(daemon), expected_told)

        step("what was heard on the way stands")
        before = daemon.replay()
        heard_is_true(listener, before)

        step("every batch with a receipt lies in the journal; from it alone follows the same")
        daemon.stop()
        missing = absent(daemon, publisher)
        same(missing, [], "acknowledged and not there")
        daemon.forget_store()
        daemon.start()
        same(daemon.replay(), before)
        same(state(daemon), expected_state)
        print(f"    points {options.points}, in the start {starting}, batches {len(publisher.bodies)}, sent again "
              f"{publisher.resent}, entries replayed {replayed}, heard live {len(listener.heard)} of {len(before)}, "
              f"acknowledged and absent {len(missing)}, {seconds:.1f} s")


if __name__ == "__main__":
    with scenario("crash: kill -9 at random moments"):
        main()
