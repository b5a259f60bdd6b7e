#!/usr/bin/python3
"""corpus.py BUILD: makes the corpora of both harnesses anew, from messages written here.

BUILD is a folder into which protoc may write. A body is a message between the head and the list
of refusals that daemon/decode/body.c describes.
"""
import os
import struct
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PROTO = os.path.join(HERE, "../../../proto")


def generated(build):
    subprocess.run(["protoc", f"--python_out={build}", f"--proto_path={PROTO}", "milestone/v1/event.proto"],
                   check=True)
    sys.path.insert(0, build)
    from milestone.v1 import event_pb2
    return event_pb2


def trade(pb, event, **more):
    event.trade.reporter, event.trade.partner = "BY", "RU-LEN"
    event.trade.flow, event.trade.commodity = pb.FLOW_EXPORT, "271019"
    event.trade.value.units, event.trade.currency = 1994439510000, "USD"
    event.trade.net_mass.units = 0
    for name, value in more.items():
        setattr(event.trade, name, value)


def batch(pb, source):
    made = pb.EventBatch(version=1, request_id=b"r1", source=source)
    made.sender.software, made.sender.version = "corpus", "1"
    return made


def event(pb, made, name, period="2024-05-31", revision=1):
    return made.events.add(id=name, revision=revision, period=period)


def messages(pb):
    made = batch(pb, "registry")
    trade(pb, event(pb, made, "decl-1"))
    trade(pb, event(pb, made, "decl-2"), partner="ZZ")
    trade(pb, event(pb, made, "declaration-№3"), mode=pb.MODE_RAIL, facility="rail-north", edition=2022)
    yield "trade", made

    made = batch(pb, "registry")
    freight = event(pb, made, "wb-1-arrived").freight
    freight.origin, freight.destination, freight.stage = "BY-VI", "RUULU", pb.FREIGHT_STAGE_ARRIVED
    freight.mass.units, freight.wagons.units, freight.teu.units = 68000000, 1, 2000
    project = event(pb, made, "report-7").project
    project.project, project.due, project.currency = "murmansk-port", "2027-12-31", "RUB"
    project.progress.units, project.budget.units = 250000, 1
    project.places.extend(["RU-MUR", "BY"])
    rate = event(pb, made, "usd-byn").rate
    rate.base_currency, rate.quote_currency, rate.mantissa, rate.scale = "USD", "BYN", 32716, 4
    withdrawal = event(pb, made, "decl-1", "", 2).withdrawal
    withdrawal.reason, withdrawal.text = pb.WITHDRAWAL_REASON_REPLACED, "split"
    withdrawal.successors.extend(["decl-4", "decl-5"])
    yield "kinds", made

    made = batch(pb, "customs")
    made.vintage.date, made.vintage.serial, made.release_batch = "2024-06-10", 1, 2
    trade(pb, event(pb, made, "by-ru-2024-04", "2024-04", 0))
    total = event(pb, made, "by-world-2023", "2023", 0)
    trade(pb, total, partner="", commodity="")
    total.levels.partner = pb.LEVEL_TOTAL
    yield "release", made

    made = batch(pb, "customs")
    end = made.release_end
    end.vintage.date, end.batches, end.events = "2024-06-10", 2, 1001
    end.periods.extend(["2024-04", "2023-01..2023-12"])
    end.control.add(of=pb.ControlTotal.OF_VALUE, currency="USD", sum="-123456789012345678901234567890")
    end.complete = end.replaces = True
    yield "end", made

    made = batch(pb, "customs")
    made.release_abort.vintage.date, made.release_abort.reason = "2024-06-10", "wrong file"
    yield "abort", made

    made = batch(pb, "desk")
    made.number, made.nothing_until, made.dry_run = 7, "2024-06-15", True
    trade(pb, event(pb, made, "a\tb", "2024-W18", 0), currency="usd")
    yield "desk", made

    yield "version", pb.EventBatch(version=2, source="desk")


def text(data):
    return struct.pack("<I", len(data)) + data


def body(made, numbers, refused):
    head = bytes([1, 1]) + text(b"ipc://intake") + struct.pack("<qiB", 1718438400000000, 19889, numbers)
    tail = bytes([len(refused)])
    for index in refused:
        tail += bytes([index, 22]) + text(b"trade.partner") + text(b"trade.partner: a sentence")
    return head + bytes([1]) + b"USD" + bytes([2]) + text(made.SerializeToString(deterministic=True)) + tail


def write(folder, name, data):
    os.makedirs(os.path.join(HERE, folder), exist_ok=True)
    with open(os.path.join(HERE, folder, name), "wb") as file:
        file.write(data)


def main():
    pb = generated(sys.argv[1])
    refused = {"trade": [1], "desk": [0]}
    numbers = {"customs": 1, "desk": 2, "registry": 0}
    for name, made in messages(pb):
        write("corpus-batch", name, made.SerializeToString(deterministic=True))
        if name != "version":
            write("corpus-body", name, body(made, numbers[made.source], refused.get(name, [])))
    write("corpus-batch", "duplicate", b"\x08\x01\x08\x01\x1a\x04desk")
    write("corpus-batch", "group", b"\x08\x01\x1a\x04desk\xa3\x06\xa4\x06")
    write("corpus-batch", "empty-events", b"\x08\x01\x1a\x04desk\x30\x01" + b"\x4a\x00" * 100)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main()
