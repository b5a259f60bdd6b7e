"""The real daemon in a folder of its own, for scenarios: started and ready, asked, stopped, killed,
started again. In comes a configuration; out come answers, receipts and notifications as a peer
gets them, by pyzmq and protobuf alone, and what milestonectl prints.

Nothing here waits for time to pass: a start is over when the desk answers, a limit only ends a
test that hangs. A daemon that ends by itself fails the scenario, with its last words.
"""
import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time

import zmq

import wire
from wire import desk_pb2, event_pb2, notification_pb2, receipt_pb2

LIMIT = float(os.environ.get("MILESTONE_LIMIT", "60"))  # seconds after which something hangs
IPC_MAX = 107  # bytes of a path in a socket's address
context = zmq.Context.instance()


class Gone(Exception):
    """The daemon is not there any more, or does not answer."""


def dealer(endpoint):
    ret = context.socket(zmq.DEALER)
    ret.setsockopt(zmq.LINGER, 0)
    ret.setsockopt(zmq.IMMEDIATE, 1)
    ret.setsockopt(zmq.RECONNECT_IVL, 5)
    ret.setsockopt(zmq.SNDHWM, 10000)
    ret.setsockopt(zmq.RCVHWM, 10000)
    ret.connect(endpoint)
    return ret


class Daemon:
    """with Daemon("path/of/milestoned.yaml") as daemon: ...  It runs; leaving stops it."""

    def __init__(self, configuration):
        self.folder = tempfile.mkdtemp(prefix="mst-", dir="/tmp")
        self.run, self.state = os.path.join(self.folder, "run"), os.path.join(self.folder, "state")
        os.mkdir(self.run)
        os.mkdir(self.state)
        assert len(os.path.join(self.run, "notifications")) < IPC_MAX
        self.configuration = os.path.join(self.folder, "milestoned.yaml")
        self.log_path = os.path.join(self.folder, "daemon.log")
        self.configure(configuration)
        self.process = None
        self.desk = None
        self.disk = None
        self.requests = 0

    # ---- life

    def configure(self, configuration):
        """A file, the text of one, or what makes it for the folder of the sockets; taken up at the
        next start."""
        if callable(configuration):
            configuration = configuration(self.run)
        if "\n" not in configuration:
            with open(configuration, encoding="utf-8") as file:
                configuration = file.read()
        with open(self.configuration, "w", encoding="utf-8") as file:
            file.write(configuration)

    def start(self, ready=True, wrapper=(), environment=None):
        """`wrapper`: words before the command; it must leave the process ours. `environment`: more of it."""
        assert self.process is None
        inherited = {name: value for name, value in os.environ.items() if name != "NOTIFY_SOCKET"}
        environment = {**inherited, "RUNTIME_DIRECTORY": self.run, "STATE_DIRECTORY": self.state,
                       **(environment or {})}
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [*wrapper, os.path.join(wire.BUILD, "daemon", "milestoned"), "--config", self.configuration],
                env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        if ready:
            self.ask("status")
        return self

    def ended(self, seconds=LIMIT):
        """Waits for the end; the exit status."""
        status = self.process.wait(seconds)
        self.process = None
        self.hang_up()
        return status

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.ended()
        assert status == 0, f"the daemon ended with {status}:\n{self.log()}"

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        assert self.ended() == -signal.SIGKILL

    def restart(self):
        self.stop()
        return self.start()

    def mounted(self, disk):
        """What is mounted at the folder of the state (disks.py), to be removed with it."""
        self.disk = disk

    def unmount(self):
        if self.disk:
            self.disk.remove()
        self.disk = None

    def forget_store(self):
        """What follows from the journal is thrown away; the next start makes it again."""
        assert self.process is None
        shutil.rmtree(os.path.join(self.state, "store"))

    def log(self, lines=40):
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return "".join(file.readlines()[-lines:])

    def __enter__(self):
        try:
            return self.start()
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise

    def __exit__(self, kind, error, trace):
        try:
            if kind:
                print(f"---- the daemon's last words\n{self.log()}----")
            if self.process and kind:
                self.process.kill()
                self.ended()
            elif self.process:
                self.stop()
        finally:
            self.hang_up()
            self.unmount()
            if not (kind and os.environ.get("MILESTONE_KEEP")):
                shutil.rmtree(self.folder, ignore_errors=True)

    @contextlib.contextmanager
    def unstarted(self):
        """The same care for a daemon that the scenario starts itself."""
        try:
            yield self
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise
        self.__exit__(None, None, None)

    def hang_up(self):
        if self.desk:
            self.desk.close()
        self.desk = None

    def endpoint(self, name):
        return f"ipc://{self.run}/{name}"

    def is_stopped(self):
        """By SIGSTOP, also that of a tracer."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] in "tT"

    def alive(self):
        if self.process is None or self.process.poll() is not None:
            status = self.process and self.process.returncode
            raise Gone(f"the daemon is not there (ended with {status}):\n{self.log()}")

    # ---- the desk

    def ask(self, what, not_before=0, seconds=LIMIT, as_of=None, **fields):
        """The part of the answer that has the question's name. A question changes nothing and may
        be repeated, so what is lost with a starting daemon is asked again."""
        answer = self.answer(what, not_before, seconds, as_of, **fields)
        assert answer.WhichOneof("tell") == what, f"asked {what} {fields}: {answer}"
        return getattr(answer, what)

    def answer(self, what, not_before=0, seconds=LIMIT, as_of=None, **fields):
        """`as_of`: a position, or a day as text."""
        question = desk_pb2.Question(version=wire.VERSION, not_before=not_before)
        if isinstance(as_of, int):
            question.as_of_position = as_of
        elif as_of:
            question.as_of_day = as_of
        part = getattr(question, what)
        part.SetInParent()
        for name, value in fields.items():
            if isinstance(value, (list, tuple)):
                getattr(part, name).extend(value)
            elif hasattr(value, "DESCRIPTOR"):
                getattr(part, name).CopyFrom(value)
            else:
                setattr(part, name, value)
        self.requests += 1
        question.request_id = b"q%d" % self.requests
        body = question.SerializeToString()
        deadline = time.monotonic() + seconds
        self.desk = self.desk or dealer(self.endpoint("desk"))
        sent = False
        while time.monotonic() < deadline:
            self.alive()
            if not sent and self.desk.poll(20, zmq.POLLOUT):
                self.desk.send(body)
                sent = True
            if sent and self.desk.poll(200):
                answer = desk_pb2.Answer.FromString(self.desk.recv())
                if answer.request_id == question.request_id:
                    return answer
        raise Gone(f"no answer to {what} within {seconds} s:\n{self.log()}")

    def counters(self):
        return {row.name: row.value for row in self.ask("counters").rows}

    def replay(self, *topics, after=0):
        """All notifications of these topics after a sequence: the bytes as they were published."""
        cursor, ret = desk_pb2.Cursor(sequence=after), []
        while True:
            page = self.ask("replay", after=cursor, topics=list(topics))
            assert not page.gone and not page.diverged, page
            ret += page.notifications
            cursor = page.cursor
            if page.end:
                return ret

    def told(self, *topics, after=0):
        return [notification_pb2.Notification.FromString(body) for body in self.replay(*topics, after=after)]

    # ---- the intake

    def publish(self, *batches, window=64):
        """Sends them in order, many at once; the receipts in the same order. What the daemon has
        no room for is sent again."""
        socket, receipts, waiting = dealer(self.endpoint("intake")), {}, {}
        batches = list(batches)
        deadline = time.monotonic() + LIMIT
        try:
            following = 0
            while len(receipts) < len(batches):
                self.alive()
                while following < len(batches) and len(waiting) < window and socket.poll(200, zmq.POLLOUT):
                    waiting[self.send(socket, batches[following], following)] = following
                    following += 1
                if not socket.poll(200):
                    if time.monotonic() > deadline:
                        raise Gone(f"{len(waiting)} batches without a receipt:\n{self.log()}")
                    continue
                receipt = receipt_pb2.Receipt.FromString(socket.recv())
                index = waiting.pop(receipt.request_id)
                if receipt.reason == receipt_pb2.REASON_RETRY_LATER:
                    waiting[self.send(socket, batches[index], index)] = index
                else:
                    receipts[index] = receipt
        finally:
            socket.close()
        return [receipts[index] for index in range(len(batches))]

    @staticmethod
    def send(socket, batch, index):
        batch.version = wire.VERSION
        batch.request_id = b"b%d" % index
        batch.sender.software, batch.sender.version = "scenario", "1"
        socket.send(batch.SerializeToString())
        return batch.request_id

    # ---- milestonectl

    def run_ctl(self, *arguments, stdin=None, **environment):
        return subprocess.run(
            [os.path.join(wire.BUILD, "client", "ctl", "milestonectl"), *arguments], stdin=subprocess.DEVNULL
            if stdin is None else None, input=stdin, capture_output=True, text=True, timeout=LIMIT,
            env={**os.environ, "MILESTONE_FOLDER": self.run, "LC_ALL": "C.UTF-8", **environment})

    def ctl(self, *arguments, stdin=None):
        """What it prints, with exit status 0."""
        done = self.run_ctl(*arguments, stdin=stdin)
        assert done.returncode == 0, \
            f"milestonectl {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr}\n{self.log()}"
        return done.stdout

    def json(self, *arguments):
        return [json.loads(line) for line in self.ctl("--json", *arguments).splitlines()]
