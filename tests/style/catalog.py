"""Every message id of daemon/host/messages.h has its entry in systemd/milestoned.catalog, with a
subject and a text, and the catalog has no other; no id is given twice."""
import os
import re

import sources

MESSAGES = "daemon/host/messages.h"
CATALOG = "systemd/milestoned.catalog"


def ids(path, pattern):
    found = {}
    for number, line in enumerate(sources.text_of(path).splitlines(), 1):
        if match := re.match(pattern, line):
            if match.group(1) in found:
                sources.fault(path, number, f"{match.group(1)} is given twice")
            found[match.group(1)] = number
    return found


def main():
    for path in (MESSAGES, CATALOG):
        if not os.path.exists(os.path.join(sources.ROOT, path)):
            sources.fault(path, 1, "is missing")
            sources.finish()
    said = ids(MESSAGES, r'#define MESSAGE_\w+\s+"([0-9a-f]{32})"')
    told = ids(CATALOG, r"-- ([0-9a-f]{32})$")
    for identity in said.keys() - told.keys():
        sources.fault(MESSAGES, said[identity], f"{identity} has no entry in {CATALOG}")
    for identity in told.keys() - said.keys():
        sources.fault(CATALOG, told[identity], f"{identity} is logged by nobody: not in {MESSAGES}")
    for entry in re.split(r"^-- ", sources.text_of(CATALOG), flags=re.M)[1:]:
        head, _, text = entry.partition("\n\n")
        if "\nSubject: " not in head or not text.strip():
            sources.fault(CATALOG, told[head[:32]], "an entry has a subject, a blank line and a text")
    if not said:
        sources.fault(MESSAGES, 1, "has no message id")
    sources.finish()


main()
