#!/bin/sh
# sh tests/systemd/testbed.sh COMMAND [WORD...]
#
# Boots a real systemd as process 1 of throw-away namespaces, runs COMMAND as root under it, and
# takes everything down again. In comes the running root file system as the lower half of an
# overlay, so what is installed here is visible there; nothing that is written there comes out,
# but for COMMAND's output, which is printed when it has ended. Inside there is no network but
# loopback, /tmp and /run are empty, and none of the machine's own units run.
#
# Environment: TESTBED_BIND     folders seen inside, read-only (what lies on another mount, or in
#                               /tmp, does not show through the overlay)
#              TESTBED_SECONDS  a limit for all of it (default 600)
# Variables whose names begin with MILESTONE_ are handed on.
# Exit: that of COMMAND; 77 where the kernel or the container forbids it, with the reason.
#
# How: three stages, each this file again. `host` has its own mount namespace with a tmpfs and a
# cgroup; `init` has all other namespaces, builds the root and becomes systemd. COMMAND is the
# service testbed.service, whose end is systemd's end. The kernel kills what is left when the
# first process of the namespace ends.
set -eu
export LC_ALL=C
stage=${1-}

skip() {
        echo "testbed: $*" >&2
        exit 77
}

# ---- outside: may we? -----------------------------------------------------------------------
outside() {
        [ "$(id -u)" = 0 ] || skip "needs root"
        [ -x /lib/systemd/systemd ] || skip "systemd is not installed"
        for tool in unshare setpriv pivot_root; do
                command -v $tool >/dev/null || skip "$tool (util-linux) is not installed"
        done
        for kind in overlay cgroup2; do
                grep -qw $kind /proc/filesystems || skip "the kernel has no $kind"
        done
        why=$(unshare --mount --pid --fork --mount-proc --cgroup --uts --ipc --net true 2>&1) ||
                skip "namespaces are forbidden: $why"

        work=$(mktemp -d)
        trap 'rmdir "$work"' EXIT
        why=$(unshare --mount --propagation private sh -ec '
                mount -t tmpfs tmpfs "$1"; cd "$1"; mkdir up wk root cg
                mount -t overlay overlay -o lowerdir=/,upperdir=up,workdir=wk root
                mount -t cgroup2 cgroup2 cg; mkdir cg/probe.$$; rmdir cg/probe.$$' - "$work" 2>&1) ||
                skip "an overlay over / or a cgroup of our own is forbidden: $why"

        status=0
        unshare --mount --propagation private sh "$0" --host "$work" "$@" || status=$?
        exit $status
}

# ---- its own mounts: a tmpfs for what is written, a cgroup, and the end of it all --------------
host() {
        work=$1
        shift
        mount -t tmpfs -o mode=755 tmpfs "$work"
        mkdir "$work/up" "$work/wk" "$work/root" "$work/cg"
        mount -t cgroup2 cgroup2 "$work/cg"
        cgroup=$work/cg/testbed.$$
        mkdir "$cgroup" "$cgroup/payload"
        # Memory and task limits act only where cgroup 2 has these controllers.
        for controller in $(cat "$cgroup/cgroup.controllers"); do
                echo "+$controller" >"$cgroup/cgroup.subtree_control" || :
        done

        # Process 1 alone enters the payload: systemd wants the root of its cgroup for itself.
        timeout --kill-after=5 "${TESTBED_SECONDS:-600}" \
                unshare --pid --fork --kill-child --mount --uts --ipc --net sh -ec '
                        echo 0 >"$1/payload/cgroup.procs"; shift
                        exec unshare --cgroup sh "$@"' - "$cgroup" "$0" --init "$work" "$@" \
                >"$work/log" 2>&1 </dev/null || :
        find "$cgroup" -depth -type d -exec rmdir {} + 2>/dev/null || :

        [ ! -e "$work/up/testbed/output" ] || cat "$work/up/testbed/output"
        if [ ! -e "$work/up/testbed/status" ]; then
                cat "$work/log" >&2
                echo "testbed: the command came to no end (limit: ${TESTBED_SECONDS:-600} s)" >&2
                exit 1
        fi
        exit "$(cat "$work/up/testbed/status")"
}

# ---- process 1, until it becomes systemd ---------------------------------------------------------
init() {
        work=$1 root=$1/root
        shift
        cd "$work"
        mount -t overlay overlay -o lowerdir=/,upperdir=up,workdir=wk root
        mount -t proc -o nosuid,nodev,noexec proc root/proc
        mount -t sysfs -o ro,nosuid,nodev,noexec sysfs root/sys
        mount -t cgroup2 -o nosuid,nodev,noexec cgroup2 root/sys/fs/cgroup
        mount -t tmpfs -o mode=755,nosuid,nodev tmpfs root/run
        mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs root/tmp
        mount -t tmpfs -o mode=755,nosuid tmpfs root/dev
        for device in null zero full random urandom tty; do
                : >"root/dev/$device"
                mount --bind "/dev/$device" "root/dev/$device"
        done
        mkdir root/dev/pts root/dev/shm
        mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts root/dev/pts
        mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs root/dev/shm
        ln -s pts/ptmx root/dev/ptmx
        ln -s /proc/self/fd root/dev/fd
        for knob in sys sysrq-trigger; do # the kernel outside is not ours to turn
                [ -e "root/proc/$knob" ] || continue
                mount --bind "root/proc/$knob" "root/proc/$knob"
                mount -o remount,bind,ro "root/proc/$knob"
        done
        for folder in ${TESTBED_BIND:-}; do
                mkdir -p "root$folder"
                mount --bind "$folder" "root$folder"
                mount -o remount,bind,ro "root$folder"
        done
        furnish "$@"

        cd "$root"
        mkdir .outside
        pivot_root . .outside
        cd /
        umount -l /.outside
        rmdir /.outside
        mount --make-rshared / # else credentials and other mounts do not reach a service
        exec setpriv --bounding-set -sys_module,-sys_time,-sys_rawio,-syslog \
                env -i PATH=/usr/sbin:/usr/bin container=testbed \
                /lib/systemd/systemd --system --unit=testbed.target --show-status=no --log-target=journal
}

# Into the root: a system without units of its own, and COMMAND as a service that ends it.
furnish() {
        rm -rf root/etc/systemd/system root/var/log/journal
        mkdir -p root/etc/systemd/system root/etc/systemd/journald.conf.d root/testbed
        printf '[Journal]\nStorage=volatile\nRateLimitIntervalSec=0\nForwardToSyslog=no\n' \
                >root/etc/systemd/journald.conf.d/testbed.conf
        : >root/etc/fstab
        echo testbed >root/etc/hostname
        hostname testbed
        tr -d - </proc/sys/kernel/random/uuid >root/etc/machine-id
        env | grep '^MILESTONE_' >root/testbed/environment || :
        {
                echo 'cd /tmp'
                printf 'status=0\n'
                for word in "$@"; do
                        printf "'%s' " "$(printf %s "$word" | sed "s/'/'\\\\''/g")"
                done
                printf '|| status=$?\necho $status >/testbed/status\n'
        } >root/testbed/command
        cat >root/etc/systemd/system/testbed.service <<'UNIT'
[Unit]
After=basic.target
SuccessAction=exit-force
FailureAction=exit-force
[Service]
Type=oneshot
TimeoutStartSec=infinity
EnvironmentFile=/testbed/environment
Environment=SYSTEMD_PAGER= SYSTEMD_COLORS=0 HOME=/root LC_ALL=C.UTF-8
ExecStart=sh /testbed/command
StandardOutput=append:/testbed/output
StandardError=inherit
UNIT
        printf '[Unit]\nRequires=basic.target testbed.service\n' >root/etc/systemd/system/testbed.target
}

case $stage in
--host | --init)
        shift
        "${stage#--}" "$@"
        ;;
'') sed -n '2,/^set -eu/{/^set/d;s/^# \{0,1\}//p}' "$0" >&2 && exit 2 ;;
*) outside "$@" ;;
esac
