"""strace between the daemon and the kernel: the n-th call fails, is slow or stops it.

    case.start(wrapper=inject("fdatasync", "error=EIO:when=3"))
"""
import shutil
import subprocess


def inject(calls, what):
    """The daemon stays our own child; the tracer is nobody's."""
    return ("strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}", "-e", f"inject={calls}:{what}")


def why_not():
    if not shutil.which("strace"):
        return "strace is not there"
    done = subprocess.run(["strace", "-qq", "-o", "/dev/null", "-e", "inject=fsync:retval=0", "true"],
                          capture_output=True, text=True)
    return f"strace: {done.stderr.strip()}" if done.returncode else ""


def sanitized(program):
    """Such a program cannot be given other functions of the C library."""
    with open(program, "rb") as file:
        return b"__asan_init" in file.read()
