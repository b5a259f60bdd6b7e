"""kill -9 and power cuts at random moments of an import, and nothing that was acknowledged is lost.

    crash.py [--points N] [--cuts N] [--seed S]

The state lies on a file system of its own, in a file behind a loop device. A publisher keeps a list
of its receipts and sends again what has none; a subscriber keeps what it was told and asks for what
it missed. At each point the daemon is killed: while it takes batches in, while it writes a
checkpoint, while it starts. At each cut the disk loses its power as well, and with it all that was
not synced: at a random moment, just behind a sync whose receipts were not sent yet, in a start, or
under a daemon that must notice by itself that its disk is dead.

After each start: the journal reaches at least as far as the receipts. At the end: every batch with a
receipt lies in the journal at its position, as it was sent, and none that was not sent; sums and
milestones are those that follow from the publisher's list; notifications are those of a run that
nobody disturbed, without a gap, none twice, none missing, and to the byte those of a replay from
nothing. Where nothing can be mounted the cuts are left out, with the reason.
"""
import argparse
import collections
import os
import random
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "support"))

import disks  # noqa: E402
import mixed  # noqa: E402
from daemon import LIMIT, Daemon  # noqa: E402
from scenario import gapless, same, scenario, state, step, told_lines  # noqa: E402
from witness import Publisher, Subscriber, judge  # noqa: E402

START_SECONDS = 0.03
LINGER_SECONDS = 0.004
DEAD_DISK = 74  # how the daemon ends when a write or sync failed
SYNCS_MAX = 12  # behind which of them the power goes
AHEAD = 24      # batches of the next life that may be on their way
STOP_AT = ("strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync", "-e")


