#!/usr/bin/python3
"""Makes the corpus of fuzz_journal_segment: what may lie behind the header of a segment whose mark
is "fuzzmark", whose first position is 7 and whose run is 2. The harness mends what is asked for.
"""
import os
import struct

MEND = 7
HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus")


def entry(body=b"", kind=1, flags=0, settled=6, run=2, mend=MEND, position=0, length=None):
    header = b"fuzzmark" + bytes(4) + bytes((kind, flags, mend, 0))
    header += struct.pack("<IIQQQQ", len(body) if length is None else length, 0, position, settled, 1, run)
    header += bytes(16 + 32 + 32)
    return header + body + bytes(-(len(header) + len(body)) % 8)


WHOLE = entry(b"one") + entry(b"the second", kind=4, settled=7) + entry(b"", settled=8)
FILES = {
    "nothing": b"",
    "whole": WHOLE,
    "closed": WHOLE + entry(kind=0, settled=9),
    "closed-then-torn": WHOLE + entry(kind=0, settled=9) + b"torn" * 50,
    "erased": entry(b"one") + entry(bytes(40), flags=1) + entry(b"three"),
    "erased-but-there": entry(b"one") + entry(b"still there", flags=1),
    "torn": WHOLE + entry(b"cut" * 100)[:200],
    "torn-in-the-header": WHOLE + entry(b"cut")[:60],
    "damaged": entry(b"one") + entry(b"bad body", mend=6) + entry(b"three", settled=8),
    "damaged-and-closed": entry(b"one", mend=3, position=9) + entry(kind=0, settled=9),
    "left-over": WHOLE + entry(b"of the run before", run=1, settled=9),
    "garbage-between": entry(b"one") + b"\xff" * 64 + entry(b"behind", settled=6),
    "broken-chain": entry(b"one") + entry(b"two", mend=5),
    "position-skipped": entry(b"one") + entry(b"two", mend=3, position=9, settled=7),
    "too-long": entry(b"short", length=4 * 1024 * 1024),
    "far-too-long": entry(b"short", length=0xffffffff),
    "last-position": entry(b"one", mend=3, position=2**64 - 1, settled=2**64 - 2),
}


def main():
    os.makedirs(HERE, exist_ok=True)
    for name, data in FILES.items():
        with open(os.path.join(HERE, name), "wb") as file:
            file.write(data)


if __name__ == "__main__":
    main()
