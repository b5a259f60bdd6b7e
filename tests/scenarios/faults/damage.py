"""Files that are not what was written: bits, blocks, tails, old copies, missing ones; of other
journals and other formats. The daemon names what it finds and changes nothing; with the file put
back, or the store thrown away, it goes on.
"""
import contextlib
import glob
import hashlib
import os
import shutil
import struct
import zlib

from case import fault
from daemon import Gone
from scenario import same

BLOCK = 4096
SEGMENT_HEADER, ENTRY_HEADER = 144, 136  # daemon/journal/FORMAT.md
ADVICE = ("backup", "replica", "move the folder store away", "delete the files of this folder", "newer program")


def files(folder):
    return {path: hashlib.sha256(open(path, "rb").read()).hexdigest()
            for path in sorted(glob.glob(os.path.join(folder, "*"))) if not path.endswith("lock")}


def change(path, at, data):
    with open(path, "r+b") as file:
        file.seek(at)
        file.write(data)


def flip(path, at):
    with open(path, "rb") as file:
        file.seek(at)
        (byte,) = file.read(1)
    change(path, at, bytes([byte ^ 0x10]))


def zero(path, at):
    change(path, at, bytes(BLOCK))


@contextlib.contextmanager
def kept(folder):
    """The folder is put back afterwards."""
    copy = folder + ".kept"
    shutil.copytree(folder, copy)
    try:
        yield copy
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.rename(copy, folder)


class Broken:
    """A daemon that ran to the middle of the import, and was stopped or killed there."""

    def __init__(self, make, stopped=True):
        self.case = make()
        self.case.start()
        self.case.carry(0.25)
        self.case.daemon.restart() # a checkpoint, and an old copy of everything
        self.state = self.case.daemon.state
        self.journal, self.store = os.path.join(self.state, "journal"), os.path.join(self.state, "store")
        self.case.daemon.stop()
        self.old = os.path.join(self.case.daemon.folder, "old")
        shutil.copytree(self.state, self.old)
        self.case.start()
        self.case.carry(0.5)
        if stopped:
            self.case.daemon.stop()
        else:
            self.case.daemon.kill()
        (self.segment,) = glob.glob(os.path.join(self.journal, "*.seg"))

    def all(self):
        """What it tells undamaged; stopped again."""
        self.case.start()
        ret = all_of(self.case.daemon)
        self.case.daemon.stop()
        return ret

    def journal_refused(self, *words):
        """It says what and where and what to do, and leaves everything as it is."""
        before = files(self.journal)
        self.case.start_in_vain(1)
        same(files(self.journal), before, "what is damaged was changed")
        line = next((line for line in self.case.said().splitlines() if "journal cannot be opened" in line), "")
        assert all(word in line for word in words) and any(word in line for word in ADVICE), self.case.said()

    def entries(self):
        """(offset, length of the body) of each entry."""
        with open(self.segment, "rb") as file:
            data = file.read()
        ret, at = [], SEGMENT_HEADER
        while at + ENTRY_HEADER <= len(data) and data[at + 12]:
            (length,) = struct.unpack_from("<I", data, at + 16)
            ret.append((at, length))
            at += (ENTRY_HEADER + length + 7) // 8 * 8
        return ret


