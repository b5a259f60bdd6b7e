"""Words that must not stand: what is left for later, sleeps in tests, floating point where sums are
made, assertions switched off, paths of somebody's machine, typedefs of structs; and the first
comment of each file, which must stand, and a source's own header, which it includes first.
"""
import os
import re

import sources

HERE = "tests/style/" # these files must name what they look for
LATER = re.compile(r"\b(TODO|FIXME)\b|(?://|/?\*|#)\s*XXX\b")
SLEEP_C = re.compile(r"\b(sleep|usleep|nanosleep|clock_nanosleep|g_usleep|zmq_sleep)\s*\(")
SLEEP_PY = re.compile(r"\bsleep\s*\(")
SLEEP_SH = re.compile(r"(^|[;&|(]|\b(do|then|else))\s*(exec\s+)?sleep\s")
FLOAT = re.compile(r"\b(float|double)\b|\b\d+\.\d+|<math\.h>")
MACHINE = re.compile(r"(?<![\w.-])/(work|home/\w+|Users/\w+)/")
CODE = (".c", ".h")


def each_match(path, text, pattern, what):
    for number, line in enumerate(text.splitlines(), 1):
        if match := pattern.search(line):
            sources.fault(path, number, f"{match.group().strip()}: {what}")


def check_c(path, text):
    code = sources.code_of(text)
    if not text.lstrip().startswith("/*"):
        sources.fault(path, 1, "the first comment says what the file is for, what comes in, what leaves, what holds")
    each_match(path, code, re.compile(r"\btypedef\s+struct\b"), "a struct is called struct")
    each_match(path, code, re.compile(r"\bNDEBUG\b"), "assertions are never off")
    if path.startswith(("daemon/core/", "daemon/base/")):
        each_match(path, code, FLOAT, "no floating point where sums are made")
    own = path.removesuffix(".c") + ".h"
    if path.endswith(".c") and os.path.exists(os.path.join(sources.ROOT, own)):
        first = re.search(r'^\s*#\s*include\s+(\S+)', sources.code_of(text, keep_strings=True), re.M)
        if not first or not own.endswith("/" + first.group(1).strip('"<>')):
            sources.fault(path, 1, "its own header comes first, so that it proves to stand alone")


def check_sleep(path, text):
    if path.endswith(CODE):
        each_match(path, sources.code_of(text), SLEEP_C, "a test waits for the event, with a limit")
    elif path.endswith(".py"):
        each_match(path, text, SLEEP_PY, "a test waits for the event, with a limit")
    elif path.endswith(".sh"):
        each_match(path, text, SLEEP_SH, "a test waits for the event, with a limit")


def main():
    for path in sources.files():
        text = sources.text_of(path)
        if text is None or path.startswith(HERE) or path.startswith("tests/data/"):
            continue
        each_match(path, text, LATER, "nothing is left for later")
        each_match(path, text, MACHINE, "a path of one machine")
        if path.endswith(CODE) and path.split("/")[0] in ("daemon", "client", "include", "tests"):
            check_c(path, text)
        if path.startswith("tests/"):
            check_sleep(path, text)
        if path.endswith((".py", ".sh")) and not re.match(r'(#!.*\n)?("""|#)', text):
            sources.fault(path, 1, "the first comment says what the file is for")
    sources.finish()


main()