class Run:
    def __init__(self, daemon, publisher, subscriber, seed):
        self.daemon, self.publisher, self.subscriber = daemon, publisher, subscriber
        self.dice = random.Random(seed)
        self.counts = collections.Counter()
        self.replayed = 0

    def started(self):
        """It runs, has all that was acknowledged, and its peers are back."""
        self.daemon.start()
        position = self.daemon.ask("status").position
        acknowledged = self.publisher.acknowledged()
        assert position >= acknowledged, \
            f"life {self.counts.total()}: a receipt names {acknowledged}, the journal ends at {position}"
        self.replayed += self.daemon.counters()["entries_applied"]
        self.publisher.connect(self.daemon.endpoint("intake"))
        self.subscriber.fill(self.daemon)

    def turn(self, last, wait=1):
        self.publisher.turn(last + AHEAD, wait)
        self.subscriber.turn()

    def work(self, last):
        """Some receipts of this slice, and a random moment more."""
        target = self.publisher.count(last)
        target += self.dice.randint(0, last - target)
        limit = time.monotonic() + LIMIT
        while self.publisher.count(last) < target:
            self.daemon.alive()
            assert time.monotonic() < limit, f"receipts do not come:\n{self.daemon.log()}"
            self.turn(last)
        moment = time.monotonic() + self.dice.uniform(0, LINGER_SECONDS)
        while time.monotonic() < moment:
            self.turn(last, 0)

    def starting(self):
        self.daemon.start(ready=False)
        moment = time.monotonic() + self.dice.uniform(0, START_SECONDS)
        while time.monotonic() < moment:
            pass

    # ---- how a life ends

    def killed(self, last):
        self.started()
        self.work(last)
        self.daemon.kill()

    def killed_in_the_start(self, last):
        self.starting()
        self.daemon.kill()

    def without_power(self):
        """It may have noticed before it is killed: then it leaves as it does for a dead disk."""
        self.daemon.disk.cut()
        self.daemon.process.kill()
        status = self.daemon.ended()
        assert status in (-signal.SIGKILL, DEAD_DISK), f"ended with {status}:\n{self.daemon.log()}"
        self.daemon.disk.back()

    def cut(self, last):
        self.started()
        self.work(last)
        self.without_power()

    def cut_in_the_start(self, last):
        self.starting()
        self.without_power()

    def cut_behind_a_sync(self, last):
        """The n-th sync of this life is done, in its start or later, and what it makes true is not
        told yet."""
        wanted = self.dice.randint(1, SYNCS_MAX)
        self.daemon.start(ready=False, wrapper=(*STOP_AT, f"inject=fdatasync:signal=SIGSTOP:when={wanted}"))
        self.publisher.connect(self.daemon.endpoint("intake"))
        limit = time.monotonic() + LIMIT
        while not self.daemon.is_stopped() and self.publisher.count(last) < last:
            assert time.monotonic() < limit, f"no sync:\n{self.daemon.log()}"
            self.turn(last)
        self.without_power()

    def cut_and_noticed(self, last):
        """A dead disk under a daemon that goes on: it says so and leaves."""
        self.started()
        self.work(last)
        self.daemon.disk.cut()
        limit = time.monotonic() + LIMIT
        while self.daemon.process.poll() is None:
            assert time.monotonic() < limit, f"it goes on with a dead disk:\n{self.daemon.log()}"
            self.turn(len(self.publisher.bodies))
        same(self.daemon.ended(), DEAD_DISK, self.daemon.log())
        self.daemon.disk.back()

    def live(self, points, cuts):
        """So many lives, each with a slice of the import."""
        kinds = [self.killed_in_the_start if self.dice.random() < 0.2 else self.killed for _ in range(points)]
        kinds += [self.dice.choice((self.cut, self.cut, self.cut_behind_a_sync, self.cut_in_the_start,
                                    self.cut_and_noticed)) for _ in range(cuts)]
        self.dice.shuffle(kinds)
        began = time.monotonic()
        for life, kind in enumerate(kinds, 1):
            kind(len(self.publisher.bodies) * life // len(kinds))
            self.counts[kind.__name__] += 1
            if life % 50 == 0:
                print(f"    {life} lives in {time.monotonic() - began:.0f} s, {self.publisher.done} of "
                      f"{len(self.publisher.bodies)} batches have receipts", flush=True)


def undisturbed(batches):
    with Daemon(mixed.configuration()) as daemon:
        daemon.publish(*batches)
        return state(daemon), told_lines(daemon)


def cuts_of(daemon, cuts):
    """How often its disk can be cut."""
    reason = disks.why_not()
    if reason:
        print(f"    no power cuts: {reason}")
        return 0
    daemon.mounted(disks.Image(daemon.state))
    return cuts


def main(options):
    batches = mixed.batches(size=8 if options.points + options.cuts < 600 else 2)
    expected = mixed.Expected(batches)
    step("a run that nobody disturbs")
    expected_state, expected_told = undisturbed(batches)

    daemon = Daemon(mixed.configuration())
    with daemon.unstarted():
        cuts = cuts_of(daemon, options.cuts)
        step(f"killed at {options.points} moments, without power at {cuts}, seed {options.seed}")
        began = time.monotonic()
        run = Run(daemon, Publisher(batches), Subscriber(daemon.endpoint("notifications")), options.seed)
        run.live(options.points, cuts)
        run.started()
        run.publisher.all(daemon, run.subscriber.turn)
        seconds = time.monotonic() - began

        step("sums and milestones follow from the publisher's list, and nothing is told twice or missing")
        expected.check(daemon)
        same(state(daemon), expected_state)
        gapless(daemon.told())
        same(told_lines(daemon), expected_told)

        step("what the subscriber has stands, every receipt is true, a replay from nothing gives the same")
        entries = judge(daemon, run.publisher, run.subscriber)
        expected.check(daemon)
        same(state(daemon), expected_state)
        daemon.stop()
    lives = options.points + cuts
    print(f"    lives {lives}: {', '.join(f'{name} {count}' for name, count in sorted(run.counts.items()))}\n"
          f"    batches {len(batches)}, sent again {run.publisher.resent}, entries {entries}, replayed {run.replayed}, "
          f"heard live {run.subscriber.live}, notifications {len(expected_told)}\n"
          f"    acknowledged and lost 0, counted twice 0, notifications missing or twice 0; {seconds:.1f} s, "
          f"{1000 * seconds / max(lives, 1):.0f} ms a life")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=100, help="how often it is killed")
    parser.add_argument("--cuts", type=int, default=20, help="how often the power goes")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    with scenario("crash: kill -9 and power cuts at random moments"):
        main(arguments())
