#!/bin/sh
# tests/unit/client/consumer.sh LIBRARY: installs library and headers into a folder of its own, and
# builds a program against them by pkg-config and by CMake, in C and, where there is a compiler, in
# C++. Looks at what the library exports, and that the headers stand without ours and ZeroMQ's.
set -eu

library=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
prefix=$folder/prefix
flags=${SANITIZE:+-fsanitize=$SANITIZE}

fail() {
        echo "$*" >&2
        exit 1
}

for component in lib dev; do
        "${CMAKE:-cmake}" --install "$MILESTONE_BUILD" --prefix "$prefix" --component $component >/dev/null
done

# Exported: mst_ functions and nothing else.
"${NM:-nm}" -D --defined-only "$library" | awk '$2 ~ /[A-Z]/ && $2 != "A" { sub(/@.*/, "", $3); print $3 }' |
        sort >"$folder/exported"
grep -q '^mst_publisher_new$' "$folder/exported" || fail "mst_publisher_new is not exported"
! grep -v '^mst_' "$folder/exported" || fail "exported without being ours"

# Each declared function is there, and each exported one is declared.
cat "$prefix"/include/milestone/*.h | grep -o 'mst_[a-z_]*(' | tr -d '(' | sort -u >"$folder/declared"
comm -13 "$folder/declared" "$folder/exported" | (! grep .) || fail "exported, not declared"
for header in "$prefix"/include/milestone/*.h; do
        ! grep -nE '#include.*(zmq|pb-c|protobuf|base/)' "$header" || fail "$header includes what is not its user's"
        printf '#include "%s"\nextern int here;\n' "$header" | ${CC:-cc} -std=c11 -Wall -Wextra -Wpedantic -Wno-pragmas -Werror -x c -fsyntax-only -I "$prefix/include" -
done

cat >"$folder/main.c" <<'PROGRAM'
#include <milestone/client.h>
#include <stdio.h>

int main(void)
{
        struct mst_endpoints endpoints;
        struct mst_desk *desk = NULL;
        int r = mst_endpoints_from_folder("/nowhere", &endpoints);

        if (r == 0)
                r = mst_desk_new(&endpoints, NULL, &desk);
        mst_desk_unref(desk);
        printf("%s %s\n", MST_VERSION, mst_error_text(r));
        return r;
}
PROGRAM

run() {
        output=$(LD_LIBRARY_PATH=$(dirname "$(find "$prefix" -name 'libmilestone.so.1')") "$1")
        case $output in
        *" done") ;;
        *) fail "$1: $output" ;;
        esac
}

PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name milestone.pc)")
export PKG_CONFIG_PATH
# The words of pkg-config are meant to be split; the prefix may be moved, as packages are.
# shellcheck disable=SC2046,SC2086
${CC:-cc} $flags "$folder/main.c" -o "$folder/by-pkg-config" \
        $(pkg-config --define-variable=prefix="$prefix" --cflags --libs milestone)
run "$folder/by-pkg-config"
pkg-config --exact-version=1.0.0 milestone || fail "the version of milestone.pc"

mkdir "$folder/cmake"
cp "$folder/main.c" "$folder/cmake/"
cat >"$folder/cmake/CMakeLists.txt" <<'PROGRAM'
cmake_minimum_required(VERSION 3.16)
project(consumer C)
find_package(Milestone 1.0 REQUIRED)
add_executable(by-cmake main.c)
target_link_libraries(by-cmake PRIVATE milestone::milestone)
PROGRAM
if ! { "${CMAKE:-cmake}" -G Ninja -S "$folder/cmake" -B "$folder/cmake/build" -DCMAKE_PREFIX_PATH="$prefix" \
        -DCMAKE_C_COMPILER="${CC:-cc}" -DCMAKE_C_FLAGS="$flags" &&
        "${CMAKE:-cmake}" --build "$folder/cmake/build"; } >"$folder/log" 2>&1; then
        cat "$folder/log" >&2
        fail "a consumer by CMake does not build"
fi
run "$folder/cmake/build/by-cmake"

if command -v c++ >/dev/null; then
        echo '#include <milestone/client.h>
        int main() { mst_batch *batch = nullptr; int r = mst_batch_new("a", &batch); mst_batch_unref(batch); return r; }' |
                c++ -std=c++17 -Wall -Werror -x c++ -fsyntax-only -I "$prefix/include" -
fi
echo "a consumer by pkg-config and one by CMake"
