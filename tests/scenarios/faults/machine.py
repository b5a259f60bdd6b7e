"""What the machine may lack: memory, descriptors, a clock that goes on evenly; and a process that is
stopped from outside.
"""
import collections
import os
import shutil
import signal
import time

import mixed
import wire
import zmq
from case import fault, skip_if
from daemon import context
from scenario import same
from tracing import sanitized
from wire import notification_pb2
from witness import journal_of

TICK = 4 # the kind of an entry
MALLOC = os.path.join(wire.BUILD, "tests", "support", "libfailing_malloc.so")
CLOCK = os.path.join(wire.BUILD, "tests", "support", "libshifted_clock.so")


def why_no_preload(spoiler):
    if sanitized(os.path.join(wire.BUILD, "daemon", "milestoned")):
        return "a sanitizer owns malloc in this build"
    return "" if os.path.exists(spoiler) else f"{spoiler} is not built"


@fault("an allocation fails")
def no_memory(make):
    """The n-th of the process and the two behind it: in its start, or while it works."""
    skip_if(why_no_preload(MALLOC))
    case = make()
    numbers = (1, 20, 100, 300, 600, 900, 1300, 1800, 2500, 3500, 5000, 7000, 10000, 15000)
    ends = collections.Counter()
    for life, number in enumerate(numbers, 1):
        case.start(environment={"LD_PRELOAD": MALLOC, "FAILING_MALLOC": str(number)}, ready=False)
        limit = time.monotonic() + 20
        while case.daemon.process.poll() is None and time.monotonic() < limit and \
                case.publisher.done < len(case.batches) * life // len(numbers):
            case.turn()
        ends[case.daemon.process.poll()] += 1
        case.daemon.process.kill()
        case.daemon.ended()
    ended = sum(count for status, count in ends.items() if status is not None)
    assert ended >= len(numbers) // 3, ends
    case.did(f"ended {ended} times of {len(numbers)}, with 1 or by libzmq's abort; otherwise it could do without")
    case.finish()


@fault("half of all allocations fail: fiu-run")
def random_memory(make):
    skip_if("" if shutil.which("fiu-run") else "fiu-run is not there")
    skip_if(why_no_preload(MALLOC))
    case = make()
    case.start()
    case.carry(0.3)
    case.daemon.kill()
    for probability in ("0.5", "0.01", "0.001"):
        case.start(ready=False, wrapper=("fiu-run", "-x", "-c",
                                         f"enable_random name=libc/mm/malloc,probability={probability}"))
        moment = time.monotonic() + 1
        while case.daemon.process.poll() is None and time.monotonic() < moment:
            case.turn()
        case.daemon.process.kill()
        case.daemon.ended()
    case.did("ended, or went on with what it got; nothing that was acknowledged is lost")
    case.finish()


@fault("no more file descriptors")
def descriptors(make):
    """libzmq aborts where an ipc socket cannot accept for want of one, by design: the daemon raises its
    limit to the highest that it may have, so that it takes more than tests have peers."""
    case = make()
    case.start(wrapper=("prlimit", "--nofile=64:64"))
    case.carry(0.2)
    crowd = []
    for _ in range(200):
        socket = context.socket(zmq.DEALER)
        socket.setsockopt(zmq.LINGER, 0)
        socket.connect(case.daemon.endpoint("intake"))
        crowd.append(socket)
    status = case.until_it_ends(-signal.SIGABRT)
    for socket in crowd:
        socket.close()
    case.did("ended by libzmq, as if killed" if status else "goes on for those who are connected")
    case.finish("with the next start, when the crowd is gone")


@fault("abort")
def aborted(make):
    case = make()
    case.start()
    case.carry(0.4)
    case.daemon.process.send_signal(signal.SIGABRT)
    same(case.daemon.ended(), -signal.SIGABRT)
    case.start()
    case.did("as after kill -9; under systemd it is started again (tests/systemd/test_service.sh)", "replayed")
    case.finish()


@fault("it hangs: stopped and let go again")
def hangs(make):
    """That the watchdog ends a hang is shown under a real systemd: tests/systemd/test_service.sh."""
    case = make()
    case.start()
    for share in (0.2, 0.4, 0.6):
        case.carry(share)
        case.daemon.process.send_signal(signal.SIGSTOP)
        case.carry_for(0.3)
        case.daemon.process.send_signal(signal.SIGCONT)
    case.did("goes on where it was; a hang for good is ended by the watchdog (tests/systemd/test_service.sh)")
    case.finish("at once")


TICKING = """\
currency: USD
settle-in: 0 s
beat: 300 ms
free-space-floor: 0 MiB
sources:
  - {name: diary, kinds: trade, reports: KZ, resolution: day, numbers: explicit, complete-after: 1 days,
     expect: daily within 1 days}
corridors:
  - {name: kazakhstan-china, between: [KZ, CN]}
measures:
  - {name: diary, corridor: kazakhstan-china, sum: trade.value, window: since-2006-01-01}
milestones:
  - {name: diary-1, measure: diary, reach: 5000 USD, from: 2006-01-01}
  - {name: diary-2, measure: diary, reach: 100 bn USD, from: 2006-01-01, by: %s, grace: 1 days}
"""


def ticks(case):
    return [entry for entry in journal_of(case.daemon) if entry.kind == TICK]


@fault("the clock jumps: days forward, back again, a day in a second")
def clock(make):
    skip_if(why_no_preload(CLOCK))
    deadline = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 3 * 86400))
    batches = [batch for parts in mixed.diary([f"2007-{month:02d}" for month in range(1, 13)], 4).values()
               for batch in parts]
    case = make(configuration=TICKING % deadline, batches=batches)
    told = []
    for number, (days, speed) in enumerate(((0, 1), (1, 1), (9, 1), (-3, 1), (9, 1), (12, 86400), (0, 1)), 1):
        case.start(environment={"LD_PRELOAD": CLOCK, "CLOCK_SHIFT": str(days * 86400), "CLOCK_SPEED": str(speed)})
        case.carry(number / 8)
        case.carry_for(0.6)
        told.append(len(case.daemon.told()))
        case.daemon.kill()
    assert told == sorted(told), told
    case.start()
    missed = [n.milestone for n in case.daemon.told() if n.kind == notification_pb2.KIND_MISSED]
    same(missed, ["diary-2"], "missed, once")
    case.daemon.stop()
    assert len(ticks(case)) >= 3, "no ticks"
    case.did(f"ticks are entries of the journal ({len(ticks(case))} of them): a clock that goes back takes nothing back, "
             f"a day that comes twice is told once ({told[-1]} notifications)")
    case.expected = Notions(case)
    case.finish("with the clock as it is")


class Notions:
    """Sums alone: what is told depends on the days on which the test ran."""

    def __init__(self, case):
        self.units = case.expected.diary

    def check(self, daemon):
        (row,) = daemon.ask("measure", measure="diary").rows
        same(row.value.units, self.units, "the diary")
