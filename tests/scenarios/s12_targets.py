"""The corridor that the example follows, in its third year: shares to be held, a port to be built,
agreements to be kept, railways that carry half as much again, three corridors by one template, a milestone
for each partner and some of others; then a restart, and a plan that wants more. What is told is heard as it
is published, by a socket of its own.
"""
import csv
import io
import re

import zmq
from daemon import Daemon, context
from scenario import gapless, same, scenario, step
from wire import event_pb2, notification_pb2, word

CONFIGURATION = """\
timezone: Europe/Minsk
currency: USD
clock: events
sources:
  - {name: customs-by, kinds: trade, reports: BY, resolution: month, complete-after: 10 days}
  - {name: customs-len, kinds: trade, reports: RU-LEN, resolution: month, complete-after: 1 days}
  - {name: rail-north, kinds: freight, resolution: month, complete-after: 10 days}
  - {name: works, kinds: project, resolution: day, complete-after: 10 days}
templates:
  - name: usual
    measures:
      - {name: turnover, sum: trade.value, window: calendar-year, sources: [customs-by]}
    milestones:
      - {name: 1k, measure: turnover, reach: 1000 USD, each: year, from: 2023-01-01, steps: [50%]}
corridors:
  - {name: leningrad, between: [BY, RU-LEN], facilities: [RUULU, RUMMK, rail-north], template: usual}
  - {name: lithuania, between: [BY, LT], template: usual}
  - {name: poland, between: [BY, PL], template: usual}
  - {name: world, between: [BY, any]}
measures:
  - {name: exports, corridor: leningrad, sum: trade.value, where: {flow: export}, window: calendar-month}
  - {name: northern-exports, corridor: leningrad, sum: trade.value, where: {flow: export, facility: [RUULU, RUMMK]},
     window: calendar-month}
  - {name: northern-share, ratio: [northern-exports, exports]}
  - {name: by-partner, corridor: world, sum: trade.value, window: calendar-year, by: [partner], sources: [customs-by]}
  - {name: of-year, corridor: world, sum: trade.value, window: calendar-year, sources: [customs-by]}
  - {name: growth, growth: of-year}
  - {name: northern-rail, corridor: leningrad, sum: freight.mass, where: {mode: rail, facility: rail-north,
     stage: arrived}, window: calendar-year}
  - {name: murmansk-port, corridor: leningrad, latest: project.progress, where: {project: murmansk-port}}
  - {name: agreements-done, corridor: leningrad, count: project, where: {kind: agreement, stage: completed},
     window: since-2023-01-01}
  - {name: agreements-due, corridor: leningrad, count: project.due, where: {kind: agreement, stage: agreed},
     window: since-2023-01-01}
  - {name: agreements-kept, ratio: [agreements-done, agreements-due]}
  - {name: either-side, corridor: leningrad, sum: trade.value, window: calendar-month, reported-by: [BY, RU-LEN],
     sources: [customs-by, customs-len]}
milestones:
  - {name: northern-exports-hold, measure: northern-share, hold: 30%, band: 5%}
  - {name: murmansk-port-built, measure: murmansk-port, reach: 100%, steps: [25%, 50%, 75%]}
  - {name: agreements-kept-60, measure: agreements-kept, hold: 60%}
  - {name: growth-20, measure: growth, reach: 20%, from: 2024-01-01}
  - {name: rails-floating, measure: northern-rail, reach: 1.5 x 2023, from: 2024-01-01, by: 2024-12-31}
  - {name: rails-frozen, measure: northern-rail, reach: 1.5 x 2023, frozen: 2024-02-01, from: 2024-01-01}
  - {name: rails-by-hand, measure: northern-rail, reach: 1.5 x 2023, baseline: 80 t, from: 2024-01-01}
  - {name: rails-unknown, measure: northern-rail, reach: 2 x 2022, from: 2024-01-01}
  - {name: a-tenth-more, measure: of-year, reach: 1.1 x last year, each: year, from: 2024-01-01}
  - {name: best-year, measure: of-year, reach: 1 x best of 2022..2023, from: 2024-01-01}
  - {name: to-each, measure: by-partner, reach: 1000 USD, for-each: partner, from: 2023-01-01, steps: [50%]}
  - {name: moved, measure: of-year, reach: 9000 USD, from: 2024-01-01, by: 2024-03-31, amendments: [{on: 2024-03-01,
     reach: 8000 USD, by: 2024-12-31, reason: the second berth opens in spring}]}
  - {name: everything, all-of: [murmansk-port-built, rails-by-hand], by: 2024-12-31}
  - {name: anything, any-of: [murmansk-port-built, rails-by-hand, growth-20]}
  - {name: two-of-three, at-least: 2, of: [murmansk-port-built, rails-by-hand, best-year]}
  - {name: preferred, measure: either-side, reach: 1500 USD}
"""
MORE = CONFIGURATION + """\
  - {name: late-comer, measure: of-year, reach: 2500 USD}
  - {name: late-to-each, measure: by-partner, reach: 2000 USD, for-each: partner}
"""

