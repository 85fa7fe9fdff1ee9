#!/usr/bin/env bash
# The hash of "snapshot status" covers the whole database with members, terms and indexes of the consensus: it changes
# when a snapshot is restored and saved again, though every key is equal. HashKV, which etcd serves, stays.
# shellcheck source=lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
bin=$(need_etcd35)
"$bin/etcd" --version | sed -n 1p
hash_kv() { "$bin/etcdctl" --endpoints="$endpoint" endpoint hashkv -w json | field HashKV.hash; }

start_etcd "$bin" "$work/first"
for i in 1 2 3; do "$bin/etcdctl" --endpoints="$endpoint" put "key$i" value >/dev/null; done
before=$(hash_kv)
"$bin/etcdctl" --endpoints="$endpoint" snapshot save "$work/a.db" >/dev/null 2>&1
"$bin/etcdutl" snapshot restore "$work/a.db" --data-dir="$work/second" >/dev/null 2>&1
start_etcd "$bin" "$work/second" --force-new-cluster
after=$(hash_kv)
"$bin/etcdctl" --endpoints="$endpoint" snapshot save "$work/b.db" >/dev/null 2>&1

first=$("$bin/etcdutl" snapshot status -w json "$work/a.db") second=$("$bin/etcdutl" snapshot status -w json "$work/b.db")
expect "revision after the restore" "$(field revision <<<"$first")" "$(field revision <<<"$second")"
expect "HashKV after the restore" "$before" "$after"
one=$(field hash <<<"$first") two=$(field hash <<<"$second")
expect "status hashes $one and $two are equal" no "$([[ $one == "$two" ]] && echo yes || echo no)"
