"""What the worlds held: so that no kind of thing is thought tested that never came up."""
import collections

ENOUGH = 1000  # worlds, of which each must occur
NEWS = ["reached", "confirmed", "retracted", "restated", "rescheduled", "awaiting", "missed", "fell-below", "dropped",
        "silent", "speaking"]
OUTCOMES = ["open", "awaiting", "reached", "missed", "late", "unknown", "fell-below"]
VERDICTS = ["accepted", "revised", "repeated", "stale", "disputed", "withdrawn", "staged", "refused"]
STATES = ["open", "embargoed", "counted", "quarantined", "aborted"]
SOURCES = ["holes", "gaps", "expected", "on-time", "late", "silent"]  # in a source's row
VALUES = ["known", "incomplete", "range"]
WINDOWS = ["calendar-day", "calendar-week", "calendar-month", "calendar-quarter", "calendar-half", "calendar-year",
           "fiscal-quarter", "fiscal-half", "fiscal-year", "last-days", "last-months", "since"]
BY = ["flow", "hs2", "hs4", "hs6", "partner", "mode", "facility", "project", "status", "source", "reporter", "stage"]
KINDS = ["trade", "freight", "project", "rate", "withdrawal"]
RATES = ["of the day", "older", "mean", "a month's own", "inverse", "crossing", "first of the chain",
         "later of the chain", "old code", "provisional", "waits"]
CAUSES = ["records", "release", "rate", "tick", "configuration", "perspective", "administrator"]
MEASURES = ["trade.value", "trade.mass", "freight.mass", "freight.teu", "freight.wagons", "freight.value",
            "freight.containers", "project.budget", "project.spent", "count trade", "count freight", "count project",
            "count project.due", "average", "latest", "reported-by", "prefer", "ratio",
            "difference", "growth", "growth over", "asymmetry"]
MILESTONES = ["each", "from", "by", "grace", "steps", "for-each", "hold", "band", "amendments", "all-of", "any-of",
              "at-least", "of a period", "last year", "best of",
              "baseline", "frozen"]
ENTRIES = ["activate", "batch", "end", "abort", "tick", "freeze", "decide"]
PLAUSIBLE = ["accepted", "revised", "refused"]
RESOLUTIONS = ["day", "week", "month", "quarter", "half", "year"]
LEVELS = ["commodity", "partner", "mode"]  # that a source declares
CONTROLS = ["period", "commodity", "reporter", "partner", "mode", "place", "known", "nodata", "range", "incomplete"]
CLOCKS = ["system", "events"]
ALL = [("news", NEWS), ("outcome", OUTCOMES), ("verdict", VERDICTS), ("release", STATES), ("value", VALUES),
       ("window", WINDOWS), ("by", BY), ("event", KINDS), ("rate", RATES), ("cause", CAUSES),
       ("measure", MEASURES), ("milestone", MILESTONES), ("source", SOURCES), ("resolution", RESOLUTIONS), ("level", LEVELS), ("control", CONTROLS),
       ("basis", ["0", "1", "3"]), ("far", PLAUSIBLE), ("entry", ENTRIES), ("clock", CLOCKS), ("checkpoint", ["save", "restart"])]


def of_config(config):
    yield "clock", config["clock"]
    for source in config["sources"]:
        yield "resolution", source["resolution"]
        for key in source.get("levels", {}):
            yield "level", key
    for measure in config["measures"]:
        window = measure.get("window", "").split("-")
        if window[0] == "last":
            window = ["last", window[2]]
        elif window[0] == "since":
            window = ["since"]
        yield "window", "-".join(window)
        for form in ("average", "latest", "ratio", "difference", "growth", "asymmetry"):
            if form in measure:
                yield "measure", form + (" over" if "over" in measure else "")
        if isinstance(measure.get("reported-by"), list):
            yield "measure", "reported-by"
        if "prefer" in measure:
            yield "measure", "prefer"
        yield "measure", measure["sum"] if "sum" in measure else f"count {measure.get('count')}"
        for by in measure.get("by", []):
            yield "by", by
    for milestone in config["milestones"]:
        for key in milestone:
            yield "milestone", key
        _, found, what = str(milestone.get("reach", "")).partition(" x ")
        if found:
            yield "milestone", what if what == "last year" else "best of" if what[0] == "b" else "of a period"


def of_lines(lines):
    for line in lines:
        words = line.split()
        if words[0] == "news":
            yield "news", words[1]
            for word in words:
                if word.startswith("now="):
                    yield "outcome", word[4:]
                elif word.startswith("cause="):
                    yield "cause", word[6:]
        elif words[0] == "exception" and words[-1] == "far":
            yield "far", words[3]
        elif words[0] == "freeze":
            yield "entry", "freeze"
        elif words[0] == "rate":
            yield "rate", line[5:]
        elif words[0] == "release":
            yield "release", words[1]
        elif words[0] == "entry":
            for word in words[2:]:
                yield "verdict", word.partition("=")[0]
        elif words[0] == "row":
            yield "value", words[-1].partition("=")[2].partition(":")[0]
        elif words[0] == "control":
            for name, level in zip(CONTROLS, words[1].split("/")):
                if level != "0":
                    yield "control", name
            yield "control", words[-1].partition("=")[2].partition(":")[0]
        elif words[0] == "basis":
            yield "basis", words[2]
        elif words[0] == "source":
            row = dict(word.split("=") for word in words[2:])
            row["late"] = int(row["actual"]) - int(row["on-time"])
            for name in SOURCES:
                if str(row.get(name, 0)).partition(",")[0] != "0":
                    yield "source", name
        elif words[0] == "milestone":
            for word in words[2:]:
                if word in OUTCOMES:
                    yield "outcome", word


def of(entries, lines):
    """The things that one world held, each once."""
    found = set(of_lines(lines))
    for entry in entries:
        found.add(("entry", entry["do"]))
        found.add(("checkpoint", entry.get("then")))
        if entry["do"] == "activate":
            found.update(of_config(entry["config"]))
        if entry["do"] == "batch":
            found.update(("event", event["kind"]) for event in entry["events"])
    return found


def show(held):
    """Prints how many worlds held each; what none did."""
    missing = []
    for kind, names in ALL:
        counts = collections.Counter({name: held[kind, name] for name in names})
        print(f"{kind}: " + ", ".join(f"{name} {counts[name]}" for name in names))
        missing += [f"{kind} {name}" for name in names if not counts[name]]
    return missing
