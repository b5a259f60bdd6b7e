"""Who may include whom: the table of daemon/README.md, kept over every #include line.

The table has the head `| room | may include |` and a row for each room, its name and the names
of the rooms it may include in backquotes; "everything" stands for all. A room is the folder of
daemon/ (or below, `core/ledger`) with the longest name that fits; what lies in it directly is its
own. `proto` is the generated code. Rows for folders of client/ may be added; without one the
client sees the public headers, its own folder, generated code in lib/ alone, and of the daemon
the shared words of base/ only.
"""
import os
import re
import sys

import sources

TABLE = "daemon/README.md"
GENERATED = "milestone/v1/"


def read_table():
    if not os.path.exists(os.path.join(sources.ROOT, TABLE)):
        sources.fault(TABLE, 1, "is missing: it holds the table of rooms and what each may include")
        sources.finish()
    rooms, inside = {}, False
    for number, line in enumerate(sources.text_of(TABLE).splitlines(), 1):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.lstrip().startswith("|"):
            inside = False
        elif [cell.lower() for cell in cells[:2]] == ["room", "may include"]:
            inside = True
        elif inside and not re.fullmatch(r"[-: ]+", cells[0]):
            if len(cells) < 2:
                sources.fault(TABLE, number, "a row names a room and what it may include")
                continue
            name = cells[0].strip("`").strip("/")
            may = {word.strip("/") for word in re.findall(r"`([^`]+)`", cells[1])}
            rooms[name] = (number, None if "everything" in cells[1] else may)
    if not rooms:
        sources.fault(TABLE, 1, "has no table with the head `| room | may include |`")
        sources.finish()
    return rooms


def room_of(path, rooms):
    """The room with the longest name that is a folder above `path`, or is the path."""
    parts = path.split("/")
    for length in range(len(parts), 0, -1):
        if "/".join(parts[:length]) in rooms:
            return "/".join(parts[:length])
    return None


def includes(path):
    code = sources.code_of(sources.text_of(path), keep_strings=True)
    for number, line in enumerate(code.splitlines(), 1):
        if match := re.match(r'\s*#\s*include\s+"([^"]+)"', line):
            yield number, match.group(1)


def may_include(room, target, rooms):
    """A room's own folder is always allowed, but the rooms below it are rooms of their own."""
    may = rooms[room][1]
    return target == room or may is None or target in may


def check_daemon(path, rooms):
    own = room_of(path.removeprefix("daemon/"), rooms)
    if own is None:
        if "/" in path.removeprefix("daemon/"):
            sources.fault(path, 1, f"its folder is no room of {TABLE}")
        return # main.c and its like know what they start
    for number, name in includes(path):
        if name.startswith(GENERATED):
            target = "proto"
        elif "/" not in name:
            sources.fault(path, number, f'"{name}": an include names the room, "room/file.h"')
            continue
        else:
            target = room_of(name, rooms)
        if target is None:
            sources.fault(path, number, f'"{name}" is in no room of {TABLE}')
        elif not may_include(own, target, rooms):
            sources.fault(path, number, f'room {own} may not include {target} ("{name}"): {TABLE}, line {rooms[own][0]}')


def check_client(path, rooms, daemon_folders):
    own = room_of(path, rooms) # a row `client/lib`, if there is one
    for number, name in includes(path):
        folder = name.split("/")[0]
        if name.startswith(GENERATED):
            allowed = path.startswith("client/lib/") or (own and may_include(own, "proto", rooms))
            target = "proto"
        elif folder in daemon_folders:
            target = room_of(name, rooms) or folder
            allowed = target == "base" or (own and may_include(own, target, rooms))
        else:
            continue
        if not allowed:
            sources.fault(path, number, f'the client may not include {target} ("{name}")')


def check_public(path):
    text = sources.text_of(path)
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r"\s*#\s*include\s.*(zmq|pb-c|protobuf)", line):
            sources.fault(path, number, "a public header shows no zmq and no generated types")
    for number, name in includes(path):
        if not os.path.exists(os.path.join(sources.ROOT, "include", name)):
            sources.fault(path, number, f'"{name}": a public header includes public headers only')


def main():
    rooms = read_table()
    ours = [path for path in sources.files() if path.endswith((".c", ".h"))]
    folders = {path.split("/")[1] for path in ours if path.count("/") > 1 and path.startswith("daemon/")}
    for name, (number, may) in rooms.items():
        folder = name if name.startswith("client/") else f"daemon/{name}"
        if name != "proto" and not os.path.exists(os.path.join(sources.ROOT, folder)):
            sources.fault(TABLE, number, f"{folder} is not there: the table names rooms as their folders")
        for other in sorted((may or set()) - set(rooms) - {"proto"}):
            sources.fault(TABLE, number, f"{name} may include {other}, which is no room of the table")
    for path in ours:
        if path.startswith("daemon/"):
            check_daemon(path, rooms)
        elif path.startswith("client/"):
            check_client(path, rooms, folders)
        elif path.startswith("include/"):
            check_public(path)
    sources.finish()


if __name__ == "__main__":
    sys.exit(main())
