"""What is started and stopped for a figure: the daemon with a state of its own, what stands in its
place, the publishers. Everything lies in one temporary folder on a disk, and is gone afterwards."""
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile

WAIT_SECONDS = 120
TICK = os.sysconf("SC_CLK_TCK")

CONFIGURATION = """\
timezone: UTC
currency: USD
beat: 100 ms
state-folder: {folder}/state
endpoints:
  intake: ipc://{folder}/intake
  feeds: ipc://{folder}/feeds
  notifications: ipc://{folder}/notifications
  desk: ipc://{folder}/desk
sources:
  - {{name: bench, kinds: trade, reports: BY, resolution: day, numbers: explicit}}
  - {{name: crossings, kinds: trade, reports: BY, resolution: day, numbers: explicit}}
corridors:
  - {{name: belarus-leningrad, between: [BY, RU-LEN]}}
  - {{name: crossings, between: [BY, KZ]}}
measures:
  - {{name: turnover, sources: bench, corridor: belarus-leningrad, sum: trade.value,
      window: calendar-year, by: [flow, hs2]}}
  - {{name: crossed, sources: crossings, corridor: crossings, sum: trade.value,
      window: calendar-year}}
milestones:
{milestones}"""


def targets(measure, usd):
    return "".join(f"  - {{name: {measure}-{n}, measure: {measure}, reach: {amount} USD}}\n"
                   for n, amount in enumerate(usd, 1))


# A target that no run comes near.
FAR = targets("turnover", [10 ** 15])


class Stand:
    """A folder on the disk under test, and the built programs."""

    def __init__(self, build, parent, milestoned=None):
        self.build = os.path.abspath(build)
        self.milestoned = milestoned or os.path.join(self.build, "daemon", "milestoned")
        # Addresses of ipc sockets are short by law: their folder is not the one on the disk.
        self.folder = tempfile.mkdtemp(prefix="bench-", dir=parent)
        self.short = tempfile.mkdtemp(prefix="bench-")
        self.count = 0

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.short, ignore_errors=True)

    def program(self, name):
        return os.path.join(self.build, "tests", "bench", name)

    def fresh(self):
        """A new folder on the disk, reached by a short name."""
        self.count += 1
        folder = os.path.join(self.folder, str(self.count))
        os.mkdir(folder)
        link = os.path.join(self.short, str(self.count))
        os.symlink(folder, link)
        return link

    def drop(self, link):
        shutil.rmtree(os.path.realpath(link), ignore_errors=True)

    def run(self, name, *words):
        return self.run_lines(name, *words)[0]

    def run_lines(self, name, *words):
        command = [self.program(name), *map(str, words)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
        return [json.loads(line) for line in done.stdout.splitlines()]

    def load(self, address, events, batches, in_flight, publishers=1, first=1, years=1):
        return self.run("bench-load", address, events, batches, in_flight, publishers, first, 0, years)

    @contextlib.contextmanager
    def loading(self, address, events, in_flight, rate, first):
        """So many events a second, without end, while the block runs."""
        words = [self.program("bench-load"), address, events, 10 ** 9, in_flight, 1, first, int(rate)]
        with subprocess.Popen([str(word) for word in words], stdout=subprocess.DEVNULL) as load:
            try:
                yield load
            finally:
                load.kill()

    def yard(self, kind):
        return Yard(self, kind)

    def daemon(self, milestones=FAR, before=(), daemon=None):
        return Daemon(self, CONFIGURATION, milestones, before, daemon or self.milestoned)

    def daemon_of(self, configuration, milestones):
        """Of another configuration: {folder} and {milestones} in it are filled in."""
        return Daemon(self, configuration, milestones, (), self.milestoned)


class Yard:
    """bench-yard, behind an address."""

    def __init__(self, stand, kind):
        self.stand, self.folder = stand, stand.fresh()
        self.intake = f"ipc://{self.folder}/intake"
        words = [stand.program("bench-yard"), kind, self.intake]
        self.process = subprocess.Popen(words + ([self.folder + "/journal"] if kind == "ceiling" else []))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.stand.drop(self.folder)


class Daemon:
    """milestoned on a state of its own; its log is shown only if it fails. `before`: what runs it."""

    def __init__(self, stand, configuration, milestones, before, program):
        self.stand, self.folder = stand, stand.fresh()
        self.intake, self.notifications = f"ipc://{self.folder}/intake", f"ipc://{self.folder}/notifications"
        self.configuration = os.path.join(self.folder, "milestoned.yaml")
        self.words = [*before, program, "--config", self.configuration]
        with open(self.configuration, "w", encoding="utf-8") as file:
            file.write(configuration.format(folder=self.folder, milestones=milestones))
        self.log = open(os.path.join(self.folder, "log"), "w+", encoding="utf-8")
        self.start()

    def start(self):
        """Until it says READY=1."""
        path = os.path.join(self.folder, "notify")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready:
            ready.bind(path)
            ready.settimeout(WAIT_SECONDS)
            self.process = subprocess.Popen(self.words, stdout=self.log, stderr=self.log,
                                            env={**os.environ, "NOTIFY_SOCKET": path})
            try:
                while b"READY=1" not in ready.recv(4096):
                    pass
            except TimeoutError:
                self.process.kill()
                raise RuntimeError(f"the daemon is not ready after {WAIT_SECONDS} s: {self.said()}") from None
        os.unlink(path)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(WAIT_SECONDS) != 0:
            raise RuntimeError(f"the daemon ended with {self.process.returncode}: {self.said()}")

    def said(self):
        self.log.seek(0)
        return self.log.read()

    def cpu_seconds(self):
        """Of the deciding thread, and of all others together."""
        deciding = others = 0
        tasks = f"/proc/{self.process.pid}/task"
        for task in os.listdir(tasks):
            with open(f"{tasks}/{task}/stat", encoding="ascii") as file:
                words = file.read().rpartition(")")[2].split()
            seconds = (int(words[11]) + int(words[12])) / TICK
            if int(task) == self.process.pid:
                deciding += seconds
            else:
                others += seconds
        return deciding, others

    def ctl(self, *words, given=None):
        """What milestonectl prints, as JSON objects."""
        command = [os.path.join(self.stand.build, "client", "ctl", "milestonectl"), "--folder", self.folder, "--json",
                   *words]
        done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(words)}: {done.stdout[-500:]}{done.stderr[-500:]}")
        return list(map(json.loads, done.stdout.splitlines()))

    def counter(self, name):
        return next(int(row["value"]) for row in self.ctl("counters") if row["name"] == name)

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def own_bytes(self):
        """Its memory without what is mapped from files."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith("RssAnon"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.log.close()
        self.stand.drop(self.folder)
