#!/bin/sh
# sh tests/bench/run.sh BUILD [OPTION...]   the figures, one JSON object a line; a table on a terminal's
# other stream. `sh tests/run.sh bench` builds (Release, assertions on as always) and calls this.
# OPTIONs: run.py --help.
set -eu

build=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
for program in tests/bench/bench-load tests/bench/bench-yard tests/bench/bench-core tests/bench/bench-store \
        daemon/milestoned; do
        if [ ! -x "$build/$program" ]; then
                echo "bench: $build/$program is not built" >&2
                exit 1
        fi
done
exec /usr/bin/python3 "$here/run.py" --build "$build" "$@"
