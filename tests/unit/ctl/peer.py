"""A milestoned of paper for the tests of the command line: it answers every question with the
same words, gives every batch a receipt, and tells what it is asked to tell. It knows the
protocol from the .proto files alone.
"""
import os
import subprocess
import sys
import tempfile
import threading

import zmq


def load_protocol(source):
    """The Python modules of proto/milestone/v1, made in a folder that is thrown away."""
    folder = tempfile.mkdtemp(prefix="milestone-proto-")
    proto = os.path.join(source, "proto")
    names = ["event", "receipt", "notification", "desk"]
    subprocess.run(["protoc", "--proto_path=" + proto, "--python_out=" + folder]
                   + ["milestone/v1/%s.proto" % name for name in names], check=True)
    sys.path.insert(0, folder)
    from milestone.v1 import desk_pb2, event_pb2, notification_pb2, receipt_pb2
    return desk_pb2, event_pb2, notification_pb2, receipt_pb2


JOURNAL = bytes(range(16))


class Peer:
    def __init__(self, source, folder):
        self.desk_pb2, self.event_pb2, self.notification_pb2, self.receipt_pb2 = load_protocol(source)
        self.folder = folder
        self.context = zmq.Context()
        self.answers = {}    # of each question's name: a function of the question that fills an Answer
        self.batches = []
        self.questions = []
        self.refuse = None   # a function of a batch that fills a receipt
        self.position = 0
        self.published = []  # bodies of all notifications
        self.stop = self.context.socket(zmq.PAIR)
        self.stop.bind("inproc://stop")
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def bind(self, kind, name):
        socket = self.context.socket(kind)
        socket.linger = 0
        socket.bind("ipc://" + os.path.join(self.folder, name))
        return socket

    def close(self):
        self.stop.send(b"")
        self.thread.join()
        self.stop.close()
        self.context.term()

    def run(self):
        stop = self.context.socket(zmq.PAIR)
        stop.connect("inproc://stop")
        desk, intake, xpub = (self.bind(zmq.ROUTER, "desk"), self.bind(zmq.ROUTER, "intake"),
                              self.bind(zmq.XPUB, "notifications"))
        poller = zmq.Poller()
        for socket in (stop, desk, intake, xpub):
            poller.register(socket, zmq.POLLIN)
        while True:
            ready = dict(poller.poll(200))
            if stop in ready:
                break
            if desk in ready:
                self.answer(desk)
            if intake in ready:
                self.receipt(intake)
            if xpub in ready:
                xpub.recv()
            beat = self.notification_pb2.Beat(version=1, journal_id=JOURNAL, epoch=1,
                                              sequence=len(self.published), position=self.position)
            xpub.send_multipart([b"beat/", beat.SerializeToString()])
        for socket in (stop, desk, intake, xpub):
            socket.close(0)

    def answer(self, desk):
        *envelope, body = desk.recv_multipart()
        question = self.desk_pb2.Question.FromString(body)
        name = question.WhichOneof("ask")
        self.questions.append(question)
        answer = self.desk_pb2.Answer(version=1, request_id=question.request_id, journal_id=JOURNAL,
                                      epoch=1, position=self.position)
        if name == "replay":
            self.replay(question.replay, answer.replay)
        elif name in self.answers:
            self.answers[name](getattr(question, name), answer)
        else:
            answer.failure.why = self.desk_pb2.Failure.WHY_NOT_YET
            answer.failure.message = "this daemon cannot do that yet"
        desk.send_multipart(envelope + [answer.SerializeToString()])

    def replay(self, question, answer):
        after = question.after.sequence
        for body in self.published[after:]:
            answer.notifications.append(body)
        answer.up_to = len(self.published)
        answer.end = True
        answer.cursor.journal_id = JOURNAL
        answer.cursor.epoch = 1
        answer.cursor.sequence = len(self.published)

    def receipt(self, intake):
        *envelope, body = intake.recv_multipart()
        batch = self.event_pb2.EventBatch.FromString(body)
        self.batches.append(batch)
        receipt = self.receipt_pb2.Receipt(version=1, request_id=batch.request_id, journal_id=JOURNAL,
                                           epoch=1, dry_run=batch.dry_run)
        if not batch.dry_run:
            self.position += 1
            receipt.position = self.position
        if batch.HasField("release_end"):
            receipt.release.vintage.CopyFrom(batch.release_end.vintage)
            receipt.release.state = self.receipt_pb2.RELEASE_STATE_COUNTED
            receipt.release.counts.accepted = batch.release_end.events
        elif batch.HasField("vintage"):
            receipt.counts.staged = len(batch.events)
            receipt.release.vintage.CopyFrom(batch.vintage)
            receipt.release.state = self.receipt_pb2.RELEASE_STATE_OPEN
        else:
            receipt.counts.accepted = len(batch.events)
        if self.refuse:
            self.refuse(batch, receipt)
        intake.send_multipart(envelope + [receipt.SerializeToString()])
