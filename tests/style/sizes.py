"""Sizes and names: a file of more than 800 lines is two files, a function fits on a screen of 60
lines, a line ends by column 110 (from 120 on it fails here), and what has no name of its own (util,
common, ...) is no file yet.
"""
import re

import sources

FILE_LINES_MAX = 800
FUNCTION_LINES_MAX = 60
COLUMNS_MAX = 120
CODE = (".c", ".h", ".py", ".sh", ".js", ".proto")
NAMELESS = re.compile(r"(^|[-_./])(utils?|common|misc|managers?|helpers?)([-_./]|$)")
TOP = {"CMakeLists.txt", "README.md", "daemon", "proto", "include", "client", "systemd", "tests"}


def check_functions(path, text):
    """A function's braces stand in the first column, and nothing else does."""
    start = None
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("{"):
            start = number
        elif line.startswith("}") and start:
            if number - start > FUNCTION_LINES_MAX:
                sources.fault(path, start, f"a function of {number - start} lines: at most {FUNCTION_LINES_MAX}")
            start = None


def main():
    for path in sources.files():
        top = path.split("/")[0]
        if top not in TOP and not top.startswith("."):
            sources.fault(path, 1, "does not belong at the top of the tree")
        if NAMELESS.search(path):
            sources.fault(path, 1, "a file or folder says what it is: no util, common, misc, manager")
        if not path.endswith(CODE):
            continue
        text = sources.text_of(path)
        if text is None:
            sources.fault(path, 1, "is not UTF-8 text")
            continue
        lines = text.splitlines()
        if len(lines) > FILE_LINES_MAX:
            sources.fault(path, len(lines), f"{len(lines)} lines: over {FILE_LINES_MAX} is two files")
        if path.endswith((".c", ".h")):
            for number, line in enumerate(lines, 1):
                if len(line) > COLUMNS_MAX:
                    sources.fault(path, number, f"{len(line)} columns: a line ends by column 110")
                if "\t" in line or line != line.rstrip():
                    sources.fault(path, number, "a tab, or blanks at the end of the line")
            if path.split("/")[0] in ("daemon", "client", "include"):
                check_functions(path, text)
    sources.finish()


main()