serial = 0


def named(name, period, revision=1):
    global serial
    serial += 1
    return event_pb2.Event(id=name or f"e{serial}", revision=revision, period=period)


def trade(period, partner, dollars, facility="", reporter="BY"):
    ret = named("", period)
    ret.trade.reporter, ret.trade.partner, ret.trade.facility = reporter, partner, facility
    ret.trade.flow = event_pb2.FLOW_EXPORT if reporter == "BY" else event_pb2.FLOW_IMPORT
    ret.trade.commodity, ret.trade.currency, ret.trade.value.units = "2709", "USD", dollars * 100
    return ret


def train(period, tonnes, name="", revision=1):
    ret = named(name, period, revision)
    ret.freight.origin, ret.freight.destination, ret.freight.facility = "BY", "RU-LEN", "rail-north"
    ret.freight.mode, ret.freight.stage = event_pb2.MODE_RAIL, event_pb2.FREIGHT_STAGE_ARRIVED
    ret.freight.mass.units = tonnes * 1_000_000
    return ret


def report(day, percent):
    ret = named(f"murmansk-port-{day}", day)
    ret.project.project, ret.project.kind = "murmansk-port", event_pb2.PROJECT_KIND_PORT
    ret.project.progress.units = percent * 10_000
    ret.project.places.extend(["BY", "RU-LEN"])
    return ret


def agreement(day, project, stage, due=""):
    ret = named(f"{project}-{stage}", day)
    ret.project.project, ret.project.kind = project, event_pb2.PROJECT_KIND_AGREEMENT
    ret.project.stage, ret.project.due = getattr(event_pb2, f"PROJECT_STAGE_{stage}"), due
    ret.project.places.extend(["BY", "RU-LEN"])
    return ret


def send(daemon, source, *events):
    batch = event_pb2.EventBatch(source=source)
    batch.events.extend(events)
    counts = daemon.publish(batch)[0].counts
    same(counts.accepted + counts.revised, len(events), str(counts))


class Listener:
    """What a peer hears that has subscribed to all milestones, and what of it was not looked at yet."""

    def __init__(self, daemon):
        self.socket = context.socket(zmq.SUB)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.setsockopt(zmq.SUBSCRIBE, b"milestone/")
        self.socket.connect(daemon.endpoint("notifications"))
        self.daemon, self.heard, self.seen = daemon, [], 0

    def hears(self, last):
        while len(self.heard) < last:
            assert self.socket.poll(10_000), f"{len(self.heard)} of {last} notifications heard"
            topic, body = self.socket.recv_multipart()
            n = notification_pb2.Notification.FromString(body)
            same(topic.decode(), f"milestone/{n.corridor}/{n.milestone}/{word(notification_pb2.Kind, n.kind)}/")
            self.heard.append(body)

    def news(self):
        """What was told since the last look, as it was heard, and as the desk has it."""
        told = self.daemon.replay("milestone/", after=self.seen)
        if self.socket:
            self.hears(self.seen + len(told))
            same(self.heard[self.seen:], told)
        self.seen += len(told)
        # Of what is to come there is a scenario of its own.
        return [line(n) for n in map(notification_pb2.Notification.FromString, told) if not n.HasField("outlook")]

    def hang_up(self):
        self.socket.close()
        self.socket = None


def amount(units, scale):
    return f"{units / 10 ** scale:.10g}"


def line(n):
    return " ".join(part for part in (
        word(notification_pb2.Kind, n.kind), n.milestone, n.series, n.instance,
        f"{n.step_ppm // 10000}%" if n.step_ppm else "", f"in {n.reached.period}" if n.reached.period else "",
        amount(n.value.units, n.value.scale), "of",
        amount(n.target.units, n.value.scale) if n.HasField("target") else "unknown", n.value.unit,
        "by " + word(notification_pb2.Cause.What, n.cause.what), "backfill" if n.backfill else "") if part)


