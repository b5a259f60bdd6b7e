"""A source is watched: figures far from what is usual are held until an administrator releases them, a
source that owes its figures is silent until they are there, and who asks is told what is owed.
"""
from daemon import Daemon
from scenario import same, scenario, step
from wire import event_pb2, notification_pb2, receipt_pb2

CONFIGURATION = """\
timezone: Europe/Minsk
currency: USD
clock: events
sources:
  - {name: customs, kinds: trade, reports: BY, resolution: month, complete-after: 10 days,
     expect: monthly within 45 days, plausible: {factor: 100, action: quarantine, after: 6}}
  - {name: clock, kinds: trade, reports: BY, resolution: day}
corridors:
  - {name: belarus-russia, between: [BY, RU]}
measures:
  - {name: turnover, corridor: belarus-russia, sum: trade.value, window: calendar-year, sources: [customs]}
milestones:
  - {name: million, measure: turnover, reach: 1000000 USD}
"""

FAR = "value 2,000,000.00 USD is 2000 times the usual 1,000.00 USD of BY-RU export 2709 (median of 7)"


def trade(name, period, dollars, revision=1):
    ret = event_pb2.Event(id=name, revision=revision, period=period)
    ret.trade.reporter, ret.trade.partner, ret.trade.flow = "BY", "RU", event_pb2.FLOW_EXPORT
    ret.trade.commodity, ret.trade.currency, ret.trade.value.units = "2709", "USD", dollars * 100
    return ret


def send(daemon, source, *events):
    batch = event_pb2.EventBatch(source=source)
    batch.events.extend(events)
    return daemon.publish(batch)[0]


def turnover(daemon):
    return daemon.json("query", "turnover", "--period", "2021")[0]["value"]["amount"]


def day(daemon, date):
    """The clock of events goes on by what another source says."""
    send(daemon, "clock", trade(f"day-{date}", date, 1))


def news(daemon):
    return [(notification_pb2.Kind.Name(n.kind)[5:].lower(), n.instance, n.deadline)
            for n in daemon.told("source/customs/")]


with scenario("s10: watched"):
    with Daemon(CONFIGURATION) as daemon:
        step("a figure of two thousand times what is usual is refused, with the usual level in the sentence")
        for month in range(1, 7):
            same(send(daemon, "customs", trade(f"m{month}", f"2021-0{month}", 1000)).counts.accepted, 1)
        receipt = send(daemon, "customs", trade("m7", "2021-07", 1000), trade("far", "2021-07", 2_000_000))
        same((receipt.counts.accepted, receipt.counts.refused), (1, 1))
        held = receipt.exceptions[0]
        same((held.id, held.verdict, held.reason, held.field),
             ("far", receipt_pb2.VERDICT_REFUSED, receipt_pb2.REASON_PLAUSIBILITY, "trade.value"))
        same(held.message, FAR)
        same(turnover(daemon), "7000.00")

        step("it lies in quarantine, also after a restart from the journal alone")
        daemon.stop()
        daemon.forget_store()
        daemon.start()
        row = daemon.json("quarantine")[0]
        same((row["id"], row["reason"], row["index"]), ("far", "plausibility", 1))
        same(str(row["position"]), str(receipt.position))

        step("an administrator releases it: it counts as it came, and is told")
        command = ("command", "release-from-quarantine", str(row["position"]))
        same(daemon.run_ctl(*command, "7").returncode, 1)
        assert "would be applied" in daemon.run_ctl(*command, "1", "--dry-run").stdout
        same(turnover(daemon), "7000.00")
        done = daemon.run_ctl(*command, "1")
        same(done.returncode, 0, done.stdout + done.stderr)
        daemon.ask("status", not_before=receipt.position + 1)
        same(turnover(daemon), "2007000.00")
        assert daemon.json("quarantine")[0]["message"].startswith("released at position"), daemon.json("quarantine")
        same([n.cause.what for n in daemon.told("milestone/belarus-russia/million/")],
             [notification_pb2.Cause.WHAT_ADMINISTRATOR])

        step("the source falls silent when a month is owed, is told once, and speaks again")
        day(daemon, "2021-10-15")  # August and 45 days
        same(news(daemon), [])
        day(daemon, "2021-10-16")
        day(daemon, "2021-12-01")
        same(news(daemon), [("silent", "2021-08", "2021-10-15")])
        row = daemon.json("sources")[1]
        same((row["source"], row["expected"], row["actual"], row["on_time"], row["silent_since"]),
             ("customs", 9, 7, 7, "2021-10-16"))
        send(daemon, "customs", trade("m11", "2021-11", 1000))
        same(news(daemon)[1:], [("speaking", "2021-08", "2021-10-15")])
        row = daemon.json("sources")[1]
        same((row["expected"], row["actual"], row["on_time"], row.get("silent_since")), (9, 9, 7, None))

        step("and all of it comes out of the journal again")
        before = news(daemon)
        daemon.stop()
        daemon.forget_store()
        daemon.start()
        same(turnover(daemon), "2008000.00")
        same(news(daemon), before)
