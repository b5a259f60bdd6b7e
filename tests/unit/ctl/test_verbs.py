"""What milestonectl prints and how it ends, verb by verb, against a daemon of paper.

    test_verbs.py MILESTONECTL SOURCE-FOLDER
"""
import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from peer import JOURNAL, Peer  # noqa: E402

PROGRAM, SOURCE = sys.argv[1], sys.argv[2]

EVENT = {"id": "A-1", "period": "2021-11", "status": "final",
         "trade": {"reporter": "RU", "partner": "BY", "flow": "export", "value": "1234.56", "currency": "USD"}}


class Verbs(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="mst-")
        cls.peer = Peer(SOURCE, cls.folder)

    @classmethod
    def tearDownClass(cls):
        cls.peer.close()
        shutil.rmtree(cls.folder)

    def setUp(self):
        self.peer.batches.clear()
        self.peer.questions.clear()
        self.peer.published.clear()
        self.peer.refuse = None
        self.peer.answers = {"status": self.status, "measure": self.measure, "milestones": self.milestones,
                             "record": self.record, "sources": self.sources, "quarantine": self.quarantine,
                             "counters": self.counters, "releases": self.releases, "command": self.command,
                             "arrival": self.arrival, "snapshot": self.snapshot,
                             "outlook": self.outlook, "replay": self.replay}

    # ---- what the daemon says

    def status(self, _, answer):
        s = answer.status
        s.state, s.day, s.clock, s.timezone = "running", "2022-02-14", "events", "Europe/Minsk"
        s.software_version, s.position, s.sequence = "0.1.0", 384, 17
        s.started_usec = 1700000000000001
        s.attention.append("the source fts-ru owes 2021-12")

    def value(self, value, units, **more):
        value.state, value.units, value.scale, value.unit = 1, units, 2, "USD"
        for name, number in more.items():
            setattr(value, name, number)

    def measure(self, question, answer):
        m = answer.measure
        m.corridor, m.measure, m.window, m.resolution = "ru-by", question.measure, "calendar-year", "month"
        m.complete_until = "2021-12-31"
        if question.measure == "nosuch":
            answer.failure.why = self.peer.desk_pb2.Failure.WHY_UNKNOWN_NAME
            answer.failure.message, answer.failure.nearest = "no measure \"nosuch\"", "turnover"
            return
        if not question.after:
            row = m.rows.add(period="2006", complete=True)
            self.value(row.value, 1994439510000)
            m.next = "2006"
            return
        row = m.rows.add(period="2021", complete=True, series="flow=export")
        self.value(row.value, 9007199254740993, provisional_records=2)
        m.rows.add(period="2022", complete=False).value.state = 2
        m.waiting.add(currency="EUR", period="2021-11", units=100, records=3)

    def milestones(self, _, answer):
        row = answer.milestones.rows.add(corridor="ru-by", milestone="turnover-20bn", measure="turnover",
                                         instance="2021", outcome=3, deadline="2021-12-31")
        self.value(row.value, 2012345678900)
        row.target.units = 2000000000000
        row.reached.first, row.reached.last, row.reached.period = "2021-07-01", "2021-07-31", "2021-07"
        row.known.day = "2021-09-14"
        row = answer.milestones.rows.add(corridor="ru-by", milestone="turnover-40bn", measure="turnover",
                                         instance="2021", outcome=4, step_ppm=750000)
        row.value.state = 2

    def outlook(self, question, answer):
        o = answer.outlook
        o.milestone.corridor, o.milestone.milestone, o.milestone.measure = "ru-by", question.milestone, "turnover"
        o.milestone.instance, o.milestone.outcome, o.milestone.deadline = "2021", 1, "2021-12-31"
        self.value(o.milestone.value, 2012345678900)
        o.milestone.target.units = 4000000000000
        o.milestone.outlook.state, o.milestone.outlook.sentence = 3, "needs 2 bn a month"
        o.window, o.day = "calendar-year", "2021-09-14"
        month = o.course.add(month="2021-07", complete=True)
        self.value(month.value, 2012345678900)
        o.course.add(month="2021-08").value.state = 2
        month = o.months.add(month="2021-12", chance_ppm=500000)
        month.total.units, month.low.units, month.high.units = 3600000000000, 3000000000000, 4100000000000

    def replay(self, _, answer):
        answer.replay.end = True

    def record(self, question, answer):
        r = answer.record
        r.found = question.id == "A-1"
        r.source, r.counts, r.number, r.position = question.source, True, 3, 9
        e = r.statement
        e.id, e.period, e.status, e.revision = "A-1", "2021-11", 3, 9223453667003203584
        r.vintage.date = "2022-01-14"
        e.trade.reporter, e.trade.partner, e.trade.flow, e.trade.currency = "RU", "BY", 2, "USD"
        e.trade.value.units = 123456

    def sources(self, _, answer):
        answer.sources.rows.add(source="fts-ru", complete_until="2021-12-31", numbers="by-release",
                                resolution="month", events=5760, holes=["2021-11", "2021-12"])
        answer.sources.rows.add(source="rail", numbers="by-arrival", resolution="day")

    def arrival(self, _, answer):
        answer.arrival.last_number = 41

    def quarantine(self, question, answer):
        q = answer.quarantine
        q.total, q.more = 2, question.after == 0
        q.rows.add(position=7 + question.after, index=1, source="fts-ru", id="x\"y,z", reason=22, field="trade.currency",
                   message="no currency \"USX\"; did you mean USD?", received_usec=1700000000000001)

    def counters(self, _, answer):
        answer.counters.rows.add(name="frames_unreadable", unit="frames", help="That no message was in.", value=2)

    def releases(self, _, answer):
        row = answer.releases.rows.add(source="fts-ru", events=30, opened_day="2022-01-14")
        row.verdict.vintage.date, row.verdict.state = "2022-01-14", 1
        row.verdict.batches, row.verdict.batches_present = 3, 1
        row.verdict.missing.extend([2, 3])

    def command(self, question, answer):
        answer.command.done = question.verb == "checkpoint"
        answer.command.message = "%s %s" % (question.verb, "is done" if answer.command.done else "cannot be done yet")

    def snapshot(self, _, answer):
        self.milestones(_, answer_of(answer.snapshot))
        answer.snapshot.cursor.journal_id = JOURNAL
        answer.snapshot.cursor.epoch = 1
        answer.snapshot.cursor.sequence = len(self.peer.published)

    def tell(self, **fields):
        n = self.peer.notification_pb2.Notification(
            version=1, journal_id=JOURNAL, epoch=1, sequence=len(self.peer.published) + 1, kind=1,
            corridor="ru-by", milestone="turnover-20bn", measure="turnover", instance="2021", outcome=3, **fields)
        n.before.all = n.sequence - 1
        self.value(n.value, 2012345678900)
        n.target.units = 2000000000000
        n.reached.period, n.known.day = "2021-07", "2021-09-14"
        n.cause.what, n.cause.text = 2, "release 2021-09-14 of fts-ru"
        self.peer.published.append(n.SerializeToString())

    # ---- how it is asked

    def ctl(self, *arguments, code=0, stdin=None, **environment):
        done = subprocess.run([PROGRAM, "--folder", self.folder, *arguments], input=stdin, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300,
                              env={**os.environ, "LC_ALL": "C", **environment})
        self.assertEqual(done.returncode, code, done.stderr)
        self.words = done.stderr
        return done.stdout

    def json(self, *arguments, **more):
        return [json.loads(line) for line in self.ctl("--json", *arguments, **more).splitlines()]

    def csv(self, *arguments, **more):
        return list(csv.DictReader(io.StringIO(self.ctl("--format=csv", *arguments, **more))))

    # ---- tests

    def test_every_verb_has_three_formats(self):
        """A script reads what a person reads: each format of each verb names the same thing."""
        config = os.path.join(self.folder, "broken.yaml")
        with open(config, "w") as file:
            file.write("tiemzone: Europe/Minsk\n")
        self.tell()
        for arguments, word, code in [
                (["status"], "2022-02-14", 0), (["query", "turnover"], "19944395100.00", 0),
                (["milestones"], "turnover-20bn", 0), (["record", "fts-ru", "A-1"], "1234.56", 0),
                (["sources"], "fts-ru", 0), (["quarantine"], "trade.currency", 0),
                (["plot", "turnover-40bn"], "20", 0),
                (["counters"], "frames_unreadable", 0), (["releases"], "2022-01-14", 0),
                (["replay", "--from", "1"], "turnover-20bn", 0), (["watch", "--start=oldest", "-n1"], "turnover-20bn", 0),
                (["command", "checkpoint"], "is done", 0), (["reload"], "cannot be done yet", 1),
                (["check", config], "timezone", 1),
                (["publish", "--source=fts-ru", "--release=2022-01-14"], "1", 0),
                (["import", *self.table()], "fts-ru", 0)]:
            with self.subTest(verb=arguments[0]):
                stdin = json.dumps(EVENT) if arguments[0] == "publish" else None
                table = self.ctl(*arguments, code=code, stdin=stdin)
                self.assertIn(word, table.replace(",", ""))
                rows = self.json(*arguments, code=code, stdin=stdin)
                self.assertIn(word, json.dumps(rows))
                lines = self.csv(*arguments, code=code, stdin=stdin)
                self.assertGreaterEqual(len(lines), 1)
                self.assertTrue(any(word in (cell or "") for line in lines for cell in line.values()), lines)
                for line in lines:
                    self.assertNotIn(None, line, "a row with more fields than the heading")

    def table(self):
        path = os.path.join(self.folder, "table.csv")
        with open(path, "w") as file:
            file.write("period,partner,flow,value\n2021-11,BY,X,1.5\n2021-11,BY,M,2\n2021-12,BY,X,3\n")
        mapping = os.path.join(self.folder, "mapping.yaml")
        with open(mapping, "w") as file:
            file.write("""source: fts-ru
kind: trade
batch-size: 1
event:
  id: "{partner}-{flow}-{period}"
  period: "{period}"
  reporter: RU
  partner: "{partner}"
  flow: {column: flow, lookup: {X: export, M: import}}
  value: {column: value, times: 1_000_000}
  currency: USD
release: {by: period, published: period end + 45 days, complete: yes, replaces: yes, status: final}
""")
        return [mapping, path]

    def test_numbers_keep_their_digits(self):
        """9007199254740993 cents are not ...992, in no format; pages are joined."""
        rows = self.json("query", "turnover")
        self.assertEqual(rows[1]["value"]["amount"], "90071992547409.93")
        self.assertEqual(rows[1]["value"]["currency"], "USD")
        self.assertIs(rows[1]["complete"], True)
        self.assertEqual(rows[2]["value"], {"state": "no-data"})
        self.assertEqual(rows[3]["value"]["state"], "waiting")
        self.assertEqual(self.csv("query", "turnover")[1]["value.amount"], "90071992547409.93")
        self.assertIn("90,071,992,547,409.93 USD", self.ctl("query", "turnover"))

    def test_no_data_is_not_zero(self):
        """An empty year must not be read as a year without trade."""
        self.assertIn("no data yet", self.ctl("query", "turnover"))
        self.assertNotIn(" 0.00", self.ctl("query", "turnover"))

    def test_question_is_asked_as_meant(self):
        self.ctl("query", "ru-by/turnover", "--period", "2006..2021", "--by", "flow,hs2")
        q = self.peer.questions[0].measure
        self.assertEqual((q.corridor, q.measure, q.period, list(q.by)),
                         ("ru-by", "turnover", "2006..2021", ["flow", "hs2"]))

    def test_unknown_name_gets_the_nearest(self):
        self.ctl("query", "nosuch", code=1)
        self.assertIn("turnover", self.words)
        self.ctl("milestones", "turnover-20bm", code=1)
        self.assertIn('"turnover-20bn"', self.words)
        self.ctl("milestnes", code=2)
        self.assertIn('"milestones"', self.words)

    def test_milestones_are_chosen(self):
        self.assertEqual([row["milestone"] for row in self.json("milestones", "--outcome=missed")], ["turnover-40bn"])
        self.assertEqual(len(self.json("milestones", "ru-by")), 2)
        self.assertEqual(len(self.json("milestones", "ru-by/turnover-20bn")), 1)
        self.assertIn("75%", self.ctl("milestones", "turnover-40bn"))

    def test_plot_prints_the_figures_of_the_picture(self):
        """No data is no point; what is projected begins where what is known ends."""
        rows = [(row["line"], row["day"], row["value.amount"], row["low.amount"]) for row in self.csv("plot", "goal")]
        self.assertEqual(rows, [("target", "2021-12-31", "40000000000.00", ""),
                                ("projected", "2021-07-31", "20123456789.00", "20123456789.00"),
                                ("projected", "2021-12-31", "36000000000.00", "30000000000.00"),
                                ("known", "2021-07-31", "20123456789.00", "")])
        self.ctl("plot", code=2)
        self.ctl("plot", "goal", "--output", "goal.jpg", code=2)
        self.assertIn(".svg or .png", self.words)

    def test_sparklines_are_for_tables(self):
        """The daemon has no work for them that nobody sees; of many milestones status asks for none."""
        def sketched(question, answer):
            self.milestones(question, answer)
            if question.sketches:
                answer.milestones.rows[0].sketch.units.extend([500000000000, 2000000000000])
                answer.milestones.rows[0].sketch.ahead = 1
                answer.milestones.rows[0].outcome = 1
        self.peer.answers["milestones"] = sketched
        self.assertIn(" -#. ", self.ctl("milestones"))
        self.assertIn(" ▂█· ", self.ctl("milestones", LC_ALL="C.UTF-8"))
        for form in "json", "csv":
            self.ctl("milestones", "--format", form)
            self.assertFalse(self.peer.questions[-1].milestones.sketches)
        for count, asked in (0, False), (1000, True), (1001, False):
            def status(question, answer, count=count):
                self.status(question, answer)
                answer.status.milestones = count
            self.peer.answers["status"] = status
            self.assertEqual("-#." in self.ctl("status"), asked)
            self.assertEqual(self.peer.questions[-1].WhichOneof("ask"), "milestones" if asked else "status")
            self.ctl("status", "--json")
            self.assertEqual(self.peer.questions[-1].WhichOneof("ask"), "status")

    def test_exit_codes(self):
        """Scripts rely on them: 1 the answer is no, 2 usage, 3 nobody there."""
        self.ctl("status", "--strict", code=1)
        self.ctl("record", "fts-ru", "B-2", code=1)
        self.ctl("record", "fts-ru", code=2)
        self.ctl("--format=xml", "status", code=2)
        self.ctl("--timeout=1", "--folder=/nonexistent", "status", code=3)
        self.assertIn("no daemon", self.words)

        def denied(_, answer):
            answer.failure.why = self.peer.desk_pb2.Failure.WHY_NOT_PERMITTED
        self.peer.answers["counters"] = denied
        self.ctl("counters", code=4)

    def test_output_does_not_depend_on_colour_unless_asked(self):
        self.assertNotIn("\033", self.ctl("milestones"))
        self.assertIn("\033[32m", self.ctl("--color=always", "milestones"))
        self.assertIn("✗ missed", self.ctl("milestones"))

    def test_quarantine_pages(self):
        rows = self.csv("quarantine")
        self.assertEqual([row["position"] for row in rows], ["7", "14"])
        self.assertEqual(rows[0]["id"], 'x"y,z')

    def test_record_can_be_published_again(self):
        """What record prints is what publish reads."""
        event = self.json("record", "fts-ru", "A-1")[0]["event"]
        self.ctl("publish", "--source=fts-ru", stdin=json.dumps(event))
        sent = self.peer.batches[0].events[0]
        self.assertEqual((sent.id, sent.period, sent.status), ("A-1", "2021-11", 3))
        self.assertEqual((sent.trade.flow, sent.trade.value.units), (2, 123456))
        self.assertEqual(sent.revision, 0)  # the vintage is the number, and the release states it

    def test_publish_exact_and_unknown(self):
        """An amount is not rounded; what is not stated is unknown, not zero."""
        lines = [{**EVENT, "id": str(i)} for i in range(5)]
        lines[1]["trade"] = {**EVENT["trade"], "value": None}
        lines[2]["trade"] = {**EVENT["trade"], "value": "0"}
        self.ctl("publish", "--source=fts-ru", "--batch-size=2", stdin="\n".join(map(json.dumps, lines)))
        self.assertEqual([len(b.events) for b in self.peer.batches], [2, 2, 1])
        events = [e for b in self.peer.batches for e in b.events]
        self.assertEqual(events[0].trade.value.units, 123456)
        self.assertFalse(events[1].trade.HasField("value"))
        self.assertTrue(events[2].trade.HasField("value"))

    def test_publish_names_bad_lines_and_sends_the_good(self):
        bad = ["{", json.dumps({**EVENT, "trade": {**EVENT["trade"], "value": 1.5}}),
               json.dumps({**EVENT, "trade": {**EVENT["trade"], "value": "1.555"}}),
               json.dumps({**EVENT, "trade": {**EVENT["trade"], "flwo": "export"}}),
               json.dumps({**EVENT, "trade": {**EVENT["trade"], "flow": "exprot"}})]
        self.ctl("publish", "--source=fts-ru", stdin="\n".join(bad + [json.dumps(EVENT)]), code=1)
        for line, word in enumerate(["", "must be a text", "more digits", '"flow"', '"export"'], 1):
            self.assertRegex(self.words, r"line %d: .*%s" % (line, word))
        self.assertEqual(sum(len(b.events) for b in self.peer.batches), 1)

    def test_publish_release(self):
        self.ctl("publish", "--source=fts-ru", "--release=2022-01-14.2", "--batch-size=1", "--end",
                 "--periods=2021-11", "--status=final", stdin=json.dumps(EVENT) + "\n" + json.dumps(EVENT))
        self.assertEqual([b.release_batch for b in self.peer.batches[:2]], [1, 2])
        end = self.peer.batches[2].release_end
        self.assertEqual((end.vintage.date, end.vintage.serial, end.batches, end.events), ("2022-01-14", 2, 2, 2))
        self.assertTrue(end.complete and end.replaces)
        self.ctl("publish", "--source=fts-ru", "--end", code=2, stdin="")

    def test_publish_by_arrival_takes_the_next_number(self):
        """Without the number of the last batch an old resend could undo newer news (rule 3)."""
        self.ctl("publish", "--source=rail", "--batch-size=1", stdin=json.dumps(EVENT) + "\n" + json.dumps(EVENT))
        self.assertEqual([b.number for b in self.peer.batches], [42, 43])

    def test_publish_refused_is_no_success(self):
        def refuse(batch, receipt):
            receipt.counts.accepted -= 1
            receipt.counts.refused = 1
            receipt.exceptions.add(index=1, id="A-2", verdict=8, reason=22, field="trade.partner", message="no place XX")
        self.peer.refuse = refuse
        out = self.json("publish", "--source=fts-ru", stdin="\n%s\n\n%s\n" % (json.dumps(EVENT), json.dumps(EVENT)), code=1)
        self.assertEqual(out[0]["exceptions"][0]["line"], "4")
        self.ctl("publish", "--source=fts-ru", stdin=json.dumps(EVENT) + "\n" + json.dumps(EVENT), code=1)
        self.assertIn("line 2: A-2: refused: trade.partner: no place XX", self.words)

    def test_dry_run_reaches_the_daemon(self):
        self.ctl("publish", "--source=fts-ru", "--dry-run", stdin=json.dumps(EVENT))
        self.assertTrue(self.peer.batches[0].dry_run)
        self.peer.batches.clear()
        self.ctl("import", "--dry-run", *self.table())
        self.assertTrue(all(b.dry_run for b in self.peer.batches))

    def test_import_sends_releases_with_their_ends(self):
        """Each month is a release of its own vintage, with counts and control totals."""
        out = self.json("import", *self.table())[0]
        self.assertEqual(out["releases"], {"counted": "2"})
        self.assertEqual(out["counts"], {"accepted": "3"})
        ends = [b.release_end for b in self.peer.batches if b.HasField("release_end")]
        self.assertEqual([(e.vintage.date, e.batches, e.events, list(e.periods)) for e in ends],
                         [("2022-01-14", 2, 2, ["2021-11"]), ("2022-02-14", 1, 1, ["2021-12"])])
        self.assertEqual([(c.of, c.currency, c.sum) for c in ends[0].control], [(1, "", "2"), (2, "USD", "350000000")])
        self.assertEqual([b.vintage.date for b in self.peer.batches if b.events],
                         ["2022-01-14", "2022-01-14", "2022-02-14"])

    def test_import_tells_refusals_with_file_and_line(self):
        def refuse(batch, receipt):
            if batch.release_batch == 2:
                receipt.counts.staged, receipt.counts.refused = 0, 1
                receipt.exceptions.add(index=0, id="BY-M-2021-11", verdict=8, reason=22, field="trade.partner", message="no")
        self.peer.refuse = refuse
        report = self.json("import", *self.table(), code=1)[0]
        self.assertIn("table.csv:3: refused: BY-M-2021-11: trade.partner: no", self.words)
        self.assertEqual(len(report["complaints"]), 1)
        self.assertIn("table.csv:3: refused: BY-M-2021-11", report["complaints"][0])

    def test_import_checks_all_before_it_sends(self):
        mapping, table = self.table()
        with open(table, "a") as file:
            file.write("2021-13,BY,X,3\n2021-12,BY,Z,3\n2021-12,BY,M,three\n2021-12,BY,M\n")
        self.ctl("import", mapping, table, code=1)
        for line, word in [(5, "2021-13"), (6, '"Z"'), (7, '"three"'), (8, "3 fields")]:
            self.assertRegex(self.words, r"table.csv:%d: .*%s" % (line, word))
        self.assertEqual(self.peer.batches, [])

    def test_import_again_counts_nothing_twice(self):
        """Rows that the daemon knew are told as repeated, not as accepted once more."""
        def refuse(batch, receipt):
            if batch.events:
                receipt.counts.staged, receipt.counts.repeated = 0, len(batch.events)
                receipt.release.state = 3
                receipt.release.counts.accepted = 2
        self.peer.refuse = refuse
        out = self.json("import", *self.table())[0]
        self.assertEqual(out["counts"], {"repeated": "3"})
        self.assertEqual(out["releases"], {"counted": "2"})

    def test_import_check_and_print_send_nothing(self):
        """What a mapping makes of a table can be seen without a daemon, and published as it is printed."""
        report = self.json("import", "--check", *self.table())[0]
        self.assertEqual(report, {"source": "fts-ru", "table_rows": "3", "rows": "3"})
        lines = self.ctl("import", "--print", *self.table())
        events = [json.loads(line) for line in lines.splitlines()]
        self.assertEqual([e["id"] for e in events], ["BY-X-2021-11", "BY-M-2021-11", "BY-X-2021-12"])
        self.assertEqual(self.peer.batches, [])
        self.ctl("publish", "--source=fts-ru", stdin=lines)
        self.assertEqual([e.id for b in self.peer.batches for e in b.events], [e["id"] for e in events])
        self.assertEqual([e.trade.value.units for b in self.peer.batches for e in b.events], [150000000, 200000000, 300000000])

    def test_import_reports_what_was_left_out_and_why(self):
        mapping, table = self.table()
        with open(table, "a") as file:
            file.write("2021-12,BY,X,3\n2021-12,BY,M,\n2021,World,X,9\n2021-12,EU,X,9\n")
        with open(mapping, "a") as file:
            file.write("skip: [{name: aggregates, when: {partner: {starts: EU}}}]\n")
        with open(mapping) as file:
            text = file.read().replace('partner: "{partner}"\n', 'partner: "{partner}"\n  levels.partner: '
                                       "[{when: {partner: World}, text: total}]\n").replace("by: period", "by: published")
        with open(mapping, "w") as file:
            file.write(text)
        report = self.json("import", "--check", mapping, table)[0]
        self.assertEqual(report, {"source": "fts-ru", "table_rows": "7", "rows": "5", "rows_left_out": "2",
                                  "apart": {"levels": "1", "periods": {"month": "4", "year": "1"}},
                                  "left_out_by": {"aggregates": "1", "told twice": "1"},
                                  "missing": {"unknown": "1"}, "twice": {"same": "1"}})
        words = self.ctl("import", "--check", mapping, table)
        self.assertRegex(words, r"Left out by +aggregates 1, told twice 1")
        self.assertRegex(words, r"By period +month 4, year 1")
        report = self.json("import", "--check", "--only-vintage=2022-01-14", mapping, table)[0]
        self.assertEqual((report["rows"], report["left_out_by"]["--only-vintage"]), ("2", "4"))

    def test_import_only_periods_and_batches(self):
        self.ctl("import", "--only-periods=2021-12", "--batch-size=10", *self.table())
        self.assertEqual([len(b.events) for b in self.peer.batches], [1, 0])

    def test_watch_tells_the_present_first_and_then_what_comes(self):
        self.tell()
        watch = subprocess.Popen([PROGRAM, "--folder", self.folder, "--json", "watch"], stdout=subprocess.PIPE, text=True)
        try:
            seen = [json.loads(watch.stdout.readline()) for _ in range(3)]
            self.assertEqual([s["news"] for s in seen], ["milestone", "milestone", "present"])
            self.tell()
            self.assertEqual(json.loads(watch.stdout.readline())["sequence"], "2")
            watch.send_signal(signal.SIGTERM)
            self.assertEqual(watch.wait(20), 0)
        finally:
            watch.kill()
            watch.stdout.close()

    def test_watch_goes_on_at_its_cursor(self):
        """A watcher that was stopped misses nothing and repeats nothing."""
        cursor = os.path.join(self.folder, "cursor")
        for _ in range(3):
            self.tell()
        first = self.json("watch", "--start=oldest", "--cursor-file", cursor, "-n2")
        self.assertEqual([n["sequence"] for n in first if n["news"] == "notification"], ["1", "2"])
        second = self.json("watch", "--cursor-file", cursor, "-n1")
        self.assertEqual([n["sequence"] for n in second if n["news"] == "notification"], ["3"])

    def test_watch_ends_with_its_reader(self):
        self.tell()
        watch = subprocess.Popen([PROGRAM, "--folder", self.folder, "watch"], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True)
        watch.stdout.readline()
        watch.stdout.close()
        self.assertIn(watch.wait(20), (0, -signal.SIGPIPE))
        self.assertNotIn("rror", watch.stderr.read())
        watch.stderr.close()

    def test_help_starts_with_an_example(self):
        for verb in ["status", "query", "milestones", "watch", "replay", "publish", "import", "record", "sources",
                     "releases", "quarantine", "counters", "check", "reload", "command", "journal", "verify", "backup",
                     "restore", "export", "archive"]:
            with self.subTest(verb=verb):
                self.assertIn("\nmilestonectl " + verb, self.ctl(verb, "--help"))
        self.assertIn("milestonectl 0", self.ctl("--version"))


class answer_of:
    """Lets the snapshot's rows be filled like those of the milestones' answer."""
    def __init__(self, snapshot):
        self.milestones = type("Rows", (), {"rows": snapshot.milestones})


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
