#!/bin/sh
# The daemon as it is installed, under a real systemd: it starts and answers over its ipc sockets,
# to members of its group and nobody else; what was acknowledged is there after SIGKILL; a hang is
# noticed by the watchdog; a bad configuration is refused on reload and stops a start for good; it
# ends cleanly. Runs in testbed.sh; the tree is installed into a folder first.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

if [ "${1-}" != --inside ]; then
        staged=$(mktemp -d)
        trap 'rm -rf "$staged"' EXIT
        umask 022
        DESTDIR=$staged cmake --install "$MILESTONE_BUILD" >"$staged/log" 2>&1 || {
                cat "$staged/log"
                exit 1
        }
        status=0
        MILESTONE_STAGED=$staged TESTBED_BIND="$staged $here" \
                sh "$here/testbed.sh" sh "$here/test_service.sh" --inside || status=$?
        exit $status
fi

configuration=/etc/milestoned/milestoned.yaml
unit=milestoned.service

step() { echo "-- $*"; }
fail() {
        echo "FAILED: $*"
        systemctl status --no-pager --lines=0 $unit || :
        journalctl --no-pager --sync >/dev/null 2>&1 || :
        journalctl --no-pager -o cat -u $unit | tail -n 40
        exit 1
}
main_pid() { systemctl show -P MainPID $unit; }
# Waits until process $1 is gone and the service is there again, or fails.
restarted() {
        timeout 60 sh -c "while [ -e /proc/$1 ]; do :; done" || fail "process $1 is still there"
        timeout 60 sh -c "until systemctl is-active --quiet $unit; do :; done" || fail "did not come back"
        [ "$(main_pid)" != "$1" ] || fail "is the same process"
}
answers() {
        timeout 60 milestonectl status >/tmp/status 2>&1 || { cat /tmp/status; fail "does not answer"; }
}

# Sends the one event of event.jsonl and wants $1 in its receipt.
publish() {
        timeout 60 milestonectl --json publish --source customs-by "$here/event.jsonl" >/tmp/receipt 2>&1 ||
                { cat /tmp/receipt; fail "the event is not taken"; }
        grep -q "$1" /tmp/receipt || { cat /tmp/receipt; fail "no receipt says $1"; }
}

step "install"
for folder in "$MILESTONE_STAGED"/*/; do # not the folder itself: its mode would become that of /
        cp -a "$folder" /
done
ldconfig
systemd-sysusers
journalctl --update-catalog
cp $configuration /tmp/shipped.yaml
cp "$here/milestoned.yaml" $configuration
mkdir -p /etc/systemd/system/$unit.d
# A hang is noticed after $1: shorter than shipped, so that it is within the test's time, while that is tried.
# Leak detection needs ptrace, which the unit forbids.
watchdog() {
        printf '[Service]\nWatchdogSec=%s\nEnvironment=ASAN_OPTIONS=detect_leaks=0\n' "$1" \
                >/etc/systemd/system/$unit.d/test.conf
        systemctl daemon-reload
}
watchdog 3s

step "start"
systemctl start $unit || fail "does not start"
systemctl is-active $unit
answers
[ "$(stat -c %a /var/lib/milestoned)" = 700 ] || fail "its state can be read by others"

step "its group reaches it, nobody else"
group=$(id -g milestoned)
setpriv --reuid nobody --regid nogroup --groups "$group" \
        timeout 60 milestonectl status >/dev/null || fail "a member of the group is not answered"
if setpriv --reuid nobody --regid nogroup --clear-groups test -e /run/milestoned/desk; then
        fail "a stranger sees the sockets"
fi

step "publish"
publish '"accepted":"1"'

step "SIGKILL: started again, what was acknowledged is there"
pid=$(main_pid)
systemctl kill -s KILL $unit
restarted "$pid"
answers
publish '"repeated":"1"'
milestonectl --json query turnover >/tmp/turnover || fail "the measure is not answered"
grep -q '1200\.00' /tmp/turnover || { cat /tmp/turnover; fail "the sum is another"; }

step "SIGSTOP: the watchdog ends it, started again"
pid=$(main_pid)
systemctl kill -s STOP $unit
restarted "$pid"
answers
journalctl --sync
journalctl --no-pager -o cat -u $unit | grep 'Watchdog timeout' || fail "it was not the watchdog"
watchdog 1min

step "reload of a bad configuration is refused, the daemon goes on"
cp $configuration /tmp/good.yaml
printf 'timezone: Nowhere/Never\nmeasure: []\n' >$configuration
pid=$(main_pid)
if systemctl reload $unit; then fail "a bad configuration was taken"; fi
[ "$(main_pid)" = "$pid" ] || fail "the reload ended it"
answers

step "stop: clean"
systemctl stop $unit
[ "$(systemctl show -P Result $unit)" = success ] || fail "stopped with $(systemctl show -P Result $unit)"
[ "$(systemctl show -P ExecMainStatus $unit)" = 0 ] || fail "left with $(systemctl show -P ExecMainStatus $unit)"
[ ! -e /run/milestoned ] || fail "left its sockets behind"

step "a start with a bad configuration fails once, with 78"
if systemctl start $unit; then fail "started with a bad configuration"; fi
[ "$(systemctl show -P ExecMainStatus $unit)" = 78 ] || fail "left with $(systemctl show -P ExecMainStatus $unit)"
[ "$(systemctl show -P ActiveState $unit)" = failed ] || fail "is started again and again"

step "and with the good one it starts, with what it knew"
cp /tmp/good.yaml $configuration
systemctl start $unit || fail "does not start again"
answers
systemctl stop $unit
[ "$(systemctl show -P Result $unit)" = success ] || fail "stopped with $(systemctl show -P Result $unit)"

step "tcp with the drop-in"
mkdir -p /etc/systemd/system/$unit.d
cp /usr/local/share/doc/milestoned/examples/$unit.d/tcp.conf /etc/systemd/system/$unit.d/
printf 'endpoints:\n  desk: [ipc:///run/milestoned/desk, "tcp://127.0.0.1:7003"]\n' >>$configuration
systemctl daemon-reload
systemctl start $unit || fail "does not start"
timeout 60 milestonectl --endpoint desk=tcp://127.0.0.1:7003 status >/dev/null || fail "does not answer over tcp"
answers
systemctl stop $unit
rm /etc/systemd/system/$unit.d/tcp.conf
systemctl daemon-reload

step "the shipped example, on a new machine"
rm -rf /var/lib/milestoned
cp /tmp/shipped.yaml $configuration
systemctl start $unit || fail "does not start"
answers
systemctl stop $unit
