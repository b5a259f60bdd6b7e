"""Disks that fail: syncs, writes, room, speed."""
import os
import socket
import time

import disks
import mixed
from case import DEAD_DISK, fault, skip_if
from daemon import LIMIT, Gone
from power import on_a_disk
from scenario import same
from tracing import inject, why_not as tracing_why_not

WRITES = "pwrite64,pwritev,writev"
SYNCS = "fdatasync,fsync"


def each(make, calls, error, words, numbers):
    """The n-th of these calls fails; for each n one life. Those that failed by n."""
    skip_if(tracing_why_not())
    case = make()
    failed = []
    for number in numbers:
        case.start(wrapper=inject(calls, f"error={error}:when={number}"), ready=False)
        status = case.until_it_ends()
        if status is None: # the import was over before
            case.daemon.process.kill()
            case.daemon.ended()
            break
        same(status, DEAD_DISK, f"{calls} {number}:\n{case.said()}")
        case.did(f"left with {DEAD_DISK} each time, at the 1st to the {number}th call", *words)
        failed.append(number)
    assert failed, "no call failed"
    case.finish()


@fault("a sync fails: EIO")
def sync_eio(make):
    each(make, SYNCS, "EIO", ("Input/output error",), (1, 2, 3, 5, 8, 13))


@fault("a sync fails: ENOSPC")
def sync_enospc(make):
    each(make, SYNCS, "ENOSPC", ("No space left on device",), (2, 4, 7))


@fault("a sync fails: EIO, at every one of the first fifty", quick=False)
def sync_eio_everywhere(make):
    each(make, SYNCS, "EIO", ("Input/output error",), range(1, 51))


@fault("a write fails: ENOSPC")
def write_enospc(make):
    each(make, WRITES, "ENOSPC", ("No space left on device",), (1, 2, 4, 8, 14))


@fault("a write fails: EIO, at every one of the first fifty", quick=False)
def write_eio_everywhere(make):
    each(make, WRITES, "EIO", ("Input/output error",), range(1, 51))


@fault("a write is short and says so: the disk lies about the rest")
def short_write(make):
    """strace says that 100 bytes were written and writes none: the entry has a hole."""
    skip_if(tracing_why_not())
    case = make()
    case.start()
    case.carry(0.3)
    case.daemon.stop()
    case.start(wrapper=inject("pwrite64", "retval=100:when=3+2"))
    case.carry_for(1) # it may read that entry and leave by itself
    case.daemon.process.kill()
    case.daemon.ended()
    case.start(ready=False)
    try:
        case.daemon.ask("status")
        case.did("started: only the last group was a lie, which is like one that was never finished", "was cut")
    except Gone:
        case.daemon.ended()
        case.did("does not start: entries that were acknowledged are damaged", "position", "byte")
    case.row["lost"] = "what the disk had confirmed and not written; it is named wherever anything lies behind it"
    case.row["on"] = "when the journal is restored from a replica or a backup"


@fault("a sync fails for real: what lies under the disk is full")
def really_full(make):
    skip_if(disks.why_not())
    case = make()
    below = os.path.join(case.daemon.folder, "below")
    os.mkdir(below)
    memory = disks.Memory(below, 8)
    try:
        case.daemon.mounted(disks.Image(case.daemon.state, 64, memory=below))
        case.start()
        case.carry(0.2)
        filler = disks.fill(below)
        case.until_it_ends(DEAD_DISK)
        case.did("left with 74 at the first error of a sync or write", "failed", "position")
        os.unlink(filler)
        case.daemon.disk.back()
        case.finish("goes on when there is room")
    finally:
        case.daemon.unmount()
        memory.remove()


@fault("the disk is full, without a floor of free space")
def full_without_floor(make):
    case = on_a_disk(make)
    case.start()
    case.carry(0.3)
    filler = disks.fill(case.daemon.state, 4 << 10)
    case.until_it_ends(DEAD_DISK)
    case.did("left with 74", "failed", "No space left on device", "position")
    os.unlink(filler)
    case.finish("goes on when there is room")


@fault("the disk is below its floor of free space")
def below_the_floor(make):
    case = on_a_disk(make, configuration=mixed.configuration(floor="64 MiB"))
    case.start()
    case.carry(0.3)
    filler = disks.fill(case.daemon.state, 32 << 20)
    refused(case)
    case.daemon.restart()
    case.publisher.connect(case.daemon.endpoint("intake"))
    refused(case)
    case.did("answers 'retry later', also when started so; questions and replay go on", "floor of free space")
    os.unlink(filler)
    case.finish("goes on by itself when there is room")


def refused(case):
    """Batches are told to come later; all that is read goes on."""
    have, later = case.publisher.count(), case.publisher.later
    moment = time.monotonic() + LIMIT
    while case.publisher.later < later + 30:
        assert time.monotonic() < moment, "nobody is told to come later"
        case.turn()
    assert case.publisher.count() <= have + 24, "batches are taken below the floor"
    status = case.daemon.ask("status")
    assert status.state.startswith("refusing") and status.attention, status
    assert case.daemon.counters()["retry_later"] >= 30
    assert case.daemon.ask("measure", measure="turnover", period="2006").rows
    case.daemon.replay()


class Watchdog:
    """What systemd hears from the daemon."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.socket.setblocking(False)
        self.heard, self.gap, self.last = 0, 0.0, None
        self.environment = {"NOTIFY_SOCKET": self.path, "WATCHDOG_USEC": "2000000"}

    def turn(self):
        try:
            while True:
                if b"WATCHDOG=1" in self.socket.recv(4096):
                    now = time.monotonic()
                    self.gap = max(self.gap, now - (self.last or now))
                    self.heard, self.last = self.heard + 1, now
        except BlockingIOError:
            pass


def resident(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) // 1024


@fault("a slow disk: each sync takes 200 ms more")
def slow(make):
    skip_if(tracing_why_not())
    case = make(last="2009-12")
    watchdog = Watchdog(case.daemon.folder)
    case.start(wrapper=inject("fdatasync", "delay_exit=200000"), environment=watchdog.environment)
    before, longest, began = resident(case.daemon.process.pid), 0.0, time.monotonic()
    while case.publisher.done < len(case.batches):
        case.daemon.alive()
        for _ in range(20):
            case.turn(10)
        watchdog.turn()
        asked = time.monotonic()
        case.daemon.ask("status")
        longest = max(longest, time.monotonic() - asked)
    grown = resident(case.daemon.process.pid) - before
    assert longest < 2.5, f"a question took {longest:.1f} s"
    assert watchdog.heard >= 2 and watchdog.gap < 2, f"watchdog {watchdog.heard} times, gap {watchdog.gap:.1f} s"
    assert grown < 64, f"{grown} MiB more"
    case.did(f"publishers wait for their receipts ({len(case.batches)} in {time.monotonic() - began:.1f} s); the longest "
             f"answer of the desk took {1000 * longest:.0f} ms, the watchdog was fed every {watchdog.gap:.1f} s at "
             f"most, memory grew by {grown} MiB")
    case.daemon.kill()
    case.finish("is as before on a disk that is not slow")
