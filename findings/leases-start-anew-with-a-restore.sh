#!/usr/bin/env bash
# A key whose lease has run out since the snapshot was taken is expected to be gone after a restore, or soon. Its lease
# starts anew with its whole time to live: the database holds how long a lease was granted for, not until when (etcd,
# server/lease/leasepb, Lease; server/lease/lessor.go, initAndRecover and Promote). Events, locks and leader records of
# weeks ago are back, each for as long as on its first day.
# shellcheck source=lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
bin=$(need_etcd36)
"$bin/etcd" --version | sed -n 1p
client() { "$bin/etcdctl" --endpoints="$endpoint" --command-timeout=1m "$@"; }

start_etcd "$bin" "$work/data"
lease=$(client lease grant 30 | grep -oE '[0-9a-f]{16}')
client put key value --lease="$lease" >/dev/null
sleep 10
client snapshot save "$work/a.db" >/dev/null 2>&1
while [[ -n $(client get key) ]]; do sleep 1; done
echo "the lease of 30 seconds has run out, the key is gone"

"$bin/etcdutl" snapshot restore "$work/a.db" --data-dir="$work/restored" >/dev/null 2>&1
start_etcd "$bin" "$work/restored"
left=$(client lease timetolive "$lease" -w json | field ttl)
expect "key in the restored etcd" value "$(client get key --print-value-only)"
expect "seconds left ($left) are more than the 20 there were in the snapshot" yes "$( ((left > 20)) && echo yes || echo no)"
