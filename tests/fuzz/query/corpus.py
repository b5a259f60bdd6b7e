#!/usr/bin/python3
"""corpus.py BUILD: makes the corpora of questions, and of what a daemon tells, anew. BUILD is a folder into
which protoc may write."""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PROTO = os.path.join(HERE, "../../../proto")


def generated(build):
    names = ("event", "receipt", "notification", "desk")
    subprocess.run(["protoc", f"--python_out={build}", f"--proto_path={PROTO}",
                    *(f"milestone/v1/{name}.proto" for name in names)], check=True)
    sys.path.insert(0, build)
    from milestone.v1 import desk_pb2, notification_pb2, receipt_pb2
    return desk_pb2, notification_pb2, receipt_pb2


def put(folder, name, data):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)


def questions(desk):
    ask = {
        "status": {}, "measure": {"measure": "turnover", "period": "2023..2024", "by": ["flow"], "limit": 5, "control": True},
        "milestones": {"topics": ["milestone/north/"], "limit": 3}, "record": {"source": "registry", "id": "a"},
        "sources": {}, "quarantine": {"limit": 10}, "replay": {"limit": 4, "topics": ["milestone/"]},
        "snapshot": {"limit": 2}, "arrival": {"source": "queue"}, "counters": {}, "releases": {"source": "customs"},
        "command": {"verb": "checkpoint", "arguments": ["x"], "dry_run": True},
    }
    for name, fields in ask.items():
        question = desk.Question(version=1, request_id=name.encode())
        part = getattr(question, name)
        part.SetInParent()
        for field, value in fields.items():
            if isinstance(value, list):
                getattr(part, field).extend(value)
            else:
                setattr(part, field, value)
        yield name, question.SerializeToString()
    past = desk.Question(version=1, as_of_day="2024-03-01")
    past.measure.measure = "daily"
    yield "past", past.SerializeToString()


def filled(message, depth=4):
    """Every field once, so that every reader of one is reached."""
    for field in message.DESCRIPTOR.fields:
        repeated = field.label == field.LABEL_REPEATED
        if field.type == field.TYPE_MESSAGE:
            if depth:
                filled(getattr(message, field.name).add() if repeated else getattr(message, field.name), depth - 1)
            continue
        value = {field.TYPE_STRING: "2024-01-31", field.TYPE_BYTES: b"0123456789abcdef", field.TYPE_BOOL: True}.get(
            field.type, 1)
        if repeated:
            getattr(message, field.name).append(value)
        else:
            setattr(message, field.name, value)
    return message


def answers(desk):
    for field in desk.Answer.DESCRIPTOR.oneofs[0].fields:
        answer = desk.Answer(version=1, request_id=b"q")
        part = getattr(answer, field.name)
        part.SetInParent()
        filled(part)
        yield field.name, answer.SerializeToString()


def main():
    desk, notification, receipt = generated(sys.argv[1])
    for name, data in questions(desk):
        put(os.path.join(HERE, "corpus"), name, data)
    told = os.path.join(HERE, "..", "client", "corpus")
    for name, data in answers(desk):
        put(told, f"answer-{name}", b"\x00" + data)
    put(told, "receipt", b"\x01" + filled(receipt.Receipt()).SerializeToString())
    put(told, "notification", b"\x02" + filled(notification.Notification()).SerializeToString())
    put(told, "update", b"\x03" + filled(notification.MeasureUpdate()).SerializeToString())


if __name__ == "__main__":
    main()
