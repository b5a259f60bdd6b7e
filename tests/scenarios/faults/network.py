"""Networks that lose, cut, reset, delay and trickle, between publishers, subscribers and a daemon on tcp.

What needs a network of its own and its filters is in a namespace; the rest goes through a relay.
"""
import contextlib
import json
import os
import shutil
import subprocess
import sys
import time

import mixed
import ports
import wire
import zmq
from case import fault, skip_if
from relay import Relay
from tracing import sanitized

SILENCE = 1.0  # seconds after which a publisher takes its connection for dead

ENDPOINTS = """\
endpoints:
  intake: ["tcp://127.0.0.1:%(intake)d", "ipc://%(run)s/intake"]
  notifications: ["tcp://127.0.0.1:%(notifications)d"]
"""


class Line:
    """A daemon on tcp; its publisher and subscriber come over the line and knock again after a silence."""

    def __init__(self, make, relayed=True, last="2007-06"):
        self.ports = {"intake": ports.hold(), "notifications": ports.hold()}
        self.case = make(configuration=self.configuration, last=last)
        self.relays = {name: Relay(port) for name, port in self.ports.items()} if relayed else {}
        self.case.subscriber.hang_up()
        self.case.daemon.start()
        self.connect()
        subscriber = self.case.subscriber
        subscriber.socket = subscriber.socket.context.socket(zmq.SUB)
        subscriber.socket.setsockopt(zmq.LINGER, 0)
        subscriber.socket.setsockopt(zmq.SUBSCRIBE, b"milestone/")
        subscriber.socket.setsockopt(zmq.HEARTBEAT_IVL, 500)
        subscriber.socket.connect(self.address("notifications"))
        self.connections = 0

    def configuration(self, run):
        return ENDPOINTS % {"run": run, **self.ports} + mixed.configuration()

    def address(self, name):
        return f"tcp://127.0.0.1:{self.relays[name].port if self.relays else self.ports[name]}"

    def connect(self):
        self.case.publisher.connect(self.address("intake"))

    def carry(self, share, seconds=60):
        """Up to this share of the batches, whatever the line does meanwhile."""
        publisher, wanted = self.case.publisher, int(len(self.case.batches) * share)
        limit = time.monotonic() + seconds
        heard, count = time.monotonic(), publisher.count()
        while publisher.done < wanted:
            self.case.daemon.alive()
            assert time.monotonic() < limit, f"{wanted - publisher.done} receipts do not come"
            publisher.turn(wanted)
            self.case.subscriber.turn()
            if publisher.count() > count:
                heard, count = time.monotonic(), publisher.count()
            elif time.monotonic() - heard > SILENCE:
                self.connect()
                self.connections += 1
                heard = time.monotonic()

    def finish(self, what, how="at once, on the same line"):
        self.case.did(f"{what}; {self.case.publisher.resent} batches were sent again, "
                      f"{self.case.subscriber.live} notifications came live")
        self.carry(1)
        self.case.subscriber.fill(self.case.daemon)
        self.case.publisher.connect(self.case.daemon.endpoint("intake"))
        for relay in self.relays.values():
            relay.close()
        self.case.finish(how)


@fault("a line that delays")
def delayed(make):
    line = Line(make)
    for relay in line.relays.values():
        relay.delay = 0.05
    line.carry(0.8)
    line.finish("each piece takes 50 ms: publishers have more on their way")


@fault("a line that trickles, 300 bytes at a time")
def trickled(make):
    line = Line(make, last="2006-06")
    for relay in line.relays.values():
        relay.delay, relay.piece = 0.005, 300
    line.carry(0.6)
    for relay in line.relays.values():
        relay.delay, relay.piece = 0.0, 65536
    line.finish("takes what comes when it is whole")


@fault("a line that is cut and reset, again and again")
def cut(make):
    line = Line(make)
    for number in range(1, 21):
        line.carry(0.04 * number)
        line.case.carry_for(0.001 * number) # a windowful is on its way
        for relay in line.relays.values():
            relay.cut(reset=number % 2 == 0)
    line.finish("20 cuts, half of them resets, in the middle of what was carried")


@fault("a line that is half closed, or deaf")
def half_closed(make):
    line = Line(make)
    line.carry(0.2)
    line.relays["intake"].half_close()
    line.carry(0.4)
    line.relays["intake"].deaf = True
    with contextlib.suppress(AssertionError):
        line.carry(0.5, seconds=2)
    line.relays["intake"].deaf = False
    line.carry(0.8)
    line.finish("publishers knock again after a silence")


