"""Entries of a world as the lines that the driver reads."""
from plan import FLOWS, LEVELS, MODES, PROJECT_KINDS, PROJECT_STAGES, STAGES, STATUSES, SUPPLIES, VALUATIONS, write
from rates import DIGITS

KINDS = ["", "trade", "freight", "project", "rate", "withdrawal"]
REALITIES = ["", "actual", "planned"]
CONTROLS = ["", "records", "value", "mass", "teu", "wagons"]
ENUMS = {"status": STATUSES, "reality": REALITIES, "flow": FLOWS, "supply": SUPPLIES, "mode": MODES,
         "valuation": VALUATIONS, "what": PROJECT_KINDS}


def event_line(event):
    kind = event["kind"]
    words = [f"event kind={KINDS.index(kind)}"]
    for key, value in event.items():
        if key == "kind" or value is None or value == "" and key in ("partner", "facility"):
            continue
        if key == "period":
            words.append("period=%d:%d:%d" % tuple(value))
        elif key == "levels":
            words += [f"level-{one}={level}" for one, level in value.items()]
        elif key == "places":
            words += [f"place={place}" for place in value]
        elif key == "stage":
            words.append(f"stage={(PROJECT_STAGES if kind == 'project' else STAGES).index(value)}")
        elif key in ENUMS:
            words.append(f"{key}={ENUMS[key].index(value)}")
        elif isinstance(value, tuple):
            words.append(f"{key}={number(value)}")
        else:
            words.append(f"{key}={value}")
    return " ".join(words)


def number(vintage):
    """The 64 bits of a vintage."""
    return (vintage[0] + 2**31) * 2**32 + vintage[1]


def control_word(control):
    period = "%d:%d:%d" % tuple(control["period"])
    what = f"{CONTROLS.index(control['of'])}/{FLOWS.index(control['flow'])}/{control['currency'] or ''}"
    return f"{what}/{period}/{control['sum']}"


def entry_text(entry):
    """The entry as bytes, and what happens to the core after it, which nobody should see."""
    return applied(entry) + (entry["then"] + "\n").encode() if "then" in entry else applied(entry)


def applied(entry):
    do = entry["do"]
    if do == "activate":
        yaml = write(entry["config"]).encode()
        return b"plan %d\n" % len(yaml) + yaml
    if do == "tick":
        return b"tick %d\n" % entry["day"]
    if do == "decide":
        return b"decide %d\n" % entry["held"]
    words = [do, f"source={entry['source']}"]
    if "vintage" in entry:
        words.append("vintage=%d.%d" % tuple(entry["vintage"]))
    for key in ("number", "part", "nothing", "batches", "embargo"):
        if entry.get(key) is not None:
            words.append(f"{key}={entry[key]}")
    lines = []
    if do == "batch":
        words.append(f"count={len(entry['events'])}")
        used = {event["currency"] for event in entry["events"] if event.get("currency") and "refused" not in event}
        if used:
            words.append("scales=" + ",".join(f"{code}:{DIGITS[code]}" for code in sorted(used)))
        for event in entry["events"]:
            number_of = entry.get("number") if "vintage" not in entry else number(entry["vintage"])
            lines.append(event_line(event if "number" in event else {**event, "number": number_of}))
    elif do == "end":
        words.append(f"events={entry['events']}")
        words.append("periods=" + ",".join("%d:%d" % tuple(one) for one in entry["periods"]))
        words += [f"{key}={int(bool(entry.get(key)))}" for key in ("complete", "replaces", "historical")]
        if entry.get("status"):
            words.append(f"status={STATUSES.index(entry['status'])}")
        if entry.get("controls"):
            words.append("controls=" + ",".join(control_word(one) for one in entry["controls"]))
    return "\n".join([" ".join(words)] + lines + ["go", ""]).encode()


def world_text(entries, first, last):
    """All of a world, with its rows at the end."""
    text = [b"world\n"] + [entry_text(entry) for entry in entries]
    return b"".join(text + [b"show %d %d\n" % (first, last), b"over\n"])
