#!/bin/sh
# The testbed itself: a service there says that it is ready, keeps a state folder under a user of
# its own, is started again after SIGKILL, and what it wrote does not come out. Without this a
# failure of test_service.sh might be the testbed's.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

if [ "${1-}" != --inside ]; then
        status=0
        TESTBED_BIND=$here TESTBED_SECONDS=300 sh "$here/testbed.sh" sh "$here/test_testbed.sh" --inside || status=$?
        [ ! -e /var/lib/private/testbed-probe ] || { echo "what was written inside came out"; exit 1; }
        exit $status
fi

cat >/etc/systemd/system/probe.service <<'UNIT'
[Unit]
StartLimitIntervalSec=0
[Service]
Type=notify
NotifyAccess=all
DynamicUser=yes
StateDirectory=testbed-probe
Restart=always
RestartSec=10ms
ExecStart=sh -c 'echo "$$" >>/var/lib/testbed-probe/starts; systemd-notify --ready; exec tail -f /dev/null'
UNIT
systemctl daemon-reload
systemctl start probe.service
systemctl is-active probe.service
first=$(systemctl show -P MainPID probe.service)
systemctl kill -s KILL probe.service
timeout 60 sh -c 'until [ "$(wc -l </var/lib/private/testbed-probe/starts)" = 2 ]; do :; done'
timeout 60 sh -c 'until systemctl is-active --quiet probe.service; do :; done'
second=$(systemctl show -P MainPID probe.service)
echo "started as $first, after SIGKILL as $second"
[ "$first" != "$second" ]
systemctl stop probe.service
