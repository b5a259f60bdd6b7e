"""Amounts in other currencies: rates come as events from a chain of sources, and an amount waits until it has
one; a milestone is reached by a rate alone, and no longer stands when that rate is corrected. What each
figure should be is worked out here with fractions.
"""
import datetime
import fractions

from daemon import Daemon
from scenario import same, scenario, step
from wire import event_pb2, notification_pb2

CONFIGURATION = """\
timezone: Europe/Minsk
currency: USD
clock: events
sources:
  - {name: customs, kinds: trade, reports: BY, resolution: month, complete-after: 10 days}
  - {name: invoices, kinds: trade, reports: BY, resolution: day, complete-after: 1 days}
  - {name: fx-west, kinds: rate, resolution: day, complete-after: 1 days}
  - {name: fx-east, kinds: rate, resolution: day, complete-after: 1 days}
  - {name: fx-averages, kinds: rate, resolution: month, complete-after: 1 days}
rates:
  - {name: official, sources: [fx-west, fx-east, fx-averages], at-most: 3 days}
corridors:
  - {name: belarus-russia, between: [BY, RU]}
measures:
  - {name: declared, corridor: belarus-russia, sum: trade.value, window: calendar-month, sources: [customs]}
  - {name: invoiced, corridor: belarus-russia, sum: trade.value, window: calendar-day, sources: [invoices]}
  - {name: of-year, corridor: belarus-russia, sum: trade.value, window: calendar-year, sources: [customs]}
  - {name: raw, corridor: belarus-russia, sum: trade.value, window: calendar-year, sources: [customs], rates: none}
milestones:
  - {name: by-a-rate, measure: of-year, reach: 5000 USD}
"""

serial = 0


def rate(day, base, quote, published, revision=1, kind=event_pb2.RATE_KIND_OFFICIAL):
    whole, _, decimals = published.partition(".")
    ret = event_pb2.Event(id=f"{base}-{quote}-{day}", revision=revision, period=day)
    ret.rate.base_currency, ret.rate.quote_currency, ret.rate.kind = base, quote, kind
    ret.rate.mantissa, ret.rate.scale = int(whole + decimals), len(decimals)
    return ret


def trade(period, units, currency):
    global serial
    serial += 1
    ret = event_pb2.Event(id=f"t{serial}", revision=1, period=period)
    ret.trade.reporter, ret.trade.partner, ret.trade.flow = "BY", "RU", event_pb2.FLOW_EXPORT
    ret.trade.commodity, ret.trade.currency, ret.trade.value.units = "2709", currency, units
    return ret


def send(daemon, source, *events):
    batch = event_pb2.EventBatch(source=source)
    batch.events.extend(events)
    receipt = daemon.publish(batch)[0]
    counts = receipt.counts
    same(counts.accepted + counts.revised + counts.withdrawn, len(events), str(receipt))


def cents(units, *rates):
    """`units` of a currency's minor unit by rates as published, to the nearest even cent."""
    ret = fractions.Fraction(units)
    for each in rates:
        ret *= fractions.Fraction(each)
    return f"{round(ret) // 100}.{round(ret) % 100:02d}"


def value(daemon, measure, period):
    row = daemon.json("query", measure, "--period", period)[0]["value"]
    return row["state"], row.get("amount")


def waiting(daemon, measure, period):
    answer = daemon.ask("measure", measure=measure, period=period)
    return [(row.currency, row.period, row.units, row.records) for row in answer.waiting]


def workdays(first, last):
    day, last = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    while day <= last:
        if day.weekday() < 5:
            yield day.isoformat()
        day += datetime.timedelta(1)


def told(daemon):
    return [(notification_pb2.Kind.Name(n.kind)[5:].lower(), notification_pb2.Cause.What.Name(n.cause.what)[5:],
             n.value.units, n.reached.period, n.backfill) for n in daemon.told("milestone/belarus-russia/by-a-rate/")]


def figures(daemon):
    ret = [daemon.ask("measure", measure=name, period=period) for name, period in
           (("declared", "2016-01..2016-08"), ("invoiced", "2016-02-01..2016-02-29"), ("of-year", "2016"),
            ("raw", "2016"))]
    return [part.SerializeToString(deterministic=True) for part in ret]


