#!/usr/bin/env bash
# A value that was deleted and compacted is expected to be in no later snapshot. It is: bbolt only marks its pages free
# and never clears them, and a snapshot is the whole file with its free pages (etcd, server/storage/backend/backend.go,
# Snapshot; bbolt, tx.go, WriteTo). So the plain text of Secrets that were encrypted since goes along with later backups,
# until `etcdctl defrag` has written that member's file anew.
# shellcheck source=lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
bin=$(need_etcd36)
"$bin/etcd" --version | sed -n 1p
client() { "$bin/etcdctl" --endpoints="$endpoint" --command-timeout=1m "$@"; }
holds_it() { grep -qa old-plain-text "$1" && echo yes || echo no; }

start_etcd "$bin" "$work/data"
printf 'old-plain-text %.0s' {1..20000} | client put secret >/dev/null
client put secret encrypted >/dev/null
client compact "$(client put other value -w json | field header.revision)" --physical >/dev/null
expect "old revisions that etcd serves" "mvcc: required revision has been compacted" \
  "$(client get secret --rev=2 2>&1 | grep -o 'mvcc: required revision has been compacted' | head -1)"

client snapshot save "$work/a.db" >/dev/null 2>&1
expect "the old value is in the snapshot" yes "$(holds_it "$work/a.db")"
"$bin/etcdutl" snapshot restore "$work/a.db" --data-dir="$work/restored" >/dev/null 2>&1
expect "and in what is restored from it" yes "$(holds_it "$work/restored/member/snap/db")"
client defrag >/dev/null
client snapshot save "$work/b.db" >/dev/null 2>&1
expect "in a snapshot after defrag" no "$(holds_it "$work/b.db")"
