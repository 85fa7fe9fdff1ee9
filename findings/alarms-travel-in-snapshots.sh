#!/usr/bin/env bash
# A snapshot that was taken under the alarm NOSPACE carries it: the etcd restored from it refuses every write, although
# its quota is the default one, its database a hundredth of that, and `snapshot status` says nothing of it. Most would
# expect an alarm to be a state of the old cluster's members. It goes with `alarm disarm`.
# shellcheck source=lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
bin=$(need_etcd36)
"$bin/etcdutl" version | sed -n 1p
client() { "$bin/etcdctl" --endpoints="$endpoint" "$@"; }

start_etcd "$bin" "$work/data" --quota-backend-bytes=$((16 << 20))
head -c 1000000 /dev/zero | tr '\0' x >"$work/value"
for ((i = 0; i < 30; i++)); do client put "key$i" <"$work/value" >/dev/null 2>&1 || break; done
expect "alarm of the full etcd" NOSPACE "$(client alarm list | grep -o NOSPACE)"
client snapshot save "$work/a.db" >/dev/null 2>&1
expect "snapshot status names an alarm" no "$("$bin/etcdutl" snapshot status -w json "$work/a.db" | grep -qi alarm && echo yes || echo no)"

"$bin/etcdutl" snapshot restore "$work/a.db" --data-dir="$work/restored" >/dev/null 2>&1
start_etcd "$bin" "$work/restored"
expect "a write to the restored etcd" "database space exceeded" \
  "$(client put new value 2>&1 | grep -o 'database space exceeded' | head -1)"
client alarm disarm >/dev/null
expect "a write after alarm disarm" OK "$(client put new value)"
