#!/usr/bin/python3
"""Hears each notification of a milestoned daemon once and in order, with pyzmq and protobuf alone:
the merge of proto/README.md.

    PYTHONPATH=FOLDER client/examples/subscribe.py --topic milestone/belarus-leningrad/ --cursor FILE

One notification a line comes out, in the JSON of protobuf. The cursor is saved after each, so the
next run goes on where this one ended. --lose 3,5-7 throws away the third and the fifth to seventh
notification that the stream brings, to show that they come back; what was noticed, and how many
beats after a loss, is told on standard error. Exit status: 0 done, 5 not in time.
"""
import argparse
import sys
import time
import uuid

import zmq
from google.protobuf import json_format
from milestone.v1 import desk_pb2, notification_pb2

VERSION = 1
ANSWER_SECONDS = 2.0
SILENCE_BEATS = 5 # without one for so long, ask the desk


class Subscriber:
    def __init__(self, options):
        self.options = options
        self.topics = options.topic
        self.cursor = desk_pb2.Cursor()
        self.known = False      # the cursor is of an earlier run, or the desk gave it
        self.wanted = True      # ask the desk for what follows the cursor
        self.asked = None       # request id of the question on its way
        self.asked_until = 0.0
        self.heard = time.monotonic()
        self.live = 0           # notifications of the stream, those thrown away included
        self.lost = set()       # sequences that were thrown away
        self.beats = {}         # of those, beats since
        self.delivered = self.recovered = 0
        try:
            with open(options.cursor, "rb") as file:
                self.cursor.ParseFromString(file.read())
                self.known = True
        except (FileNotFoundError, TypeError):
            self.known = options.oldest
        context = zmq.Context.instance()
        self.stream = context.socket(zmq.SUB)
        self.stream.setsockopt(zmq.RECONNECT_IVL_MAX, 2000)
        for topic in [*(self.topics or [""]), "beat/"]:
            self.stream.setsockopt(zmq.SUBSCRIBE, topic.encode())
        self.stream.connect(options.notifications) # first subscribe, then ask
        self.desk = context.socket(zmq.DEALER)
        self.desk.setsockopt(zmq.LINGER, 0)
        self.desk.setsockopt(zmq.IMMEDIATE, 1)
        self.desk.setsockopt(zmq.RECONNECT_IVL_MAX, 2000)
        self.desk.connect(options.desk)

    def save(self):
        if self.options.cursor:
            with open(self.options.cursor, "wb") as file:
                file.write(self.cursor.SerializeToString())

    def use(self, notification):
        """Once for each sequence, rising."""
        assert notification.sequence > self.cursor.sequence
        print(json_format.MessageToJson(notification, indent=None), flush=True)
        self.delivered += 1
        if notification.sequence in self.lost:
            self.lost.discard(notification.sequence)
            self.recovered += 1
            print(f"recovered {notification.sequence} after {self.beats.pop(notification.sequence)} beats",
                  file=sys.stderr)
        self.cursor.sequence = notification.sequence
        self.cursor.outbox_hash = b""
        self.save()

    def fits(self, message):
        return (message.journal_id, message.epoch) == (self.cursor.journal_id, self.cursor.epoch)

    def chain(self, name_of):
        """The sequence that `name_of` finds for the one chain in which all topics lie, or None."""
        if not self.topics or "" in self.topics:
            return name_of("all", "")
        parts = {tuple(topic.split("/")[:2]) for topic in self.topics if topic.count("/") >= 2}
        if len(parts) != 1 or any(topic.count("/") < 2 for topic in self.topics):
            return None
        kind, name = parts.pop()
        return name_of({"milestone": "corridor"}.get(kind, kind), name)

    def on_notification(self, body):
        notification = notification_pb2.Notification.FromString(body)
        self.live += 1
        if self.live in self.options.lose and notification.sequence > self.cursor.sequence:
            self.lost.add(notification.sequence)
            self.beats[notification.sequence] = 0
            print(f"lost {notification.sequence}", file=sys.stderr)
            return
        if notification.version != VERSION or not self.known:
            return
        if not self.fits(notification):
            self.wanted = True
        elif notification.sequence <= self.cursor.sequence:
            pass # a repeat: by replay, or under another topic
        else:
            before = self.chain(lambda chain, name: getattr(notification.before, chain, None))
            if notification.sequence == self.cursor.sequence + 1 or \
                    (before is not None and before <= self.cursor.sequence):
                self.use(notification)
            else:
                self.wanted = True # the replay brings it, too

    def on_beat(self, body):
        beat = notification_pb2.Beat.FromString(body)
        self.heard = time.monotonic()
        for sequence in self.beats:
            self.beats[sequence] += 1
        if beat.version != VERSION or not self.known:
            return

        def last(chain, name):
            of = getattr(notification_pb2.Beat.Chain, "OF_" + chain.upper(), None)
            return next((c.sequence for c in beat.chains if (c.of, c.name) == (of, name)), None)

        if not self.fits(beat):
            self.wanted = True
        elif beat.sequence > self.cursor.sequence:
            sequence = self.chain(last)
            if sequence is not None and sequence <= self.cursor.sequence:
                self.cursor.sequence = beat.sequence
                self.save()
            else:
                self.wanted = True

    def ask(self):
        question = desk_pb2.Question(version=VERSION, request_id=uuid.uuid4().bytes)
        if self.known:
            question.replay.after.CopyFrom(self.cursor)
            question.replay.topics.extend(self.topics)
        else:
            question.snapshot.topics.extend(self.topics)
        try:
            self.desk.send(question.SerializeToString(), zmq.DONTWAIT)
        except zmq.Again:
            return
        self.asked, self.asked_until = question.request_id, time.monotonic() + ANSWER_SECONDS

    def on_answer(self, body):
        answer = desk_pb2.Answer.FromString(body)
        if answer.request_id != self.asked:
            return
        self.asked = None
        tell = answer.WhichOneof("tell")
        if tell == "snapshot": # its first page is enough: here, only the cursor is wanted
            self.cursor.CopyFrom(answer.snapshot.cursor)
            self.known = True
            print(f"the present: {len(answer.snapshot.milestones)} milestones", file=sys.stderr)
        elif tell == "replay":
            page = answer.replay
            if page.diverged:
                print(f"diverged after {page.diverged_after}", file=sys.stderr)
                self.cursor.CopyFrom(page.cursor)
            elif page.gone:
                print(f"gone: the oldest is {page.oldest}", file=sys.stderr)
                self.cursor.sequence = page.oldest - 1
            else:
                for body in page.notifications:
                    notification = notification_pb2.Notification.FromString(body)
                    if notification.sequence > self.cursor.sequence:
                        self.use(notification)
                self.cursor.CopyFrom(page.cursor)
                self.wanted = not page.end
            self.save()
        else:
            print(f"the desk: {answer.failure.message}", file=sys.stderr)
            self.asked, self.asked_until = b"a pause", time.monotonic() + 0.5

    def run(self):
        poller = zmq.Poller()
        poller.register(self.stream, zmq.POLLIN)
        poller.register(self.desk, zmq.POLLIN)
        deadline = time.monotonic() + self.options.timeout
        while self.delivered < self.options.count or self.cursor.sequence < self.options.until:
            now = time.monotonic()
            if now > deadline:
                print("not in time", file=sys.stderr)
                return 5
            if now > self.heard + SILENCE_BEATS * self.options.beat:
                self.heard, self.wanted = now, True
            if (self.wanted or not self.known) and (self.asked is None or now > self.asked_until):
                self.ask()
            ready = dict(poller.poll(100))
            while self.stream.poll(0): # before the answers, as it was sent before them
                frames = self.stream.recv_multipart()
                if len(frames) == 2 and frames[0] == b"beat/":
                    self.on_beat(frames[1])
                elif len(frames) == 2 and not frames[0].startswith(b"measure/"):
                    self.on_notification(frames[1])
            if self.desk in ready:
                self.on_answer(self.desk.recv())
        print(f"delivered {self.delivered}, of them {self.recovered} recovered", file=sys.stderr)
        return 0


def numbers(text):
    ret = set()
    for part in text.split(",") if text else []:
        first, _, last = part.partition("-")
        ret.update(range(int(first), int(last or first) + 1))
    return ret


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--notifications", default="ipc:///run/milestoned/notifications")
    parser.add_argument("--desk", default="ipc:///run/milestoned/desk")
    parser.add_argument("--topic", action="append", default=[], help="a prefix; may be repeated; none: all")
    parser.add_argument("--cursor", help="a file")
    parser.add_argument("--oldest", action="store_true", help="without a cursor: from the oldest that is kept")
    parser.add_argument("--lose", type=numbers, default=set(), help="which of the stream, as 3,5-7")
    parser.add_argument("--count", type=int, default=0, help="end after so many notifications")
    parser.add_argument("--until", type=int, default=sys.maxsize, help="end at this sequence")
    parser.add_argument("--beat", type=float, default=2.0, help="seconds between two beats")
    parser.add_argument("--timeout", type=float, default=60.0, help="seconds")
    options = parser.parse_args()
    if options.count and options.until == sys.maxsize:
        options.until = 0
    return Subscriber(options).run()


sys.exit(main())
