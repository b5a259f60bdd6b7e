"""Every fault of a kind that a daemon must survive, on a real one, as a table.

    run.py [--quick] [--json] [GROUP | TITLE]...

For each: what the daemon did, what was lost, what its log said, how it went on. A fault that cannot
be done here is left out with the reason. Ends with 0, with 1 if one was not survived, with 77 if
none could be tried.
"""
import argparse
import json
import os
import sys
import textwrap
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..", "support"))

import disks  # noqa: E402
import case  # noqa: E402
import power, disk, damage, machine, network  # noqa: E402,E401,F401 # pylint: disable=unused-import

COLUMNS = (("did", "what it did"), ("lost", "what was lost"), ("log", "what the log said"), ("on", "how it went on"))


def chosen(names, quick):
    for group, title, is_quick, function in case.faults:
        if (not names or group in names or title in names) and (is_quick or not quick):
            yield group, title, function


def show(title, row, seconds):
    print(f"{title}  ({seconds:.1f} s)")
    if "skipped" in row:
        print(f"    left out: {row['skipped']}")
    elif "failed" in row:
        print(textwrap.indent(row["failed"], "    "))
    else:
        for key, name in COLUMNS:
            if row[key]:
                print(textwrap.fill(row[key], 110, initial_indent=f"    {name + ':':<20}",
                                    subsequent_indent=" " * 24, break_long_words=False))
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="only what takes little time")
    parser.add_argument("--json", action="store_true", help="a line for each fault")
    parser.add_argument("names", nargs="*", metavar="GROUP|TITLE")
    options = parser.parse_args()

    disks.unshare()
    rows = []
    for group, title, function in chosen(options.names, options.quick):
        began = time.monotonic()
        row = case.tried(function, title)
        if options.json:
            print(json.dumps({"group": group, "fault": title, **row}), flush=True)
        else:
            show(f"{group}: {title}", row, time.monotonic() - began)
        rows.append(row)
    failed, left_out = (sum(word in row for row in rows) for word in ("failed", "skipped"))
    if rows and left_out == len(rows):
        print(rows[0]["skipped"])
        return 77
    print(f"{len(rows)} faults: survived {len(rows) - failed - left_out}, not survived {failed}, left out {left_out}")
    return 1 if failed or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
