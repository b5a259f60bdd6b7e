"""A published figure is corrected, taken back and published again, and what had been told is told
anew: restated, retracted, reached. Then a source with numbers of its own: stale, disputed,
withdrawn, withdrawn before it was there, and a batch that takes away and gives back.
"""
import trade
from daemon import Daemon
from scenario import figure, gapless, import_all, same, scenario, step
from wire import event_pb2, notification_pb2, receipt_pb2, word

VERDICT = receipt_pb2.Verdict
THIRTY_FIVE = "milestone/russia-belarus/turnover-35bn/"

EXPLICIT = """\
timezone: Europe/Minsk
currency: USD
clock: events
beat: 1 s
sources:
  - {name: customs, kinds: trade, reports: BY, resolution: day, numbers: explicit, complete-after: 10 days}
corridors:
  - {name: belarus-russia, between: [BY, RU]}
measures:
  - {name: turnover, corridor: belarus-russia, sum: trade.value, window: calendar-year}
milestones:
  - {name: thousand, measure: turnover, reach: 1000 USD, each: year, from: 2024-01-01}
"""


def news(daemon, after):
    """Kind, instance, month of reaching now and before, outcome now and before."""
    return [(word(notification_pb2.Kind, n.kind), n.milestone, n.instance, n.reached.period, n.reached_before.period,
             word(notification_pb2.Outcome, n.outcome), word(notification_pb2.Outcome, n.outcome_before))
            for n in daemon.told(after=after)]


def told_since(daemon, after, expected):
    same(news(daemon, after), expected)
    return daemon.ask("status").sequence


def by_release(daemon):
    november = trade.by_period("2021-11", "2021-11")["2021-11"]
    told = daemon.ask("status").sequence

    step("November 2021 again, exports to Belarus 200 M lower: 35 bn is restated to December")
    lower = [event_pb2.Event.FromString(e.SerializeToString()) for e in november]
    corrected = next(e for e in lower if e.id == "RU-BY-X-2021-11")
    corrected.trade.value.units -= 200_000_000_00
    last = daemon.publish(*trade.release(lower, ["2021-11"], "2022-03-01"))[-1]
    same(word(receipt_pb2.ReleaseState, last.release.state), "counted")
    same((last.release.counts.revised, last.release.counts.accepted), (30, 0))
    same(figure(daemon, "turnover", "2021"), "38,573,740,000.00 USD")
    told = told_since(daemon, told, [
        ("restated", "turnover-35bn", "2021", "2021-12", "2021-11", "reached", "reached")])
    n = daemon.told(THIRTY_FIVE)[-1]
    same(word(notification_pb2.Cause.What, n.cause.what), "release")
    same((n.cause.release.source, n.cause.release.vintage.date), ("fts-ru", "2022-03-01"))
    same((n.value_before.units, n.value.units), (3_513_267_293_000, 3_857_374_000_000))

    step("the next vintage has neither record of Belarus: the year is below 35 bn, and it is retracted")
    without = [e for e in november if e.trade.partner != "BY"]
    last = daemon.publish(*trade.release(without, ["2021-11"], "2022-03-08"))[-1]
    same(word(receipt_pb2.ReleaseState, last.release.state), "counted")
    same(figure(daemon, "turnover", "2021"), "34,994,621,200.00 USD")
    told = told_since(daemon, told, [
        ("retracted", "turnover-35bn", "2021", "", "2021-12", "missed", "reached"),
        ("retracted", "turnover-36bn", "2021", "", "2021-12", "missed", "reached")])
    n = daemon.told(THIRTY_FIVE)[-1]
    same(n.value.units, 3_499_462_120_000)
    same((word(notification_pb2.Cause.What, n.cause.what), n.cause.release.source, n.cause.release.vintage.date),
         ("release", "fts-ru", "2022-03-08"))
    record = daemon.ask("record", source="fts-ru", id="RU-BY-X-2021-11")
    same((record.found, record.counts), (True, False), "the record is there and does not count")

    step("the next one has them again as they were at first: told again, in November")
    daemon.publish(*trade.release(november, ["2021-11"], "2022-03-15"))
    same(figure(daemon, "turnover", "2021"), "38,773,740,000.00 USD")
    told = told_since(daemon, told, [
        ("reached", "turnover-35bn", "2021", "2021-11", "", "reached", "missed"),
        ("reached", "turnover-36bn", "2021", "2021-12", "", "reached", "missed")])

    step("and with withdrawals instead of silence: retracted by the records named in the cause")
    withdrawn = []
    for e in november:
        copy = event_pb2.Event(id=e.id)
        if e.trade.partner == "BY":
            copy.withdrawal.reason = event_pb2.WITHDRAWAL_REASON_ERROR
        else:
            copy.CopyFrom(e)
        withdrawn.append(copy)
    last = daemon.publish(*trade.release(withdrawn, ["2021-11"], "2022-03-22"))[-1]
    same((last.release.counts.withdrawn, last.release.counts.revised), (2, 28), str(last))
    same(figure(daemon, "turnover", "2021"), "34,994,621,200.00 USD")
    told = told_since(daemon, told, [
        ("retracted", "turnover-35bn", "2021", "", "2021-11", "missed", "reached"),
        ("retracted", "turnover-36bn", "2021", "", "2021-12", "missed", "reached")])
    n = daemon.told(THIRTY_FIVE)[-1]
    same(n.cause.release.vintage.date, "2022-03-22")
    same({r.id for r in n.cause.records} & {"RU-BY-X-2021-11", "RU-BY-M-2021-11"},
         {"RU-BY-X-2021-11", "RU-BY-M-2021-11"}, str(n.cause))
    assert daemon.ask("record", source="fts-ru", id="RU-BY-X-2021-11").withdrawn

    step("they come back for good: told again, in the right month")
    daemon.publish(*trade.release(november, ["2021-11"], "2022-03-29"))
    told_since(daemon, told, [
        ("reached", "turnover-35bn", "2021", "2021-11", "", "reached", "missed"),
        ("reached", "turnover-36bn", "2021", "2021-12", "", "reached", "missed")])
    gapless(daemon.told())


