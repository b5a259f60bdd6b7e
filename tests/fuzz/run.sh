#!/bin/sh
# sh tests/fuzz/run.sh BUILD [--seconds N] [--only NAME]
# Searches for new inputs with libFuzzer, N seconds (60) for each harness or for the one named.
# What it finds lies in BUILD-fuzz/found/NAME, what breaks the harness in BUILD-fuzz/broken/NAME:
# add the latter to the corpus with the mending. Ends with 1 if anything broke. Called by
# `sh tests/run.sh fuzz -- --seconds N`.
set -eu

build=$1-fuzz
shift
seconds=60 only=''
while [ $# -gt 0 ]; do
        case $1 in
        --seconds) seconds=$2 && shift 2 ;;
        --only) only=$2 && shift 2 ;;
        *) sed -n '2,6s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
        esac
done

source=$(cd "$(dirname "$0")/../.." && pwd)
CC=clang-14 cmake -G Ninja -S "$source" -B "$build" -DFUZZ=ON -DSANITIZE=address,undefined >/dev/null
failed=0
ran=0
while read -r name program corpus; do
        [ -z "$only" ] || [ "$only" = "$name" ] || continue
        ran=$((ran + 1))
        cmake --build "$build" --target "$name" >"$build/build.log" 2>&1 || { cat "$build/build.log" && exit 1; }
        mkdir -p "$build/found/$name" "$build/broken/$name"
        echo "$name: $seconds s"
        "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=1048576 \
                -print_final_stats=1 -artifact_prefix="$build/broken/$name/" \
                "$build/found/$name" "$corpus" >"$build/$name.log" 2>&1 || {
                failed=1
                tail -n 40 "$build/$name.log"
        }
        grep -E 'number_of_executed_units|new_units_added' "$build/$name.log" || :
done <"$build/fuzz.list"
[ "$ran" -gt 0 ] || { echo "no harness is called $only" >&2 && exit 1; }
exit $failed
