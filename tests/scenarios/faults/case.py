"""A fault and how it is judged: a daemon under it, a publisher and a subscriber with lists of their own.

    @fault("sync fails")
    def sync_fails(case):
        case.start(wrapper=(...))
        case.until_it_ends()
        case.did("left with 74", log="fdatasync")

After each fault the import goes on to its end and everything is compared: what was acknowledged is
in the journal, what is in the journal was sent, sums follow from the publisher's list, each
notification came once, in sequence, and is that of a replay from nothing.
"""
import os
import signal
import sys
import time
import traceback

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..", "support"))

import mixed  # noqa: E402
from daemon import LIMIT, Daemon  # noqa: E402
from scenario import same  # noqa: E402
from witness import Publisher, Subscriber, judge  # noqa: E402

DEAD_DISK = 74  # how the daemon leaves when a write or sync failed
WITHOUT_LEAKS = {"ASAN_OPTIONS": "detect_leaks=0"}  # LeakSanitizer cannot look while a tracer does

faults = []  # in the order of the files


class Skipped(Exception):
    """It cannot be tried here; why."""


def skip_if(reason):
    if reason:
        raise Skipped(reason)


def fault(title, quick=True):
    """A row of the table; one that is not quick runs only when it is asked for."""
    def register(function):
        group = function.__module__
        faults.append((group, title, quick, function))
        return function
    return register


class Case:
    """A daemon that is not started yet, its publisher and its subscriber."""

    def __init__(self, configuration=None, last="2008-06", size=8, batches=None):
        self.batches = batches or mixed.batches(size=size, last=last)
        self.expected = mixed.Expected(self.batches)
        self.daemon = Daemon(configuration or mixed.configuration())
        self.publisher = Publisher(self.batches)
        self.subscriber = Subscriber(self.daemon.endpoint("notifications"))
        self.row = {"did": "", "lost": "nothing", "log": "", "on": ""}
        self.log_from = 0

    # ---- life

    def start(self, wrapper=(), environment=None, ready=True):
        self.log_from = os.path.getsize(self.daemon.log_path) if os.path.exists(self.daemon.log_path) else 0
        self.daemon.start(ready=ready, wrapper=wrapper,
                          environment=WITHOUT_LEAKS | (environment or {}) if wrapper or environment else None)
        self.publisher.connect(self.daemon.endpoint("intake"))
        if ready:
            position, acknowledged = self.daemon.ask("status").position, self.publisher.acknowledged()
            assert position >= acknowledged, f"a receipt names {acknowledged}, the journal ends at {position}"
            self.subscriber.fill(self.daemon)

    def start_in_vain(self, status):
        """It does not start, says why, and leaves with that status."""
        self.start(ready=False)
        same(self.daemon.ended(), status, self.said())

    def carry(self, share):
        """The import goes on up to a share of it, 0 to 1."""
        self.publisher.until(int(len(self.batches) * share), self.daemon, self.subscriber.turn)

    def carry_for(self, seconds):
        moment = time.monotonic() + seconds
        while time.monotonic() < moment:
            self.turn()

    def turn(self, wait=1):
        self.publisher.turn(len(self.batches), wait)
        self.subscriber.turn()

    def until_it_ends(self, *statuses, seconds=LIMIT):
        """Goes on until the daemon leaves by itself or everything is sent; None: it did not leave."""
        limit = time.monotonic() + seconds
        while self.daemon.process.poll() is None:
            if self.publisher.done == len(self.batches):
                assert not statuses, f"it did not end:\n{self.said()}"
                return None
            assert time.monotonic() < limit, f"neither goes on nor ends:\n{self.said()}"
            self.turn()
        status = self.daemon.ended()
        assert not statuses or status in statuses, f"left with {status}, expected {statuses}:\n{self.said()}"
        return status

    def said(self):
        """What it logged since its last start."""
        with open(self.daemon.log_path, encoding="utf-8", errors="replace") as file:
            file.seek(self.log_from)
            return file.read()

    # ---- the table

    def did(self, what, *log):
        """What it did; the first line of its log that has all of the words, which must be there."""
        self.row["did"] = what
        if log:
            line = next((line for line in self.said().splitlines() if all(word in line for word in log)), None)
            assert line, f"no line of the log has {log}:\n{self.said()}"
            self.row["log"] = line.replace(self.daemon.folder, "...")

    def finish(self, how="goes on with the next start"):
        """The import to its end, and everything compared."""
        if self.daemon.process is None:
            self.start()
        self.publisher.all(self.daemon, self.subscriber.turn)
        self.expected.check(self.daemon)
        judge(self.daemon, self.publisher, self.subscriber)
        self.expected.check(self.daemon)
        self.daemon.stop()
        self.row["on"] = how


def tried(function, title):
    """The row of a fault; it has `skipped` or `failed` where it has no outcome."""
    case = []

    def make(**options):
        case.append(Case(**options))
        return case[-1]
    try:
        return function(make) or case[-1].row # a row that was made elsewhere
    except Skipped as reason:
        return {"skipped": str(reason)}
    except Exception: # pylint: disable=broad-except
        if case:
            print(f"---- {title}: the daemon's last words\n{case[-1].daemon.log()}----", flush=True)
        return {"failed": traceback.format_exc()}
    finally:
        for one in case:
            end(one)


def end(case):
    case.publisher.hang_up()
    case.subscriber.hang_up()
    if case.daemon.process:
        case.daemon.process.send_signal(signal.SIGCONT)
        case.daemon.process.kill()
        case.daemon.ended()
    case.daemon.__exit__(None, None, None)
