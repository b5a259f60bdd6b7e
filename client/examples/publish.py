#!/usr/bin/python3
"""Publishes events to a milestoned daemon, with pyzmq and protobuf alone: what proto/README.md says.

    protoc -I proto --python_out=FOLDER milestone/v1/{event,receipt,notification,desk}.proto
    PYTHONPATH=FOLDER client/examples/publish.py --source rail-north < events.jsonl

Standard input has one event a line, in the JSON of protobuf: {"id": "...", "period": "2024-05",
"trade": {...}}. What comes out is one receipt a line, in the order in which the daemon answers.
What has no receipt after a while is sent again, unchanged. Exit status: 0 all events count (or
did before), 1 some were refused, disputed or stale, 5 there was no answer in time.

With --feed it is a PUB instead, to which the daemon's SUB connects: no receipts, nothing again.
"""
import argparse
import itertools
import sys
import time
import uuid

import zmq
from google.protobuf import json_format
from milestone.v1 import event_pb2, receipt_pb2

VERSION = 1
RESEND_SECONDS = 2.0


def batches(options, lines):
    """The messages, without request ids: the events in batches, then the end of the release."""
    number = itertools.count(options.number) if options.number else itertools.repeat(0)
    sender = event_pb2.Sender(software="publish.py", version="1")

    def new_batch():
        return event_pb2.EventBatch(version=VERSION, source=options.source, sender=sender,
                                    dry_run=options.dry_run, number=next(number))

    count = 0
    while events := list(itertools.islice(lines, options.batch)):
        count += 1
        batch = new_batch()
        for line in events:
            json_format.Parse(line, batch.events.add())
        if options.vintage:
            batch.vintage.date, _, serial = options.vintage.partition("/")
            batch.vintage.serial = int(serial or 0)
            batch.release_batch = count
        yield batch
    if options.end:
        batch = new_batch()
        json_format.Parse(options.end, batch.release_end)
        yield batch


def publish(options, messages):
    socket = zmq.Context.instance().socket(zmq.DEALER)
    socket.setsockopt(zmq.LINGER, 1000)
    socket.setsockopt(zmq.IMMEDIATE, 1) # no silent queue for a daemon that is not there
    socket.setsockopt(zmq.RECONNECT_IVL_MAX, 5000)
    socket.connect(options.intake)
    deadline = time.monotonic() + options.timeout
    in_flight = {} # request id: [batch, when to send it (again)]
    messages, more, status = iter(messages), True, 0

    while more or in_flight:
        now = time.monotonic()
        if now > deadline:
            print(f"{len(in_flight)} batches without a receipt", file=sys.stderr)
            return 5
        while more and len(in_flight) < options.window:
            batch = next(messages, None)
            more = batch is not None
            if more:
                batch.request_id = uuid.uuid4().bytes
                in_flight[batch.request_id] = [batch, now]
        for entry in in_flight.values(): # in the order in which they came
            if entry[1] <= now:
                try:
                    socket.send(entry[0].SerializeToString(), zmq.DONTWAIT)
                except zmq.Again:
                    break # not connected, or its queue is full: later, and none before it
                entry[1] = now + RESEND_SECONDS
        if not socket.poll(100):
            continue
        receipt = receipt_pb2.Receipt.FromString(socket.recv())
        entry = in_flight.get(receipt.request_id)
        if receipt.version != VERSION or entry is None:
            continue # a second receipt for what was sent twice
        if receipt.reason == receipt_pb2.REASON_RETRY_LATER:
            entry[1] = now + 0.5
            continue
        del in_flight[receipt.request_id]
        print(json_format.MessageToJson(receipt, indent=None), flush=True)
        counts = receipt.counts
        if receipt.reason or counts.refused or counts.disputed or counts.stale:
            status = 1
    return status


def feed(options, messages):
    """An XPUB is a PUB that is told of subscriptions: before one is there, all would be lost."""
    socket = zmq.Context.instance().socket(zmq.XPUB)
    socket.setsockopt(zmq.LINGER, 5000)
    socket.bind(options.feed)
    if not socket.poll(int(options.timeout * 1000)):
        print("nobody subscribed", file=sys.stderr)
        return 5
    for batch in messages:
        socket.send_multipart([f"batch/{options.source}/".encode(), batch.SerializeToString()])
    socket.close()
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--intake", default="ipc:///run/milestoned/intake")
    parser.add_argument("--feed", help="endpoint to bind, instead of the intake")
    parser.add_argument("--source", required=True)
    parser.add_argument("--batch", type=int, default=1000, help="events of a batch")
    parser.add_argument("--number", type=int, default=0, help="of the first batch, for sources by arrival")
    parser.add_argument("--vintage", help="DATE or DATE/SERIAL: the events are of this release")
    parser.add_argument("--end", help="the end of the release, as JSON of ReleaseEnd")
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--window", type=int, default=16, help="batches in flight")
    parser.add_argument("--timeout", type=float, default=60.0, help="seconds")
    options = parser.parse_args()
    lines = (line for line in sys.stdin if line.strip())
    return (feed if options.feed else publish)(options, batches(options, lines))


sys.exit(main())
