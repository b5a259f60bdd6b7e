"""Disks that a test may spoil, without one of the machine's: a file with a file system in it that
can lose its power, and memory that is full after a megabyte.

    reason = disks.why_not()                 why none can be mounted here; "" if one can
    disk = Image(folder, megabytes)          mounted at the folder
    disk.cut()                               the power goes: what was not synced is gone for good
    disk.back()                              mounted again, as a machine that starts would do it

What is mounted is seen by this process and its children only, and is gone when they are.
"""
import ctypes
import fcntl
import os
import struct
import subprocess
import tempfile

CLONE_NEWNS = 0x00020000
FS_IOC_SHUTDOWN = 0x8004587D  # _IOR('X', 125, uint32_t)
WITHOUT_LOG = 2               # not even the file system's journal is flushed
MEMORY = "/dev/shm"           # where files are that need not be kept

apart = None  # why this process has no mounts of its own, "" if it has, None: not tried


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise OSError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def unshare():
    """Mounts of our own, once for a process and before its threads."""
    global apart
    if apart is None:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(CLONE_NEWNS) != 0:
            apart = f"no mounts of our own: {os.strerror(ctypes.get_errno())}"
        else:
            try:
                run("mount", "--make-rprivate", "/")
                apart = ""
            except OSError as error:
                apart = str(error)
    return apart


def why_not():
    """Tries it with a small image."""
    if unshare():
        return apart
    with tempfile.TemporaryDirectory() as folder:
        try:
            disk = Image(folder, 8)
            try:
                disk.cut()
            finally:
                disk.remove()
        except OSError as error:
            return str(error)
    return ""


class Image:
    """ext4 in a sparse file on a loop device, mounted at `folder`."""

    def __init__(self, folder, megabytes=256, memory=None):
        self.folder = folder
        kept = memory or (MEMORY if os.access(MEMORY, os.W_OK) else None)
        handle, self.file = tempfile.mkstemp(prefix="mst-disk-", dir=kept)
        os.ftruncate(handle, megabytes << 20)
        os.close(handle)
        try:
            run("mkfs.ext4", "-q", "-F", "-m", "0", self.file)
            self.mount()
        except OSError:
            os.unlink(self.file)
            raise

    def mount(self):
        run("mount", "-o", "loop", self.file, self.folder)

    def cut(self):
        """At once and for all: nothing is written any more, every write fails. What the file
        system had not given to its device by now is what a power cut takes."""
        fd = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(fd, FS_IOC_SHUTDOWN, struct.pack("I", WITHOUT_LOG))
        finally:
            os.close(fd)

    def back(self):
        """Nobody may have it open. The loop device is another one: no cache outlives this."""
        run("umount", self.folder)
        self.mount()

    def remove(self):
        subprocess.run(["umount", self.folder], capture_output=True)
        if os.path.exists(self.file):
            os.unlink(self.file)


class Memory:
    """A tmpfs of a few megabytes at `folder`: full when they are."""

    def __init__(self, folder, megabytes):
        self.folder = folder
        run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder)

    def remove(self):
        subprocess.run(["umount", self.folder], capture_output=True)


def fill(folder, leave=0):
    """A file that takes all the room but `leave` bytes; its path. What a file system sets aside while it
    is written comes back with the sync, so this takes a few rounds."""
    path, block = os.path.join(folder, "fill"), bytes(1 << 20)
    with open(path, "wb", buffering=0) as file:
        for _ in range(5):
            status = os.statvfs(folder)
            wanted = status.f_bavail * status.f_frsize - leave
            try:
                while wanted > 0:
                    wanted -= file.write(block[:min(wanted, len(block))])
                os.fsync(file.fileno())
            except OSError:
                pass # full sooner than it said
    return path
