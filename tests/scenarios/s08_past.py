"""What was known then: questions as of a position and of a day, answered from the journal while the
daemon goes on, and equal to what it had answered at the time.
"""
import os

import trade
from daemon import Daemon
from scenario import figure, same, scenario, step
from wire import desk_pb2, event_pb2

INVALID, BUSY = desk_pb2.Failure.WHY_INVALID, desk_pb2.Failure.WHY_BUSY
QUESTIONS = [("measure", {"measure": "turnover", "period": "2006..2021"}),
             ("measure", {"measure": "turnover", "period": "2019-01..2021-12", "by": ["partner", "flow"]}),
             ("milestones", {}),
             ("sources", {}),
             ("releases", {}),
             ("record", {"source": "fts-ru", "id": "RU-BY-X-2021-11"})]


def everything(daemon, as_of=None):
    return [daemon.answer(what, as_of=as_of, **fields) for what, fields in QUESTIONS]


def same_answers(seen, expected):
    for (what, fields), a, b in zip(QUESTIONS, seen, expected):
        same(getattr(a, what), getattr(b, what), f"{what} {fields}")
        same(a.position, b.position, f"the position of {what}")


def same_figures(seen, expected):
    """At the end of a day the next release may be open already, before its end has moved the day."""
    for (what, fields), a, b in zip(QUESTIONS, seen, expected):
        if what in ("measure", "milestones", "record"):
            same(getattr(a, what), getattr(b, what), f"{what} {fields}")


def corrected(events, units):
    ret = [event_pb2.Event.FromString(e.SerializeToString()) for e in events]
    next(e for e in ret if e.id == "RU-BY-X-2021-11").trade.value.units += units
    return ret


def failure(daemon, what, as_of, **fields):
    answer = daemon.answer(what, as_of=as_of, **fields)
    same(answer.WhichOneof("tell"), "failure", str(answer))
    return answer.failure


with scenario("s08: what was known then"):
    with Daemon(trade.DEMO) as daemon:
        step("years are published; what the daemon answers meanwhile is written down")
        then = []
        for first, last in (("2006-01", "2012-12"), ("2013-01", "2019-06"), ("2019-07", "2021-12")):
            for batches in trade.releases(first, last).values():
                daemon.publish(*batches)
            then.append(everything(daemon))
        day = daemon.ask("status").day
        november = trade.by_period("2021-11", "2021-11")["2021-11"]
        for number, units in enumerate((-300_000_000_00, 7, -1)):
            vintage = f"2022-03-{number + 1:02d}"
            daemon.publish(*trade.release(corrected(november, units), ["2021-11"], vintage))
            then.append(everything(daemon))

        step("the same, asked later: forwards, backwards, and forwards again from there")
        for at in (0, 2, 5, 4, 1, 3, 0):
            same_answers(everything(daemon, as_of=then[at][0].position), then[at])

        step("by day: at the end of the day before the first correction, and of each day of one")
        same_figures(everything(daemon, as_of=day), then[2])
        for at, known in ((3, "2022-03-01"), (4, "2022-03-02"), (5, "2022-03-03"), (5, "2030-01-01")):
            same_figures(everything(daemon, as_of=known), then[at])
        january = [e.trade.value.units for e in trade.by_period("2006-01", "2006-01")["2006-01"]
                   if e.trade.partner == "BY"]
        same(daemon.ask("measure", measure="turnover", period="2006", as_of="2006-03-20").rows[0].value.units,
             sum(january), "when only January was out")

        step("milestonectl, with pages that follow each other in the past")
        position = str(then[2][0].position)
        same([row["value"]["amount"] for row in daemon.json("query", "turnover", "--period", "2021", "--as-of", position)],
             ["38773740000.00"])
        same([row["value"]["amount"] for row in daemon.json("query", "turnover", "--period", "2021", "--as-of",
                                                           "2022-03-01")], ["38473740000.00"])
        first = daemon.ask("measure", measure="turnover", period="2006..2021", limit=5, as_of=then[3][0].position)
        rest = daemon.ask("measure", measure="turnover", period="2006..2021", limit=1000, after=first.next,
                          as_of=then[3][0].position)
        same(list(first.rows) + list(rest.rows), list(then[3][0].measure.rows), "two pages")

        step("what cannot be asked of the past is said")
        same(failure(daemon, "status", 5).why, INVALID)
        same(failure(daemon, "measure", "2022-13-01", measure="turnover").why, INVALID)
        same(failure(daemon, "measure", 10_000_000, measure="turnover").why, BUSY)

        step("the present goes on as it was, and nothing is left behind when the daemon ends")
        same(figure(daemon, "turnover", "2021"), "38,773,739,999.99 USD")
        daemon.stop()
        same(sorted(os.listdir(daemon.state)), ["journal", "store"])