with scenario("s11: currencies"):
    with Daemon(CONFIGURATION) as daemon:
        step("an amount in another currency waits, listed by currency and month, and is in no sum")
        send(daemon, "customs", trade("2016-01", 1000_00, "USD"), trade("2016-01", 2000_01, "EUR"))
        same(value(daemon, "declared", "2016-01"), ("incomplete", "1000.00"))
        same(waiting(daemon, "declared", "2016-01"), [("EUR", "2016-01", 2000_01, 1)])
        table = daemon.ctl("query", "declared", "--period", "2016-01")
        assert "2,000.01 EUR waiting for a rate, 1 record\n" in table, table
        same(daemon.json("query", "declared", "--period", "2016-01")[1]["value"]["amount"], "2000.01")

        step("a month's figure takes the average of the month's rates, when these are complete")
        january = {day: f"1.{1000 + 7 * n:04d}" for n, day in enumerate(workdays("2016-01-04", "2016-01-29"))}
        send(daemon, "fx-west", *(rate(day, "EUR", "USD", each) for day, each in january.items()))
        same(value(daemon, "declared", "2016-01"), ("incomplete", "1000.00"))
        february = {"2016-02-01": "1.0920", "2016-02-02": "1.0919", "2016-02-03": "1.0933", "2016-02-04": "1.1206",
                    "2016-02-05": "1.1202", "2016-02-08": "1.1101"}
        send(daemon, "fx-west", *(rate(day, "EUR", "USD", each) for day, each in february.items()))
        average = sum(map(fractions.Fraction, january.values())) / len(january)
        converted = round(fractions.Fraction(2000_01) * average)
        same(value(daemon, "declared", "2016-01"), ("known", f"{(1000_00 + converted) / 100:.2f}"))
        same(waiting(daemon, "declared", "2016-01"), [])
        same(waiting(daemon, "raw", "2016"), [("EUR", "2016-01", 2000_01, 1)])

        step("a day's figure takes the day's rate; on a Sunday that of Friday; too old a rate is none")
        send(daemon, "invoices", trade("2016-02-04", 333, "EUR"), trade("2016-02-07", 100_05, "EUR"))
        same(value(daemon, "invoiced", "2016-02-04"), ("known", cents(333, "1.1206")))
        same(value(daemon, "invoiced", "2016-02-07"), ("known", cents(100_05, "1.1202")))
        send(daemon, "fx-west", rate("2016-02-15", "EUR", "USD", "1.1180"))
        send(daemon, "invoices", trade("2016-02-11", 100_00, "EUR"), trade("2016-02-12", 100_00, "EUR"))
        same(value(daemon, "invoiced", "2016-02-11"), ("known", cents(100_00, "1.1101")))
        same(value(daemon, "invoiced", "2016-02-12"), ("incomplete", "0.00"))
        same(waiting(daemon, "invoiced", "2016-02-12"), [("EUR", "2016-02", 100_00, 1)])

        step("through a third currency, backwards, and by the second source of the chain")
        send(daemon, "fx-west", rate("2016-02-15", "EUR", "GBP", "0.77465"))
        send(daemon, "fx-east", rate("2016-02-15", "USD", "UAH", "26.0617"), rate("2016-02-15", "EUR", "USD", "9"))
        send(daemon, "invoices", trade("2016-02-15", 50_00, "GBP"), trade("2016-02-16", 700_00, "UAH"))
        same(value(daemon, "invoiced", "2016-02-15"),
             ("known", cents(50_00, 1 / fractions.Fraction("0.77465"), "1.1180")))
        same(value(daemon, "invoiced", "2016-02-16"), ("incomplete", "0.00"))  # is Tuesday's rate still to come?
        send(daemon, "fx-east", rate("2016-02-17", "USD", "UAH", "26.5"))
        same(value(daemon, "invoiced", "2016-02-16"), ("known", cents(700_00, 1 / fractions.Fraction("26.0617"))))

        step("a new ruble for ten thousand old ones: one currency, by the rates of either code")
        send(daemon, "fx-east", rate("2016-06-30", "USD", "BYR", "20053"), rate("2016-07-04", "USD", "BYN", "2.0141"))
        send(daemon, "invoices", trade("2016-06-30", 20_053_000, "BYR"), trade("2016-07-01", 40_00, "BYN"),
             trade("2016-07-04", 40_00, "BYN"))
        same(value(daemon, "invoiced", "2016-06-30"), ("known", "1000.00"))
        same(value(daemon, "invoiced", "2016-07-01"), ("known", cents(40_00, 1 / fractions.Fraction("2.0053"))))
        same(value(daemon, "invoiced", "2016-07-04"), ("known", cents(40_00, 1 / fractions.Fraction("2.0141"))))
        batch = event_pb2.EventBatch(source="invoices")
        batch.events.extend([trade("2016-07-01", 1, "BYR"), trade("2016-06-30", 1, "BYN")])
        same([e.message for e in daemon.publish(batch)[0].exceptions],
             ['trade.currency: no amount of 2016-07-01 can be in "BYR"; did you mean BYN?',
              'trade.currency: no amount of 2016-06-30 can be in "BYN"; did you mean BYR?'])

        step("a milestone is reached by a rate alone: an average as a third source states it")
        send(daemon, "customs", trade("2016-03", 2000_00, "CHF"))
        same(told(daemon), [])
        send(daemon, "fx-averages", rate("2016-03", "CHF", "USD", "1.02", kind=event_pb2.RATE_KIND_MONTH_AVERAGE))
        reached = 1000_00 + converted + 2040_00
        same(value(daemon, "of-year", "2016"), ("known", f"{reached / 100:.2f}"))
        same(told(daemon), [("reached", "RATE", reached, "2016-03", False)])

        step("its correction takes that away, and a second one gives it back")
        send(daemon, "fx-averages", rate("2016-03", "CHF", "USD", "0.5", 2, event_pb2.RATE_KIND_MONTH_AVERAGE))
        same(told(daemon)[1:], [("retracted", "RATE", reached - 1040_00, "", False)])
        send(daemon, "fx-averages", rate("2016-03", "CHF", "USD", "1.03", 3, event_pb2.RATE_KIND_MONTH_AVERAGE))
        same(told(daemon)[2:], [("reached", "RATE", reached + 20_00, "2016-03", False)])
        taken = event_pb2.Event(id="CHF-USD-2016-03", revision=4)
        taken.withdrawal.reason = event_pb2.WITHDRAWAL_REASON_ERROR
        send(daemon, "fx-averages", taken)
        same(told(daemon)[3:], [("retracted", "RATE", reached - 2040_00, "", False)])
        same(waiting(daemon, "of-year", "2016"), [("CHF", "2016-03", 2000_00, 1)])

        step("the same after a restart, and out of the journal alone, byte for byte")
        seen, news = figures(daemon), daemon.replay()
        daemon.restart()
        same(figures(daemon), seen)
        same(daemon.replay(), news)
        daemon.stop()
        daemon.forget_store()
        daemon.start()
        same(figures(daemon), seen)
        same(daemon.replay(), news)
