"""The protocol's messages for tests in Python: made from the .proto files by protoc, once for a
build folder, as a peer in another language would do it.

    from wire import event_pb2, receipt_pb2, notification_pb2, desk_pb2
"""
import glob
import os
import subprocess
import sys
import tempfile

SOURCE = os.environ.get("MILESTONE_SOURCE") or os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
BUILD = os.environ.get("MILESTONE_BUILD") or os.path.join(SOURCE, "build-test")
PROTO = os.path.join(SOURCE, "proto")
VERSION = 1


def made():
    """The folder with the modules. Tests run side by side: whoever is first has made it."""
    protos = sorted(glob.glob(os.path.join(PROTO, "milestone", "v1", "*.proto")))
    newest = max(os.stat(path).st_mtime_ns for path in protos)
    ret = os.path.join(BUILD, "tests", "python", f"proto-{newest}")
    if not os.path.isdir(ret):
        os.makedirs(os.path.dirname(ret), exist_ok=True)
        fresh = tempfile.mkdtemp(dir=os.path.dirname(ret))
        subprocess.run(["protoc", "-I", PROTO, "--python_out", fresh, *protos], check=True)
        try:
            os.rename(fresh, ret)
        except OSError:
            pass # another test was faster; what is ours lies there and harms nobody
    return ret


PYTHON = made()
sys.path.insert(0, PYTHON)
from milestone.v1 import desk_pb2, event_pb2, notification_pb2, receipt_pb2  # noqa: E402,F401


def word(enum, value):
    """REACHED of KIND_REACHED: the name of an enum's value without its prefix, in lower case."""
    name = enum.Name(value)
    prefix = "".join("_" + letter if letter.isupper() else letter.upper() for letter in enum.DESCRIPTOR.name)
    return name.removeprefix(prefix.lstrip("_") + "_").lower().replace("_", "-")
