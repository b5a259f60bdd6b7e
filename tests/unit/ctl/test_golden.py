"""test_golden.py MILESTONECTL SOURCE: `outlook --cases` says the golden cases again, byte for byte, with the states
of a window month by month, and what is wrong with a table it names."""
import pathlib
import subprocess
import sys
import tempfile

program, source = sys.argv[1], pathlib.Path(sys.argv[2])
data = source / "tests" / "data" / "forecast"


def run(*words):
    return subprocess.run([program, "outlook", "--cases", *map(str, words)], capture_output=True, text=True, timeout=100)


def golden(name, rows, *more):
    made = run(data / name, *more, data / "histories.csv")
    want = (data / name).read_text()
    assert made.returncode == 0, made.stderr
    assert len(want.splitlines()) == rows + 1
    for number, (a, b) in enumerate(zip(want.splitlines(), made.stdout.splitlines()), 1):
        assert a == b, f"row {number}: wanted {a}, got {b}"
    assert made.stdout == want


def faults(folder):
    cases, histories = folder / "cases.csv", folder / "histories.csv"
    histories.write_text("series,month,value\na,2020-01,5\na,2020-02,\na,2020-03,7\na,2020-04,9\n")
    cases.write_text("series,origin,window,target\na,2020-04,last:2,10\n")
    made = run(cases, histories)
    assert made.returncode == 0 and made.stdout.count("\n") == 2, made.stderr
    # The gap of February lets the series begin behind it.
    for row, word in (("a,2020-01,last:2,10", "no month of its history"), ("b,2020-01,last:2,10", "no such series"),
                      ("a,2020-04,last:0,10", "window"), ("a,2020-04,year:2020-01,10", "window"),
                      ("a,2020,last:2,10", "origin"), ("a,2020-04,last:2,1.5", "target")):
        cases.write_text(f"series,origin,window,target\n{row}\n")
        made = run(cases, histories)
        assert made.returncode == 1 and "cases.csv:2" in made.stderr and word in made.stderr, (row, made.stderr)
    for text, word in (("series,month,value\na,2020-01,5\na,2020-01,6\n", "twice"),
                       ("series,month\na,2020-01\n", 'no column "value"'),
                       ("series,month,value\na,2020-13,1\n", "month")):
        histories.write_text(text)
        made = run(cases, histories)
        assert made.returncode == 1 and "histories.csv" in made.stderr and word in made.stderr, (text, made.stderr)


golden("golden.csv", 220)
golden("states.csv", 900, "--states")
with tempfile.TemporaryDirectory() as folder:
    faults(pathlib.Path(folder))
