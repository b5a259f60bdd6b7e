"""Other builds of the same program, given the same journal, tell the same, to the byte: the promise that
crash tests, rehearsals, audits and replicas rest on. And the golden cases of the forecasts are the same in each.

    builds.py [--export FILE] BUILD...

Each BUILD is a build folder with milestonectl, the first one's daemon makes the journal: sixteen years of
figures, corrections, a configuration over a restart, milestones of every kind that the demonstration and the
example have. Or a FILE of `milestonectl export` is taken. It goes into a state folder by the build's own
`restore`, is replayed from nothing by its own `verify`, and what is told is compared, byte by byte.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "support"))

FORECAST = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "data", "forecast")


def make_export(build, path):
    os.environ["MILESTONE_BUILD"] = build
    import trade  # pylint: disable=import-outside-toplevel
    from daemon import Daemon  # pylint: disable=import-outside-toplevel
    from scenario import import_all  # pylint: disable=import-outside-toplevel

    with open(trade.DEMO, encoding="utf-8") as file:
        text = file.read()
    with Daemon(text) as daemon:
        first, rest = trade.tables(daemon.folder, "2012-06")
        import_all(daemon, table=first)
        again = trade.by_period("2012-01", "2012-01")["2012-01"]
        for event in again:
            event.trade.value.units += 100_000_00
        daemon.publish(*trade.release(again, ["2012-01"], "2012-07-20", size=10))
        daemon.stop()
        daemon.configure(text + "  - {name: twice, measure: turnover, reach: 2 x 2006, each: year, from: 2007-01-01}\n")
        daemon.start()
        import_all(daemon, table=rest)
        daemon.ctl("export", "--state", daemon.state, path)


def run(build, *arguments):
    still = ["setarch", "-R"] if subprocess.run(["setarch", "-R", "true"], check=False).returncode == 0 else []
    done = subprocess.run([*still, os.path.join(build, "client", "ctl", "milestonectl"), *arguments],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{build}: milestonectl {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def golden(build):
    """As many cases as were the same."""
    count = 0
    for name, *more in (("golden.csv",), ("states.csv", "--states")):
        with open(os.path.join(FORECAST, name), encoding="utf-8") as file:
            want = file.read()
        if run(build, "outlook", "--cases", os.path.join(FORECAST, name), *more,
               os.path.join(FORECAST, "histories.csv")) != want:
            sys.exit(f"{build} says other outlooks than {name}")
        count += want.count("\n") - 1
    return count


def told_by(build, export, folder):
    state, told = os.path.join(folder, "state"), os.path.join(folder, "told")
    run(build, "restore", export, state)
    report = json.loads(run(build, "--json", "verify", "--scratch", folder, "--told", told, state))
    with open(told, "rb") as file:
        return file.read(), report["outbox_hash"], int(report["outbox_sequence"]), report["chain"]


def main():
    parser = argparse.ArgumentParser(prog="tests/run.sh builds --", description=__doc__.partition("\n\n")[0])
    parser.add_argument("--export", help="a journal to take instead")
    parser.add_argument("builds", nargs="+", metavar="BUILD")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="builds-") as folder:
        export = options.export or os.path.join(folder, "journal.mjx")
        if not options.export:
            make_export(os.path.abspath(options.builds[0]), export)
        first = None
        for number, build in enumerate(options.builds):
            os.mkdir(os.path.join(folder, str(number)))
            told = told_by(build, export, os.path.join(folder, str(number)))
            print(f"{build}: {told[2]} notifications, {len(told[0])} bytes, outbox {told[1]}, chain {told[3]}; "
                  f"{golden(build)} golden cases", flush=True)
            if first is None:
                first = told
            elif told != first:
                sys.exit(f"{build} tells something else than {options.builds[0]}")
    assert first[2] > 50, "too little is told to be a test"
    print(f"{len(options.builds)} builds tell the same")


main()
