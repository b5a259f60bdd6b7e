#!/usr/bin/python3
"""An independent reader of the journal, written from daemon/journal/FORMAT.md and nothing else.

    journal_reader.py FOLDER

prints a line for each entry (position, kind, length or "erased", epoch, run, hash of the body,
chain after it, in hexadecimal) and a last line that says how the journal ends. Ends with 1 if
the journal is damaged, with a sentence on standard error.
"""
import hashlib
import os
import re
import struct
import sys
import zlib

SEGMENT_HEADER = 144
ENTRY_HEADER = 136
BODY_MAX = 4 * 1024 * 1024
ERASED = 1


class Damaged(Exception):
    pass


def blake2b(data):
    return hashlib.blake2b(data, digest_size=32).digest()


def crc_fits(data, at):
    (stored,) = struct.unpack_from("<I", data, at)
    return stored == zlib.crc32(data[at + 4:], zlib.crc32(data[:at]))


class Identity:
    def __init__(self, data):
        if len(data) != 72 or data[:16] != b"milestone-jid\r\n\x1a" or struct.unpack_from("<I", data, 16) != (1,):
            raise Damaged("identity: of another format")
        if not crc_fits(data, 20):
            raise Damaged("identity: checksum")
        self.id = data[24:40]
        self.epoch, self.epoch_name, self.run = struct.unpack_from("<Q16sQ", data, 40)


class Segment:
    def __init__(self, name, data):
        self.name, self.data = name, data
        if len(data) < SEGMENT_HEADER or data[:16] != b"milestone-seg\r\n\x1a" or \
                struct.unpack_from("<I", data, 16) != (1,):
            raise Damaged(f"{name}: of another format")
        if not crc_fits(data[:SEGMENT_HEADER], 20):
            raise Damaged(f"{name}: checksum of the header")
        self.mark, self.id = data[24:32], data[32:48]
        (self.run, self.first, self.before_first, self.before_size) = struct.unpack_from("<QQQQ", data, 72)
        self.chain = data[104:136]
        if int(name[:-4]) != self.first:
            raise Damaged(f"{name}: begins with position {self.first}")


class Header:
    """Whole by itself: mark, checksum, journal id, possible values; else ValueError."""

    def __init__(self, segment, offset):
        data = segment.data[offset:offset + ENTRY_HEADER]
        if len(data) < ENTRY_HEADER or data[:8] != segment.mark or not crc_fits(data, 8) or data[56:72] != segment.id:
            raise ValueError
        self.kind, self.flags = data[12], data[13]
        (self.length,) = struct.unpack_from("<I", data, 16)
        self.position, self.settled, self.epoch, self.run = struct.unpack_from("<QQQQ", data, 24)
        self.body_hash, self.chain_before = data[72:104], data[104:136]
        if self.length > BODY_MAX or self.settled >= self.position:
            raise ValueError


class Entry:
    def __init__(self, header, body):
        self.position, self.kind, self.epoch, self.run = header.position, header.kind, header.epoch, header.run
        self.erased = bool(header.flags & ERASED)
        self.body, self.body_hash = body, header.body_hash
        self.chain = blake2b(header.chain_before + struct.pack("<QB", header.position, header.kind) + header.body_hash)
        self.size = (ENTRY_HEADER + header.length + 7) // 8 * 8

    def line(self):
        length = "erased" if self.erased else len(self.body)
        return f"{self.position} {self.kind} {length} {self.epoch} {self.run} " \
            f"{self.body_hash.hex()} {self.chain.hex()}"


class Journal:
    def __init__(self, folder):
        names = sorted((n for n in os.listdir(folder) if re.fullmatch(r"\d{12,}\.seg", n)), key=lambda n: int(n[:-4]))
        self.segments = []
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                self.segments.append(Segment(name, file.read()))
        with open(os.path.join(folder, "identity"), "rb") as file:
            self.identity = Identity(file.read())
        self.chain, self.position, self.torn = bytes(32), 1, 0

    def whole(self, segment, offset, run):
        header = Header(segment, offset)
        body = segment.data[offset + ENTRY_HEADER:offset + ENTRY_HEADER + header.length]
        end = offset + (ENTRY_HEADER + header.length + 7) // 8 * 8
        if header.position != self.position or header.run < run or header.chain_before != self.chain or \
                end > len(segment.data):
            raise ValueError
        if header.flags & ERASED:
            if any(body):
                raise ValueError
        elif header.kind != 0 and blake2b(body) != header.body_hash:
            raise ValueError
        return header, body

    def entries(self):
        """All of them in order; raises Damaged. Afterwards `torn` says how many bytes are none."""
        before = None
        for segment in self.segments:
            if segment.id != self.identity.id:
                raise Damaged(f"{segment.name}: of another journal")
            if segment.first != self.position or segment.chain != self.chain:
                raise Damaged(f"{segment.name}: does not follow")
            if before and (segment.before_first, segment.before_size) != (before.first, len(before.data)):
                raise Damaged(f"{segment.name}: the one before is missing or has another size")
            yield from self.entries_of(segment, segment is self.segments[-1])
            before = segment

    def entries_of(self, segment, is_last):
        offset, run = SEGMENT_HEADER, segment.run
        while offset < len(segment.data):
            try:
                header, body = self.whole(segment, offset, run)
            except ValueError:
                header = None
            if header is None or header.kind == 0:
                return self.ending(segment, offset, header, is_last)
            entry = Entry(header, body)
            yield entry
            offset, run = offset + entry.size, entry.run
            self.chain, self.position = entry.chain, entry.position + 1

    def ending(self, segment, offset, closing, is_last):
        """What lies at `offset` is no entry: the end, a torn tail or damage."""
        where = f"{segment.name} at byte {offset}, position {self.position}"
        if not is_last:
            raise Damaged(where)
        if closing and offset + ENTRY_HEADER == len(segment.data):
            return
        for at in range(offset, len(segment.data), 8):
            try:
                if Header(segment, at).settled >= self.position:
                    raise Damaged(where)
            except ValueError:
                pass
        self.torn = len(segment.data) - offset


def main():
    try:
        journal = Journal(sys.argv[1])
        for entry in journal.entries():
            print(entry.line())
    except Damaged as damage:
        sys.stdout.flush() # the entries come first, also where both go to one place
        print(damage, file=sys.stderr)
        return 1
    print(f"end {journal.position - 1} torn {journal.torn} id {journal.identity.id.hex()} "
          f"epoch {journal.identity.epoch} run {journal.identity.run} segments {len(journal.segments)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