def targets(daemon, *names):
    return [(row["milestone"], row["outcome"], row.get("target", {}).get("amount"))
            for row in daemon.json("milestones", *names)]


def values(daemon, measure, *arguments):
    return [(row["period"], row["value"].get("amount", row["value"]["state"]))
            for row in daemon.json("query", measure, *arguments)]


with scenario("s12: targets"):
    with Daemon(CONFIGURATION) as daemon:
        listener = Listener(daemon)

        step("two years of figures: three corridors by one template, and a milestone for each partner")
        send(daemon, "customs-by", trade("2022-12", "LT", 3000), trade("2023-12", "LT", 2000),
             trade("2023-06", "PL", 600), trade("2023-06", "RU-LEN", 300))
        same(listener.news(), ["reached poland-1k 2023 50% in 2023-06 600 of 500 USD by records",
                               "reached to-each partner=PL 50% in 2023-06 600 of 500 USD by records",
                               "reached lithuania-1k 2023 in 2023-12 2000 of 1000 USD by records",
                               "reached to-each partner=LT in 2023-12 2000 of 1000 USD by records"])
        send(daemon, "rail-north", train("2023-05", 60, "of-2023"), train("2023-11", 40))
        send(daemon, "works", report("2023-12-20", 24), report("2024-01-10", 30))
        same(listener.news(), ["missed leningrad-1k 2023 300 of 1000 USD by tick",
                               "missed poland-1k 2023 600 of 1000 USD by tick",
                               "reached murmansk-port-built 25% in 2024-01-10 30 of 25 % by records"])
        same(values(daemon, "growth", "--period", "2023"), [("2023", "-3.3334")])

        step("half as much again as the year before: floating, to be frozen, by hand, and of a year without data")
        send(daemon, "rail-north", train("2024-01", 120))
        same(listener.news(), ["reached anything in 2024-01 1 of 1 milestone by records",
                               "reached rails-by-hand in 2024-01 120000000 of 120000000 g by records"])
        rails = ("rails-floating", "rails-frozen", "rails-unknown")
        same(targets(daemon, *rails), [("rails-floating", "open", "150000000"), ("rails-frozen", "open", "150000000"),
                                       ("rails-unknown", "unknown", None)])

        step("another side's figures stand in for a month, and its own take their place: a switch of perspective")
        send(daemon, "customs-by", trade("2024-01", "RU-LEN", 500, "RUULU"), trade("2024-01", "RU-LEN", 500),
             trade("2024-01", "LT", 700))
        same(listener.news(), ["reached leningrad-1k 2024 in 2024-01 1000 of 1000 USD by records",
                               "reached lithuania-1k 2024 50% in 2024-01 700 of 500 USD by records",
                               "reached to-each partner=RU-LEN in 2024-01 1000 of 1000 USD by records"])
        send(daemon, "customs-len", trade("2024-01", "BY", 1700, reporter="RU-LEN"))
        same(listener.news(), [])
        send(daemon, "works", report("2024-02-02", 55))
        same(listener.news(), ["reached preferred in 2024-01 1700 of 1500 USD by perspective",
                               "reached murmansk-port-built 50% in 2024-02-02 55 of 50 % by records"])
        same(daemon.json("query", "either-side", "--period", "2024-01")[0]["value"]["provisional_records"], "1")

        step("the year before is corrected: what floats moves, what was frozen on the first of February does not")
        send(daemon, "rail-north", train("2023-05", 90, "of-2023", 2))
        same(targets(daemon, *rails)[:2], [("rails-floating", "open", "195000000"), ("rails-frozen", "open", "150000000")])
        daemon.restart()
        same(targets(daemon, *rails)[:2], [("rails-floating", "open", "195000000"), ("rails-frozen", "open", "150000000")])

        step("agreements that are due and done, a share that is held, and the other side's month given back")
        listener.hang_up()
        send(daemon, "works", report("2024-02-20", 80), agreement("2023-03-01", "a1", "AGREED", "2024-01-15"),
             agreement("2023-03-01", "a2", "AGREED", "2024-02-05"), agreement("2024-01-12", "a1", "COMPLETED"))
        same(listener.news(), ["reached northern-exports-hold in 2024-01 50 of 30 % by tick",
                               "retracted preferred 1000 of 1500 USD by perspective",
                               "fell-below agreements-kept-60 in 2024-02-05 50 of 60 % by records",
                               "reached murmansk-port-built 75% in 2024-02-20 80 of 75 % by records"])

        step("what grows from last year and the best one; so many of others; the port is built")
        send(daemon, "customs-by", trade("2024-02", "RU-LEN", 96, "RUMMK"), trade("2024-02", "RU-LEN", 304),
             trade("2024-02", "LT", 1800))
        same(listener.news(), ["reached two-of-three in 2024-02 2 of 2 milestone by records",
                               "reached lithuania-1k 2024 in 2024-02 2500 of 1000 USD by records",
                               "reached a-tenth-more 2024 in 2024-02 3900 of 3190 USD by records",
                               "reached best-year in 2024-02 3900 of 3000 USD by records"])
        send(daemon, "works", report("2024-03-15", 100))
        same(listener.news(), ["fell-below northern-exports-hold in 2024-02 24 of 30 % by tick",
                               "reached everything in 2024-03-15 2 of 2 milestone by records",
                               "reached murmansk-port-built in 2024-03-15 100 of 100 % by records",
                               "rescheduled moved 3900 of 8000 USD by tick"])
        moved = daemon.told("milestone/world/moved/rescheduled/")[0]
        same((moved.deadline, moved.cause.text), ("2024-12-31", "the second berth opens in spring"))
        same(moved.text, "moved: rescheduled, to be reached by 2024-12-31, at 3,900.00 of 8,000.00 USD: "
                         "the second berth opens in spring")

        step("how it stands, as a person reads it, and as a program does")
        table = daemon.ctl("milestones")
        read = re.sub(r"\s+", " ", re.sub(r"[▁▂▃▄▅▆▇█·]{2,}", "", table)) # without the sparklines
        for words in ("murmansk-port-built 25% 30 % 25 % 2024-01-10", "? unknown rails-unknown",
                      "2 milestones 2 milestones 2024-03-15 2024-12-31", "120 t 195 t",
                      "partner=RU-LEN 50% 1,000.00 USD 500.00 USD 2024-01"):
            assert words in read, f"{words!r} is not in\n{table}"
        rows = {row["milestone"]: row for row in csv.DictReader(io.StringIO(daemon.ctl("milestones", "--format", "csv")))}
        same([rows["rails-unknown"][name] for name in ("outcome", "value.amount", "value.unit", "target.amount")],
             ["unknown", "120000000", "g", ""])
        same([rows["poland-1k"][name] for name in ("value.state", "target.amount", "target.currency")],
             ["no-data", "1000.00", "USD"])
        replayed = daemon.ctl("replay", "milestone/world/")
        assert "to-each              partner=PL 50% 2023-06" in replayed, replayed
        assert "rescheduled" in replayed and "the second berth opens in spring" in replayed, replayed
        same(values(daemon, "northern-share", "--period", "2024-01..2024-02"), [("2024-01", "50.0000"), ("2024-02", "24.0000")])
        same(values(daemon, "murmansk-port", "--period", "2024-02-01..2024-02-02"),
             [("2024-01-10..2024-02-01", "30.0000"), ("2024-02-02", "55.0000")])
        same(values(daemon, "by-partner", "--period", "2024", "--by", "partner"), [("2024", "2500.00"), ("2024", "1400.00")])
        query = daemon.ctl("query", "agreements-due")
        assert "2 records" in query, query

        step("another configuration, from the next start on: what was passed before is told as backfill")
        before = daemon.replay()
        daemon.stop()
        daemon.configure(MORE)
        daemon.start()
        same(listener.news(), ["reached late-comer in 2022-12 3000 of 2500 USD by configuration backfill",
                               "reached late-to-each partner=LT in 2022-12 3000 of 2000 USD by configuration backfill"])
        same(daemon.replay()[:len(before)], before)
        send(daemon, "rail-north", train("2024-02", 30))
        same(listener.news(), ["reached rails-frozen in 2024-02 150000000 of 150000000 g by records"])

        step("and all of it comes out of the journal again, byte for byte")
        gapless(daemon.told())
        news, rows = daemon.replay(), daemon.json("milestones")
        daemon.stop()
        daemon.forget_store()
        daemon.start()
        same(daemon.replay(), news)
        same(daemon.json("milestones"), rows)
