#!/bin/sh
# The first five minutes: sixteen years of trade between two neighbours pass through ZeroMQ, a
# durable journal and exact sums, and milestones are told as the figures come out.
#
#   sh client/demo/run.sh [--keep] [--folder DIR]
#
#   --keep        leave the daemon running, and say how to ask it
#   --folder DIR  put sockets, journal and the rest there, instead of a folder that is removed
#
# Installs Debian packages that are missing (as root or through sudo), builds a release in
# build-demo ($MILESTONE_BUILD names another place), starts a daemon of its own on sockets in a
# folder, and leaves nothing behind but the build. Touches no installed milestoned.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../.." && pwd)
build=${MILESTONE_BUILD:-$source/build-demo}
mapping=$source/client/mappings/ru-fts-partners.yaml
table=$source/tests/data/ru-fts-partners/ru_trade_by_partner_monthly.csv
keep=no
folder=

usage() {
        sed -n '2,/^set -eu/{/^set/d;s/^# \{0,1\}//p}' "$0" >&2
        exit 2
}

while [ $# -gt 0 ]; do
        case $1 in
        --keep) keep=yes ;;
        --folder)
                [ $# -ge 2 ] || usage
                shift
                folder=$1
                ;;
        --folder=*) folder=${1#--folder=} ;;
        *) usage ;;
        esac
        shift
done

say() {
        printf '\n== %s\n\n' "$*"
}

# ---- what it needs
sh "$source/tests/packages.sh" build

say "building (the only slow part)"
mkdir -p "$build"
if ! { cmake -G Ninja -S "$source" -B "$build" -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF &&
        cmake --build "$build" --target milestoned milestonectl; } >"$build/demo.log" 2>&1; then
        grep -E -A 12 'error|FAILED|Error' "$build/demo.log" >&2 || tail -n 40 "$build/demo.log" >&2
        echo "the build failed: $build/demo.log" >&2
        exit 1
fi
PATH=$build/client/ctl:$build/daemon:$PATH
export PATH

# ---- a folder of its own, and nothing left running
ours=no
if [ -z "$folder" ]; then
        folder=$(mktemp -d "${TMPDIR:-/tmp}/milestone-demo.XXXXXX")
        ours=yes
fi
mkdir -p "$folder/run" "$folder/state"
folder=$(cd "$folder" && pwd)
MILESTONE_FOLDER=$folder/run
export MILESTONE_FOLDER
daemon=
watch=

stop() {
        status=$?
        trap - EXIT INT TERM HUP
        [ -z "$watch" ] || kill "$watch" 2>/dev/null || :
        if [ -n "$daemon" ] && { [ "$keep" = no ] || [ "$status" -ne 0 ]; }; then
                kill "$daemon" 2>/dev/null || :
                wait "$daemon" 2>/dev/null || :
                [ "$status" -eq 0 ] || tail -n 20 "$folder/daemon.log" >&2 || :
                [ "$ours" = no ] || rm -rf "$folder"
        fi
        exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

say "starting milestoned in $folder"
milestonectl check "$here/milestoned.yaml"
RUNTIME_DIRECTORY=$folder/run STATE_DIRECTORY=$folder/state \
        milestoned --config "$here/milestoned.yaml" >"$folder/daemon.log" 2>&1 &
daemon=$!
# The question waits until somebody answers it.
milestonectl --timeout 10 status

say "importing Russia's trade by partner, 2006 to 2021: a release for each month; as it is told:"
milestonectl watch --start=oldest &
watch=$!
if ! milestonectl import "$mapping" "$table" >"$folder/import.log" 2>&1; then
        cat "$folder/import.log" >&2
        exit 1
fi
# It catches up with the daemon's last word, and ends.
kill -TERM "$watch"
wait "$watch"
watch=
say "what became of the rows"
cat "$folder/import.log"

say "trade with Belarus by year (milestonectl query turnover --period 2006..2021)"
milestonectl query turnover --period 2006..2021
say "exports to and imports from all fifteen partners in the table, since 2006"
milestonectl query all-exports
milestonectl query all-imports
say "how some of the milestones stand (milestonectl milestones turnover-35bn ...)"
milestonectl milestones turnover-35bn turnover-40bn-2012 twelve-months-35bn twelve-months-40bn

say "an outlook that changed its mind (milestonectl replay milestone/russia-belarus/turnover-36bn/)"
milestonectl replay --from 1 milestone/russia-belarus/turnover-36bn/
say "and as it would have been told with January's, June's and October's figures of 2021"
for month in 01 06 10; do
        milestonectl outlook turnover-36bn --instance 2021 --origin "2021-$month" | head -n 1
done
if command -v gnuplot >/dev/null; then
        say "2021 as a picture (milestonectl plot turnover-36bn --instance 2021 --origin 2021-06)"
        milestonectl plot turnover-36bn --instance 2021 --origin 2021-06
        for format in svg png; do
                milestonectl plot turnover-36bn --instance 2021 --output "$folder/turnover-36bn-2021.$format"
                milestonectl plot turnover-36bn --instance 2021 --origin 2021-06 \
                        --output "$folder/turnover-36bn-2021-06.$format"
        done
        [ "$ours" = yes ] && [ "$keep" = no ] || ls "$folder"/turnover-36bn-2021*
else
        say "no picture: gnuplot (gnuplot-nox) is not installed"
fi

say "what to try next"
if [ "$keep" = yes ]; then
        cat <<NEXT
The daemon goes on (process $daemon), with everything in $folder.

    export PATH=$build/client/ctl:\$PATH MILESTONE_FOLDER=$MILESTONE_FOLDER
    milestonectl query turnover --period 2012 --by flow
    milestonectl milestones turnover-35bn --outcome reached
    milestonectl replay --from 1 kind/missed/
    milestonectl record fts-ru RU-BY-X-2021-11 --json
    milestonectl outlook --score
    milestonectl watch
    milestonectl import $mapping $table    # again: nothing is counted twice

    kill $daemon; rm -r $folder             # ends it
NEXT
else
        cat <<NEXT
    sh client/demo/run.sh --keep            leaves the daemon running and says how to ask it
    $here/milestoned.yaml    the corridor, its measures and milestones: change them
    $mapping    how a table becomes events: write one for yours
    README.md                               how to run it for real
NEXT
fi
