#!/usr/bin/python3
"""corpus.py: makes the corpus anew, from daemon/store/FORMAT.md."""
import os
import struct
import zlib

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus")
PREFIX_BITS = 14


def run(hashes):
    """An index run: cards of 40 bits of hash with rising places."""
    cards = sorted((bits, place) for place, bits in enumerate(hashes, 1))
    counts = [0] * (2 ** PREFIX_BITS + 1)
    for bits, _ in cards:
        counts[(bits >> 26) + 1] += 1
    for i in range(1, len(counts)):
        counts[i] += counts[i - 1]
    prefixes = struct.pack(f"<{len(counts)}I", *counts)
    body = b"".join(struct.pack("<Q", (bits & (1 << 26) - 1) << 38 | place) for bits, place in cards)
    head = b"MSTNRUN1" + struct.pack("<IIQQQII", 1, PREFIX_BITS, len(cards), 1, len(cards), zlib.crc32(prefixes),
                                     zlib.crc32(body)) + bytes(12)
    head += struct.pack("<I", zlib.crc32(head))
    return head + prefixes + bytes(-len(prefixes) % 8) + body


def put(name, kind, data):
    os.makedirs(HERE, exist_ok=True)
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(bytes([kind]) + data)


def main():
    some = [(i * 0x9e3779b97f) & (1 << 40) - 1 for i in range(1, 40)]
    put("run", 0, run(some))
    put("run-of-one", 0x80, run(some[:1]))
    put("list", 1, struct.pack("<IQQQII", 1, 4, 100, 7, 1, 1) + struct.pack("<QQQQ", 1, 1, 99 * 8, 0) +
        struct.pack("<QQ", 2, 7))
    value = struct.pack("<iHH", 19000, 1, 2) + b"s" + b"id" + b"statement"
    head = struct.pack("<QQI", 3, 4, len(value))
    put("record", 2, head + struct.pack("<I", zlib.crc32(head + value)) + value + bytes(-len(value) % 8))
    put("statement", 3, value)
    texts = b"".join(struct.pack("<I", len(text)) + text for text in (b"s", b"id", b"trade.value", b"why", b"peer"))
    put("line", 4, struct.pack(">QI", 5, 0) + struct.pack("<Bq", 3, 1700000000000000) + texts)
    put("mark", 4, struct.pack("<QQQQ", 5, 4, 1, 0))


if __name__ == "__main__":
    main()
