#!/bin/sh
# The one test command.
#
#   sh tests/run.sh [GROUP...] [-- OPTION...]
#
#   unit      each module alone                 style     what every file must keep
#   scenario  real daemon, real peers           fuzz      the corpus through each decoder
#   systemd   the unit under a real systemd     crash     kill -9 and power cuts during an import
#   faults    disks, files, memory, clocks and lines that fail, as a table
#   overload  crowds and attackers, what stops them and what others kept, as a table
#   sim       the rooms on a false disk, network and clock, by seeds
#   bench     figures beside yardsticks, one JSON object a line
#   data      every public data set imported and compared to sums made apart
#   oracle    random worlds, the core against a plain program in Python
#   forecast  464 public series: the scores of the forecasts, and ten series live
#   builds    the same journal, and golden forecasts, by gcc and clang, with and without -O and
#             sanitizers: to the byte
#
# Without a GROUP: unit, style, scenario, fuzz, sim and systemd. OPTIONs go to what runs the group:
#   crash     -- --points 100 --cuts 20 --seed 1
#   bench     -- --rounds 5 --events 400000 --records 1000000 --folder DISK --core-only --soak MINUTES;
#             -- --restart-only --records 10000000; -- --outlooks-only
#   faults    -- --quick, or groups: -- disk damage machine network power
#   overload  -- --seconds 4, or titles
#   data      -- --list, or folders: -- fx-ecb us-census-country
#   oracle    -- --worlds 10000 --orders 1000 --from SEED --jobs N; -- --seed N shows one world
#   builds    -- --export FILE: of milestonectl export
#   fuzz      -- --seconds 60 --only NAME: the search for new inputs, with clang
#   sim       -- --steps 1000000 --seeds 1000 --from SEED; -- --seed N; -- --bug NAME: tests/sim/README.md
#   others    to ctest: -- -R NAME, -- --repeat until-fail:20
#
# Environment: MILESTONE_BUILD  the build folder (default: build-test in the checkout; crash,
#                               faults, bench, data, oracle, forecast, builds and sim with options add "-release")
#              MILESTONE_DATA   the folder of public data sets (default: ../shared/data)
#              SANITIZE         sanitizers for all but those (default:
#                               address,undefined; "thread"; empty for none)
#              CC               compiler of a new build folder
# Exit: 0 all passed, 77 nothing could run here (the reason is printed), 2 wrong usage, else 1.
set -eu

