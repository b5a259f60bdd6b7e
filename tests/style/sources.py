"""Which files are ours, and C without its comments: shared by the checks of this folder.

A check prints one line for each fault, `file:line: what, and the rule`, and ends with 1 if there
was any. The tree is the folder named by MILESTONE_SOURCE, else the one that this file lies in.
"""
import os
import re
import subprocess
import sys

ROOT = os.environ.get("MILESTONE_SOURCE") or os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))

faults = 0


def fault(path, line, text):
    global faults
    faults += 1
    print(f"{path}:{line}: {text}")


def finish():
    sys.exit(1 if faults else 0)


def files():
    """All files of the project, relative to the root: what git knows or would add, in a copy
    without git whatever lies there outside build folders."""
    try:
        listed = subprocess.run(
            ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        listed = []
        for folder, folders, names in os.walk(ROOT):
            folders[:] = [f for f in folders if f not in (".git", "__pycache__") and not f.startswith("build")]
            listed += [os.path.relpath(os.path.join(folder, name), ROOT) for name in names]
    return sorted({path for path in listed if path and os.path.isfile(os.path.join(ROOT, path))})


def text_of(path):
    """The file as text, None if it is none."""
    with open(os.path.join(ROOT, path), "rb") as file:
        data = file.read()
    if b"\0" in data:
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


TOKEN = re.compile(r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.S)


def code_of(text, keep_strings=False):
    """C without comments and without what strings say; lines keep their numbers."""
    def blank(match):
        token = match.group()
        if token[0] in "\"'":
            return token if keep_strings else token[0] * 2
        return "\n" * token.count("\n") or " "
    return TOKEN.sub(blank, text)
