#!/usr/bin/python3
"""Makes the corpus of fuzz_journal_portable: exports, and what happened to them. portable.c says the bytes."""
import os

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "exports")
ENTRIES = bytes((3, 1, 0, 5)) + b"first" + bytes((2, 1, 4)) + b"gone" + bytes((4, 0, 6)) + b"second"
PLAIN, PACKED = b"\1", b"\0"


def changes(*places):
    return b"".join(bytes((place & 255, place >> 8, by)) for place, by in places)


FILES = {
    "no-entries": b"\0" + PLAIN,
    "whole": ENTRIES + PLAIN,
    "a-body-altered": ENTRIES + PLAIN + changes((130, 8)),
    "a-kind-altered": ENTRIES + PLAIN + changes((64, 3)),
    "two-bits": ENTRIES + PLAIN + changes((70, 1), (71, 128)),
    "cut-in-an-entry": ENTRIES + PLAIN + changes((150, 0)),
    "packed-bit": ENTRIES + PACKED + changes((40, 16)),
    "packed-cut": ENTRIES + PACKED + changes((90, 0)),
}


def main():
    os.makedirs(HERE, exist_ok=True)
    for name, data in FILES.items():
        with open(os.path.join(HERE, name), "wb") as file:
            file.write(data)


if __name__ == "__main__":
    main()