here=$(dirname "$0")
MILESTONE_SOURCE=$(cd "$here/.." && pwd)
here=$MILESTONE_SOURCE/tests
build=${MILESTONE_BUILD:-$MILESTONE_SOURCE/build-test}
case $build in /*) ;; *) build=$PWD/$build ;; esac
python=/usr/bin/python3 # Debian's, which sees Debian's modules
export MILESTONE_SOURCE

usage() {
        sed -n '2,/^set -eu/{/^set/d;s/^# \{0,1\}//p}' "$0" >&2
        exit 2
}

# Configures and builds the folder $1 with the options after it, all of it or what $only names; quiet unless
# it fails.
only=''
build() {
        folder=$1
        shift
        mkdir -p "$folder"
        echo "building in $folder" >&2
        if ! { cmake -G Ninja -S "$MILESTONE_SOURCE" -B "$folder" -DBUILD_TESTING=ON "$@" &&
                cmake --build "$folder" ${only:+--target "$only"}; } >"$folder/build.log" 2>&1; then
                grep -E -A 12 'error|FAILED|Error' "$folder/build.log" >&2 || tail -n 40 "$folder/build.log" >&2
                echo "the build failed: $folder/build.log" >&2
                return 1
        fi
}

# Why each skipped test did not run; ends with 77 if none of all ran.
tell_skipped() {
        "$python" - "$1" <<'PYTHON'
import sys
import xml.etree.ElementTree as tree
cases = tree.parse(sys.argv[1]).getroot().findall("testcase")
skipped = [case for case in cases if case.get("status") in ("notrun", "disabled")]
for case in skipped:
    lines = (case.findtext("system-out") or "").strip().splitlines()
    print(f"skipped {case.get('name')}: {lines[-1] if lines else 'without a reason'}")
sys.exit(77 if len(skipped) == len(cases) else 0)
PYTHON
}

# The groups $1 ("unit|style") through CTest, whose closing lines are printed last.
by_ctest() {
        labels=$1
        shift
        ended=$build/run.status closing=$build/run.closing
        rm -f "$ended" "$closing" "$build/run.xml"
        # Sanitizers of gcc 12 and clang 14 die at random where the kernel scatters memory widely.
        still=''
        if [ "$(cat /proc/sys/vm/mmap_rnd_bits 2>/dev/null || echo 0)" -gt 28 ] && setarch -R true 2>/dev/null; then
                still='setarch -R'
        fi
        {
                status=0
                $still ctest --test-dir "$build" -L "^($labels)\$" --no-tests=error --output-on-failure \
                        --output-junit "$build/run.xml" -j "$(nproc)" "$@" || status=$?
                echo "$status" >"$ended"
        } 2>&1 | awk -v closing="$closing" '
                /^[0-9]+% tests passed/ { held = 1 }
                held { print > closing; next }
                { print; fflush() }'
        status=$(cat "$ended")
        [ ! -e "$build/run.xml" ] || tell_skipped "$build/run.xml" || [ "$status" != 0 ] || status=77
        [ ! -e "$closing" ] || cat "$closing"
        return "$status"
}

labels='' programs='' packages='build test'
while [ $# -gt 0 ] && [ "$1" != -- ]; do
        case $1 in
        unit | style | scenario | fuzz | sim | systemd) labels="$labels${labels:+|}$1" ;;
        crash | faults | overload | bench | data | oracle | forecast | builds) programs="$programs $1" ;;
        *) usage ;;
        esac
        shift
done
[ $# = 0 ] || shift
[ -n "$labels$programs" ] || labels='unit|style|scenario|fuzz|sim|systemd'
case $labels in *systemd*) packages="$packages systemd" ;; esac
case $programs in *faults*) packages="$packages faults" ;; esac
case $programs in *builds*) packages="$packages fuzz" ;; esac

# With options, fuzz is the search; without, it is the corpus by CTest.
if [ "$labels" = fuzz ] && [ $# -gt 0 ]; then
        labels='' programs=fuzz packages="$packages fuzz"
fi

# The same with the simulation: a few seeds by CTest, or as many as are asked for.
if [ "$labels" = sim ] && [ $# -gt 0 ]; then
        labels='' programs=sim
fi

# shellcheck disable=SC2086 # words
sh "$here/packages.sh" $packages

failed=0
if [ -n "$labels" ]; then
        export MILESTONE_BUILD="$build"
        build "$build" -DCMAKE_BUILD_TYPE=RelWithDebInfo "-DSANITIZE=${SANITIZE-address,undefined}"
        by_ctest "$labels" "$@" || failed=$?
fi
for program in $programs; do
        export MILESTONE_BUILD="$build"
        if [ "$program" != fuzz ]; then
                MILESTONE_BUILD=$build-release
                build "$MILESTONE_BUILD" -DCMAKE_BUILD_TYPE=Release -DSANITIZE=
        fi
        case $program in
        crash) "$python" "$here/scenarios/crash.py" "$@" || failed=1 ;;
        faults) "$python" -B "$here/scenarios/faults/run.py" "$@" || failed=$? ;;
        overload) "$python" -B "$here/scenarios/overload/run.py" "$@" || failed=1 ;;
        bench) sh "$here/bench/run.sh" "$MILESTONE_BUILD" "$@" || failed=1 ;;
        data) PYTHONPATH=$here/support "$python" -B "$here/scenarios/data/run.py" "$@" || failed=$? ;;
        forecast) PYTHONPATH=$here/support "$python" -B "$here/scenarios/forecast.py" || failed=$? ;;
        oracle)
                "$python" -B "$here/support/oracle/run.py" "$MILESTONE_BUILD/tests/support/oracle/oracle-driver" \
                        "$@" || failed=1
                ;;
        builds)
                only=milestonectl
                build "$build-plain" -DCMAKE_BUILD_TYPE=Debug -DSANITIZE=
                build "$build-clang" -DCMAKE_C_COMPILER=clang-14 -DCMAKE_BUILD_TYPE=Release -DSANITIZE=
                build "$build-clang-plain" -DCMAKE_C_COMPILER=clang-14 -DCMAKE_BUILD_TYPE=Debug -DSANITIZE=
                build "$build-sanitized" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DSANITIZE=address,undefined
                only=''
                "$python" -B "$here/scenarios/builds.py" "$@" "$MILESTONE_BUILD" "$build-plain" "$build-clang" \
                        "$build-clang-plain" "$build-sanitized" || failed=1
                ;;
        fuzz) sh "$here/fuzz/run.sh" "$MILESTONE_BUILD" "$@" || failed=1 ;;
        sim) "$MILESTONE_BUILD/tests/sim/sim" "$@" || failed=1 ;;
        esac
done
case $failed in 0 | 77) exit "$failed" ;; *) exit 1 ;; esac
