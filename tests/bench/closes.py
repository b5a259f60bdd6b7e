"""Do receipts suffer while a day closes? 1,000 series of three years of months have ten milestones each. Beside
a live load of another source their next months come in as releases, one each second, and with each all their
outlooks are worked out. The yardstick: the same load and the same releases, where no milestone stands on them."""
import json
import threading

SERIES, MILESTONES = 1000, 10
RELEASES = 5
LIVE = 100_000 # events a second, in batches of 1000

CONFIGURATION = """\
timezone: UTC
currency: USD
clock: events
state-folder: {folder}/state
endpoints:
  intake: ipc://{folder}/intake
  feeds: ipc://{folder}/feeds
  notifications: ipc://{folder}/notifications
  desk: ipc://{folder}/desk
sources:
  - {{name: bench, kinds: trade, reports: BY, resolution: day, numbers: explicit}}
  - {{name: months, kinds: trade, reports: BY, resolution: month, numbers: by-release}}
corridors:
  - {{name: belarus-leningrad, between: [BY, RU-LEN]}}
  - {{name: belarus-germany, between: [BY, DE]}}
measures:
  - {{name: turnover, sources: bench, corridor: belarus-leningrad, sum: trade.value, window: calendar-year,
      by: [flow, hs2]}}
  - {{name: series, sources: months, corridor: belarus-germany, sum: trade.value, by: [hs6], window: calendar-year}}
milestones:
  - {{name: far, measure: turnover, reach: 1000000000000 USD}}
{milestones}"""

EACH = "  - {{name: t{n}, measure: series, for-each: hs6, reach: {usd} USD, each: year, from: 2025-01-01}}\n"


def figures(month):
    """A line for each series, spread, and the same in every run."""
    for i in range(SERIES):
        mixed = (month * 7919 + i * 104_729) * 2_654_435_761 % 2 ** 32
        yield json.dumps({"id": f"m{month}-{i}", "period": f"{month // 12}-{month % 12 + 1:02d}",
                          "trade": {"reporter": "BY", "partner": "DE", "flow": "export", "commodity": f"{100_000 + i}",
                                    "value": f"{500 + mixed % 1000}", "currency": "USD"}})


def release(daemon, vintage, first, last):
    periods = f"{first // 12}-{first % 12 + 1:02d}..{last // 12}-{last % 12 + 1:02d}"
    lines = "\n".join(line for month in range(first, last + 1) for line in figures(month))
    daemon.ctl("publish", "--source", "months", "--release", vintage, "--periods", periods, "--end",
               given=lines + "\n")


def measure(at, milestones):
    """What the live load saw, and how many outlooks stand at the end."""
    made = "".join(EACH.format(n=n, usd=9000 + 1000 * n) for n in range(milestones))
    with at.daemon_of(CONFIGURATION, made) as daemon:
        now = 2025 * 12
        release(daemon, "2025-01-20", now - 36, now - 1)
        live = {}
        load = threading.Thread(target=lambda: live.update(
            at.run("bench-load", daemon.intake, 1000, (RELEASES + 1) * LIVE // 1000, 8, 1, 1, LIVE)))
        load.start()
        for month in range(RELEASES):
            load.join(1) # a second
            release(daemon, f"2025-{month + 2:02d}-20", now + month, now + month)
        load.join()
        known = sum(row["outlook"].get("months_known") == 36 + RELEASES for row in daemon.ctl("milestones")
                    if row["milestone"] != "far")
        # Reached ones have an outcome in place of an outlook.
        if known < SERIES * milestones // 2:
            raise RuntimeError(f"{known} outlooks of {SERIES * milestones} know the newest month")
    return live


def measure_both(at):
    """[(name, value, unit)], a figure with outlooks behind its yardstick."""
    quiet, beside = measure(at, 0), measure(at, MILESTONES)
    names = ("live receipts beside releases", f"live receipts beside releases and {SERIES * MILESTONES} outlooks")
    for name, live in zip(names, (quiet, beside)):
        yield name, live["events"] / live["seconds"], "events/s"
        for share in ("p50", "p99", "worst"):
            yield f"{name}, {share}", live[f"receipt_{share}_usec"], "us"