@fault("journal: a bit is flipped")
def journal_flip(make):
    broken = Broken(make)
    middle = broken.entries()[len(broken.entries()) // 2][0]
    places = [0, 30, 110, SEGMENT_HEADER + 3, middle, middle + 13, middle + 17, middle + 26, middle + 80, middle + 120,
              middle + ENTRY_HEADER + 5, broken.entries()[-1][0] + ENTRY_HEADER + 2]
    for place in places:
        with kept(broken.journal):
            flip(broken.segment, place)
            broken.journal_refused(".seg")
    broken.case.did(f"does not start, at each of {len(places)} places: header, entry, hash, body, the last entry",
                    "journal cannot be opened", ".seg", "position")
    broken.case.finish("with the file as it was")


@fault("journal: a block is zeros")
def journal_zeros(make):
    broken = Broken(make)
    size = os.path.getsize(broken.segment)
    for place in (0, size // 2 // BLOCK * BLOCK, size - BLOCK - 300):
        with kept(broken.journal):
            zero(broken.segment, place)
            broken.journal_refused(".seg")
    broken.case.did("does not start: in the first block, in the middle, over the end", "journal cannot be opened",
                    ".seg", "position")
    broken.case.finish("with the file as it was")


@fault("journal: its tail is cut off")
def journal_cut(make):
    """A clean stop wrote a checkpoint up to the last entry: the journal cannot end before it."""
    broken = Broken(make)
    last = broken.entries()[-1][0]
    for length in (last + 20, last, SEGMENT_HEADER + 5, 10, 0):
        with kept(broken.journal):
            os.truncate(broken.segment, length)
            before = files(broken.journal)
            broken.case.start_in_vain(1)
            if length < SEGMENT_HEADER:
                same(files(broken.journal), before, "what is damaged was changed")
    broken.case.did("does not start: the checkpoint knows of more", "cannot be opened")
    broken.case.finish("with the file as it was")


@fault("journal: garbage behind its end")
def journal_garbage(make):
    broken = Broken(make, stopped=False)
    with open(broken.segment, "ab") as file:
        file.write(os.urandom(1000))
    broken.case.start()
    broken.case.did("cut it: nobody had been told of it", "was cut")
    broken.case.finish("at once")


@fault("journal: an old copy")
def journal_old(make):
    broken = Broken(make)
    with kept(broken.journal):
        shutil.rmtree(broken.journal)
        shutil.copytree(os.path.join(broken.old, "journal"), broken.journal)
        broken.case.start_in_vain(1)
        broken.case.did("does not start: the store is ahead of it", "the journal ends before it", "backup")
    broken.case.finish("with the journal as it was")


@fault("journal: a file is missing")
def journal_missing(make):
    broken = Broken(make)
    for path in (broken.segment, os.path.join(broken.journal, "identity")):
        with kept(broken.journal):
            os.unlink(path)
            broken.case.start_in_vain(1)
            assert not os.path.exists(path), f"{path} was made anew"
            broken.case.did("does not start, without a segment and without its identity", "cannot be opened")
    broken.case.finish("with the file as it was")


@fault("journal: of another daemon, beside our store")
def journal_foreign(make):
    broken = Broken(make)
    other = make()
    other.start()
    other.carry(0.8)
    other.daemon.stop()
    with kept(broken.journal):
        shutil.rmtree(broken.journal)
        shutil.copytree(os.path.join(other.daemon.state, "journal"), broken.journal)
        broken.case.start_in_vain(1)
        broken.case.did("does not start: the store is of another journal", "store cannot be opened", "another journal")
    other.row = broken.case.row
    broken.case.finish("with its own journal")


@fault("store: bits are flipped, blocks are zeros, in every file")
def store_damaged(make):
    broken = Broken(make)
    expected, outcomes = broken.all(), {}
    for path in sorted(glob.glob(os.path.join(broken.store, "*"))):
        size = os.path.getsize(path)
        if path.endswith("lock") or not size:
            continue
        for how in (flip, zero):
            for place in sorted({0, 20, size // 3, size // 2, size - 200 if size > 200 else 0}):
                with kept(broken.store), kept(broken.journal):
                    how(path, place)
                    outcome = store_outcome(broken.case, expected)
                outcomes[outcome] = outcomes.get(outcome, 0) + 1
    text = ", ".join(f"{outcome} {count} times" for outcome, count in sorted(outcomes.items()))
    broken.case.did(text)
    assert not {"hangs", "tells something else"} & set(outcomes), text
    broken.case.daemon.forget_store()
    broken.case.finish("with the store thrown away, from the journal alone")


def all_of(daemon):
    """What it would tell anybody of what the store keeps."""
    ret = [daemon.replay(), daemon.ask("status").records]
    for measure, period in (("diary", ""), ("turnover", "2006..2008"), ("turnover-12m", "2007-12"), ("all-exports", "")):
        ret.append([str(row) for row in daemon.ask("measure", measure=measure, period=period).rows])
    ret.append([str(row) for row in daemon.ask("milestones", limit=1000).rows])
    ret.append([str(row) for row in daemon.ask("sources").rows])
    return ret


def store_outcome(case, expected):
    """Refused with advice, mended, or as it was: never another number."""
    case.start(ready=False)
    case.publisher.hang_up()
    try:
        seen = all_of(case.daemon)
    except Gone:
        status = case.daemon.process.poll()
        if status is None:
            case.daemon.process.kill()
        case.daemon.ended()
        assert status is None or any(word in case.said() for word in ADVICE), f"ended with {status}:\n{case.said()}"
        return "refused with advice" if status else "hangs"
    case.daemon.kill()
    if seen != expected:
        return "tells something else"
    return "made anew" if "made anew" in case.said() else "goes on, and all it tells is as before"


@fault("store: its files are missing, or of yesterday")
def store_missing(make):
    broken = Broken(make)
    expected, outcomes = broken.all(), set()
    for path in sorted(glob.glob(os.path.join(broken.store, "*"))):
        with kept(broken.store), kept(broken.journal):
            os.unlink(path)
            outcomes.add(store_outcome(broken.case, expected))
    with kept(broken.store), kept(broken.journal):
        shutil.rmtree(broken.store)
        shutil.copytree(os.path.join(broken.old, "store"), broken.store)
        broken.case.start()
        broken.case.did(f"an old one: the journal behind it is replayed; without one of its files: {', '.join(outcomes)}",
                        "replayed")
        same(all_of(broken.case.daemon), expected)
        broken.case.daemon.kill()
    broken.case.daemon.forget_store()
    broken.case.finish("with the store thrown away, from the journal alone")


def with_identity(path, offset, number, checksum=True):
    """Format (offset 0) or version of the core's state (4) is another; all old copies of the page, too."""
    with open(path, "rb") as file:
        data = file.read()
    at = data.find(b"identity")
    while at >= 0:
        value = bytearray(data[at + 8:at + 32])
        struct.pack_into("<I", value, offset, number)
        crc = zlib.crc32(b"identity" + value) if checksum else 0
        change(path, at + 8, bytes(value) + struct.pack("<I", crc))
        at = data.find(b"identity", at + 1)


@fault("store: of another format")
def store_format(make):
    broken = Broken(make)
    path = os.path.join(broken.store, "store.mdb")
    for offset, number, checksum, words in ((0, 2, False, "of a format before"), (0, 77, True, "has format 77"),
                                            (4, 77, True, "state version 77")):
        with kept(broken.store):
            with_identity(path, offset, number, checksum)
            broken.case.start(ready=False)
            assert broken.case.daemon.ended() > 0
            broken.case.did("does not start: a format, older or newer, or a state of the core that it does not know",
                            "store cannot be opened", words, "delete the files")
    broken.case.daemon.forget_store()
    broken.case.finish("with the store thrown away, from the journal alone")