def declared(number, revision, dollars, day="2024-03-05"):
    """A declaration of customs, in dollars."""
    ret = trade.event(day, "RU", "X", dollars * 100, revision)
    ret.id, ret.trade.reporter = f"declaration-{number}", "BY"
    return ret


def taken_back(number, revision):
    ret = event_pb2.Event(id=f"declaration-{number}", revision=revision)
    ret.withdrawal.reason = event_pb2.WITHDRAWAL_REASON_CANCELLED
    return ret


def send(daemon, *events):
    return daemon.publish(trade.batch(events, "customs"))[0]


def verdicts(receipt):
    """The counts that are not zero, and the exceptions."""
    assert receipt.position and not receipt.reason, receipt
    return ({field.name: value for field, value in receipt.counts.ListFields()},
            [(e.index, e.id, word(VERDICT, e.verdict)) for e in receipt.exceptions])


def turnover(daemon, receipt):
    rows = daemon.ask("measure", measure="turnover", period="2024", not_before=receipt.position).rows
    return rows[0].value.units


def explicit(daemon):
    step("two declarations pass 1,000 dollars: told at once, since a sum of a year only waits for more")
    same(verdicts(send(daemon, declared(1, 1, 600), declared(2, 1, 500, "2024-03-06"))), ({"accepted": 2}, []))
    told = told_since(daemon, 0, [("reached", "thousand", "2024", "2024-03-06", "", "reached", "open")])

    step("a batch that takes one away and gives it back under another name tells nothing")
    receipt = send(daemon, taken_back(2, 2), declared(3, 1, 500, "2024-03-06"))
    same(verdicts(receipt), ({"accepted": 1, "withdrawn": 1}, []))
    same(turnover(daemon, receipt), 110_000)
    told = told_since(daemon, told, [])

    step("what was counted is repeated; a lower number is stale; the same with other content is disputed")
    same(verdicts(send(daemon, declared(1, 1, 600))), ({"repeated": 1}, []))
    same(verdicts(send(daemon, declared(1, 5, 610))), ({"revised": 1}, []))
    receipt = send(daemon, declared(1, 4, 9_999), declared(1, 5, 8_888), declared(1, 5, 610))
    same(verdicts(receipt), ({"repeated": 1, "stale": 1, "disputed": 1},
                             [(0, "declaration-1", "stale"), (1, "declaration-1", "disputed")]))
    same(turnover(daemon, receipt), 111_000)
    record = daemon.ask("record", source="customs", id="declaration-1")
    same((record.number, record.disputed, record.disputed_times, record.statement.trade.value.units),
         (5, True, 1, 61_000))
    same(daemon.ask("sources").rows[0].disputed, 1)
    told = told_since(daemon, told, [])

    step("a withdrawal before its record waits for it, and wins up to its number")
    same(verdicts(send(daemon, taken_back(4, 3))), ({"withdrawn": 1}, []))
    receipt = send(daemon, declared(4, 2, 70_000), declared(4, 3, 70_000))
    counts = verdicts(receipt)[0]
    same(counts.get("accepted", 0) + counts.get("revised", 0), 0, str(receipt))
    same(turnover(daemon, receipt), 111_000)
    receipt = send(daemon, declared(4, 4, 7))
    same(verdicts(receipt), ({"revised": 1}, []))
    same(turnover(daemon, receipt), 111_700)

    step("what is withdrawn takes the milestone back, with the record as its cause")
    receipt = send(daemon, taken_back(1, 6))
    same(turnover(daemon, receipt), 50_700)
    told = told_since(daemon, told, [("retracted", "thousand", "2024", "", "2024-03-06", "open", "reached")])
    cause = daemon.told()[-1].cause
    same((word(notification_pb2.Cause.What, cause.what), [(r.source, r.id, r.number) for r in cause.records],
          cause.records_total), ("records", [("customs", "declaration-1", 6)], 1))

    step("an event without a number is refused, and the others of its batch count")
    receipt = send(daemon, declared(5, 0, 1), declared(6, 1, 493, "2024-04-01"))
    same((receipt.counts.refused, receipt.counts.accepted, receipt.exceptions[0].index), (1, 1, 0))
    same(receipt_pb2.Reason.Name(receipt.exceptions[0].reason), "REASON_NUMBER")
    told_since(daemon, told, [("reached", "thousand", "2024", "2024-04-01", "", "reached", "open")])
    gapless(daemon.told())


with scenario("s03: corrections"):
    with Daemon(trade.DEMO) as daemon:
        import_all(daemon)
        by_release(daemon)
        before = daemon.replay()
        step("a replay of the journal alone tells the same to the byte")
        daemon.stop()
        daemon.forget_store()
        daemon.start()
        same(daemon.replay(), before)
    with Daemon(EXPLICIT) as daemon:
        explicit(daemon)
