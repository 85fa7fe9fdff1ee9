#!/usr/bin/env bash
# `etcdutl hashkv FILE` prints a hash and is expected to only read, as `etcdutl snapshot status FILE` does. It opens the
# file for writing and starts a key-value store on it (etcd, etcdutl/etcdutl/hashkv_command.go, calculateHashKV), which
# commits at least a new meta page. The SHA-256 at the end of the file is then wrong: the next restore refuses a snapshot
# that was good. It is to be run on a copy.
# shellcheck source=lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
bin=$(need_etcd36)
"$bin/etcdutl" version | sed -n 1p
restored() { "$bin/etcdutl" snapshot restore "$work/a.db" --data-dir="$1" 2>&1 | grep -oE 'restored snapshot|expected sha256'; }
sum() { sha256sum <"$work/a.db"; }

start_etcd "$bin" "$work/data"
"$bin/etcdctl" --endpoints="$endpoint" put key value >/dev/null
"$bin/etcdctl" --endpoints="$endpoint" snapshot save "$work/a.db" >/dev/null 2>&1
before=$(sum)
"$bin/etcdutl" snapshot status "$work/a.db"
expect "snapshot status leaves the file as it was" yes "$([[ $(sum) == "$before" ]] && echo yes || echo no)"
expect "restore" "restored snapshot" "$(restored "$work/first")"

code=0
"$bin/etcdutl" hashkv "$work/a.db" || code=$?
expect "exit code of hashkv" 0 "$code"
expect "hashkv leaves the file as it was" no "$([[ $(sum) == "$before" ]] && echo yes || echo no)"
expect "restore after hashkv" "expected sha256" "$(restored "$work/second")"
