"""A bad line between two peers on tcp: a relay that delays, trickles, cuts, resets or half closes.

    relay = Relay(port_of_the_daemon)        connect to tcp://127.0.0.1:{relay.port}
    relay.delay = 0.05                       seconds that each piece takes, either way
    relay.piece = 7                          bytes of a piece
    relay.cut(reset=True)                    all connections end, in the middle of whatever they carry
"""
import contextlib
import selectors
import socket
import struct
import threading
import time

READ = 65536


class Pipe:
    """One direction of one connection; what it carries waits for its time."""

    def __init__(self, source, sink):
        self.source, self.sink = source, sink
        self.waiting = [] # (when, bytes)


class Relay:
    def __init__(self, port):
        self.target, self.delay, self.piece, self.deaf = port, 0.0, READ, False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.pipes, self.lock, self.over = [], threading.RLock(), False
        self.carried = self.cuts = 0
        threading.Thread(target=self.run, daemon=True).start()

    def accept(self):
        ours, _ = self.listener.accept()
        try:
            theirs = socket.create_connection(("127.0.0.1", self.target), timeout=1)
        except OSError:
            ours.close()
            return
        for end in (ours, theirs):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.pipes += [Pipe(ours, theirs), Pipe(theirs, ours)]

    def drop(self, pipe, reset=False):
        """Both directions of its connection."""
        for end in (pipe.source, pipe.sink):
            with contextlib.suppress(OSError):
                if reset:
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                end.close()
        self.pipes = [other for other in self.pipes if other.source not in (pipe.source, pipe.sink)]

    def cut(self, reset=False):
        with self.lock:
            self.cuts += 1
            for pipe in list(self.pipes):
                self.drop(pipe, reset)

    def half_close(self):
        """The daemon's side hears that no more comes, and may go on speaking to nobody."""
        with self.lock:
            for pipe in self.pipes[::2]:
                with contextlib.suppress(OSError):
                    pipe.sink.shutdown(socket.SHUT_WR)

    def take(self, pipe):
        data = pipe.source.recv(READ)
        if not data:
            self.drop(pipe)
        when = time.monotonic()
        for at in range(0, len(data), self.piece):
            when += self.delay
            pipe.waiting.append((when, data[at:at + self.piece]))

    def give(self, pipe):
        while pipe.waiting and pipe.waiting[0][0] <= time.monotonic():
            data = pipe.waiting.pop(0)[1]
            pipe.sink.sendall(data)
            self.carried += len(data)

    def ready(self):
        """Without the lock: whoever cuts does not wait. What was closed meanwhile is no pipe any more."""
        with selectors.DefaultSelector() as selector:
            selector.register(self.listener, selectors.EVENT_READ, None)
            with self.lock:
                for pipe in self.pipes:
                    if not self.deaf and not pipe.waiting:
                        selector.register(pipe.source, selectors.EVENT_READ, pipe)
            return [key.data for key, _ in selector.select(0.002)]

    def turn(self, ready):
        for pipe in ready:
            if pipe is None:
                self.accept()
            elif pipe in self.pipes:
                self.one(self.take, pipe)
        for pipe in list(self.pipes):
            if pipe in self.pipes:
                self.one(self.give, pipe)

    def one(self, what, pipe):
        try:
            what(pipe)
        except OSError:
            self.drop(pipe)

    def run(self):
        while not self.over:
            ready = self.ready()
            with self.lock:
                if not self.over:
                    self.turn(ready)

    def close(self):
        self.over = True
        self.cut()
        self.listener.close()
