#!/bin/sh
# sh tests/packages.sh WHEN...   installs those packages of packages.txt that are missing and
# are needed WHEN (build, test, systemd, fuzz): as root, or through sudo. Where neither is to be
# had it says which are missing and ends with 1. Says nothing when none is missing.
set -eu

list=$(dirname "$0")/packages.txt
if ! command -v dpkg-query >/dev/null; then
        echo "packages: this is no Debian; $list names what is needed" >&2
        exit 0
fi

missing=
for when in "$@"; do
        for package in $(awk -v when="$when" '!/^#/ && $2 == when { print $1 }' "$list"); do
                dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q 'ok installed$' ||
                        missing="$missing $package"
        done
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
        root=env
elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        root="sudo env"
else
        echo "packages: missing, and this user may not install:$missing" >&2
        echo "packages: as root: apt-get install$missing" >&2
        exit 1
fi

echo "packages: installing$missing" >&2
# A list that cannot be renewed may still be good enough; the installation tells.
$root apt-get -qq update || echo "packages: the lists could not be renewed" >&2
if ! $root DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing \
        </dev/null >&2; then
        echo "packages: could not be installed:$missing" >&2
        exit 1
fi
