"""One trade, reported by both sides: each beside the other, their asymmetry, and totals that were
stated beside their parts; asked by milestonectl as an analyst would.
"""
from daemon import Daemon
from scenario import same, scenario, step
from wire import event_pb2

CONFIGURATION = """\
timezone: Europe/Minsk
currency: USD
clock: events
sources:
  - {name: customs-by, kinds: trade, reports: BY, resolution: month, complete-after: 10 days,
     levels: {commodity: chapter}}
  - {name: customs-ru, kinds: trade, reports: RU, resolution: month, complete-after: 10 days,
     levels: {commodity: chapter}}
corridors:
  - {name: belarus-russia, between: [BY, RU]}
measures:
  - {name: turnover, corridor: belarus-russia, sum: trade.value, window: calendar-month, by: [hs2],
     mirror: turnover-mirror}
  - {name: turnover-mirror, corridor: belarus-russia, sum: trade.value, window: calendar-month, by: [hs2],
     reported-by: RU}
  - {name: asymmetry, asymmetry: [turnover, turnover-mirror]}
  - {name: by-year, corridor: belarus-russia, sum: trade.value, window: calendar-year}
milestones:
  - {name: thousand, measure: by-year, reach: 1000 USD}
"""

serial = 0


def trade(reporter, period, chapter, dollars, **more):
    global serial
    serial += 1
    ret = event_pb2.Event(id=f"r{serial}", revision=1, period=period)
    ret.trade.reporter, ret.trade.partner = reporter, "RU" if reporter == "BY" else "BY"
    ret.trade.flow = event_pb2.FLOW_EXPORT if reporter == "BY" else event_pb2.FLOW_IMPORT
    ret.trade.commodity, ret.trade.currency = chapter, "USD"
    ret.trade.value.units = dollars * 100
    ret.trade.valuation = event_pb2.VALUATION_FOB if reporter == "BY" else event_pb2.VALUATION_CIF
    ret.trade.partner_basis = event_pb2.PARTNER_BASIS_DESTINATION if reporter == "BY" else \
        event_pb2.PARTNER_BASIS_ORIGIN
    for name, value in more.items():
        setattr(ret.trade, name, value)
    return ret


def send(daemon, source, *events):
    batch = event_pb2.EventBatch(source=source)
    batch.events.extend(events)
    receipt = daemon.publish(batch)[0]
    same(receipt.counts.refused, 0, str(receipt))
    return receipt


def amounts(rows, *names):
    return [(row["period"], row.get("series", row.get("levels", "")),
             *(row[name].get("amount", row[name].get("state")) for name in names)) for row in rows]


with scenario("s09: both sides"):
    with Daemon(CONFIGURATION) as daemon:
        step("each side reports by chapter; the other side's figures stand beside, window by window and key by key")
        send(daemon, "customs-by", trade("BY", "2021-01", "27", 1000), trade("BY", "2021-01", "84", 50),
             trade("BY", "2021-02", "27", 400))
        send(daemon, "customs-ru", trade("RU", "2021-01", "27", 1100),
             trade("RU", "2021-02", "27", 400, valuation=event_pb2.VALUATION_STATISTICAL))
        rows = daemon.json("query", "turnover", "--period", "2021-01..2021-02", "--mirror")
        same(amounts(rows, "value", "mirror", "difference", "asymmetry"), [
            ("2021-01", "", "1050.00", "1100.00", "-50.00", "-4.6512"),
            ("2021-02", "", "400.00", "400.00", "0.00", "0.0000")])
        rows = daemon.json("query", "turnover", "--period", "2021-01", "--mirror", "--by", "hs2")
        same(amounts(rows, "value", "mirror", "difference"), [
            ("2021-01", "hs2=27", "1000.00", "1100.00", "-100.00"),
            ("2021-01", "hs2=84", "50.00", "no-data", "no-data")])
        answer = daemon.ask("measure", measure="turnover", period="2021", mirror=True)
        same([(b.valuation, b.partner_basis, b.records) for b in answer.side.bases],
             [(event_pb2.VALUATION_FOB, event_pb2.PARTNER_BASIS_DESTINATION, 3)])
        same([(b.valuation, b.partner_basis, b.records) for b in answer.mirror_side.bases],
             [(event_pb2.VALUATION_CIF, event_pb2.PARTNER_BASIS_ORIGIN, 1),
              (event_pb2.VALUATION_STATISTICAL, event_pb2.PARTNER_BASIS_ORIGIN, 1)])
        same((answer.side.reporter, answer.mirror_side.reporter), ("BY", "RU"))

        step("asymmetry is a measure like any other")
        rows = daemon.json("query", "asymmetry", "--period", "2021-01..2021-02")
        same(amounts(rows, "value"), [("2021-01", "", "-4.6512"), ("2021-02", "", "0.0000")])

        step("totals beside their parts are kept, never added, and their difference can be asked for")
        send(daemon, "customs-by", trade("BY", "2021-01", "", 1060), trade("BY", "2021", "", 1500),
             trade("BY", "2021-01", "2709", 999))
        same(amounts(daemon.json("query", "turnover", "--period", "2021-01"), "value"), [("2021-01", "", "1050.00")])
        rows = daemon.json("query", "turnover", "--period", "2021-01", "--control")
        same(amounts(rows, "stated", "parts", "difference"), [
            ("2021-01", "period=month,commodity=total", "1060.00", "1050.00", "10.00"),
            ("2021-01", "period=month,commodity=heading", "999.00", "1050.00", "-51.00")])
        rows = daemon.json("query", "by-year", "--period", "2021", "--control")
        assert ("2021", "period=year,commodity=total", "1500.00", "1450.00", "50.00") in \
            amounts(rows, "stated", "parts", "difference"), rows

        step("a measure without another side says so, in words")
        done = daemon.run_ctl("query", "by-year", "--mirror")
        assert done.returncode == 2 and "mirror" in done.stderr, done