class MemoryLimit:
    """A group of processes of our own with a limit, as MemoryMax= of the unit makes one; v1 or v2 of the kernel's."""

    V1, V2 = "/sys/fs/cgroup/memory", "/sys/fs/cgroup"

    def __init__(self, limit):
        old = os.path.exists(os.path.join(self.V1, "memory.limit_in_bytes"))
        self.folder = os.path.join(self.V1 if old else self.V2, f"milestoned-test-{os.getpid()}")
        self.file, self.limit = "memory.limit_in_bytes" if old else "memory.max", limit

    def __enter__(self):
        try:
            os.mkdir(self.folder)
            self.write(self.file, self.limit)
        except OSError as error:
            self.__exit__()
            skip_if(f"no group with a limit of memory can be made: {error}")
        return self

    def write(self, name, value):
        with open(os.path.join(self.folder, name), "w", encoding="ascii") as file:
            file.write(str(value))

    def take(self, pid):
        self.write("cgroup.procs", pid)

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            os.rmdir(self.folder)


@fault("a message whose frames never end")
def unfinished(make):
    """libzmq keeps them until the last has come, and no option of it says how many: what ends it is the memory that
    the unit gives the daemon."""
    skip_if(sanitized(os.path.join(wire.BUILD, "daemon", "milestoned")) and "a sanitizer has memory of its own")
    line = Line(make)
    peers = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "overload", "peers.py")
    with MemoryLimit(300 << 20) as group:
        group.take(line.case.daemon.process.pid)
        with subprocess.Popen([sys.executable, "-B", peers, "unfinished", f"tcp://127.0.0.1:{line.ports['intake']}",
                               "60"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as attacker:
            try:
                limit = time.monotonic() + 60
                while line.case.daemon.process.poll() is None and time.monotonic() < limit:
                    line.case.carry_for(0.2)
            finally:
                attacker.kill()
        status = line.case.daemon.process.poll()
        assert status is not None, "it took a minute of frames"
        line.case.daemon.ended()
    line.case.daemon.start()
    line.connect()
    line.finish(f"ended with {status} when its memory was used up, as if killed", "with the next start")


# ---- what the kernel does to packets: in a network of our own, a process for each


def why_no_network():
    for program in ("unshare", "ip", "nft"):
        if not shutil.which(program):
            return f"{program} is not there"
    done = subprocess.run(["unshare", "--net", "true"], capture_output=True, text=True, check=False)
    return f"no network of our own: {done.stderr.strip()}" if done.returncode else ""


def elsewhere(title):
    """The row of this fault, from a process that was born in a network of its own."""
    skip_if(why_no_network())
    script = 'ip link set lo up && exec "$@"'
    done = subprocess.run(["unshare", "--net", "sh", "-c", script, "sh", sys.executable, "-B",
                           os.path.join(os.path.dirname(os.path.realpath(__file__)), "run.py"), "--json", title],
                          capture_output=True, text=True, env=dict(os.environ, MILESTONE_NETWORK="ours"), check=False)
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert rows, done.stdout + done.stderr
    return rows[0]


def packets(title):
    """A fault that runs in such a process."""
    def register(function):
        @fault(title)
        def run(make):
            return function(make) if os.environ.get("MILESTONE_NETWORK") else elsewhere(title)
        return run
    return register


def filters(*rules):
    """Those of before are gone; a kernel that has none of it is a reason to leave it out."""
    subprocess.run(["nft", "delete", "table", "ip", "t"], capture_output=True, check=False)
    if rules:
        script = "table ip t {\nchain i {\ntype filter hook input priority 0;\n" + "\n".join(rules) + "\n}\n}\n"
        done = subprocess.run(["nft", "-f", "-"], input=script, text=True, capture_output=True, check=False)
        skip_if(done.returncode and f"nft: {done.stderr.splitlines()[0]}")


@packets("one packet in five is lost")
def lossy(make):
    line = Line(make, relayed=False)
    for port in line.ports.values():
        filters(*(f"tcp {side} {port} numgen random mod 100 < 20 drop" for side in ("dport", "sport")))
    line.carry(0.7)
    filters()
    line.finish("20 % loss, either way")


@packets("the line is dead for three seconds")
def dead(make):
    line = Line(make, relayed=False)
    line.carry(0.3)
    filters(*(f"tcp {side} {port} drop" for side in ("dport", "sport") for port in line.ports.values()))
    with contextlib.suppress(AssertionError):
        line.carry(0.8, seconds=3)
    filters()
    line.carry(0.8)
    line.finish("nothing came through, and nobody was told")


@packets("every connection is reset")
def reset(make):
    line = Line(make, relayed=False)
    line.carry(0.3)
    filters(*(f"tcp dport {port} reject with tcp reset" for port in line.ports.values()))
    with contextlib.suppress(AssertionError):
        line.carry(0.8, seconds=2)
    filters()
    line.carry(0.8)
    line.finish("connections end and are made again")


@packets("a slow line: 200 kbit a second")
def slow(make):
    line = Line(make, relayed=False, last="2006-06")
    done = subprocess.run(["tc", "qdisc", "add", "dev", "lo", "root", "tbf", "rate", "200kbit", "burst", "4kb",
                           "latency", "200ms"], capture_output=True, text=True, check=False)
    skip_if(done.returncode and f"tc: {done.stderr.strip()}")
    line.carry(0.8)
    subprocess.run(["tc", "qdisc", "del", "dev", "lo", "root"], check=True)
    line.finish("takes its time")
