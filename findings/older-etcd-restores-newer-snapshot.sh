#!/usr/bin/env bash
# A snapshot of etcd 3.6 says so in it (storageVersion 3.6.0), but etcdutl 3.5 restores it with exit 0 and no warning,
# and etcd 3.5 serves it. Nothing in etcd guards a restore onto an older minor.
# shellcheck source=lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
bin35=$(need_etcd35) bin36=$(need_etcd36)
"$bin35/etcdutl" version | sed -n 1p
"$bin36/etcd" --version | sed -n 1p

start_etcd "$bin36" "$work/new"
"$bin36/etcdctl" --endpoints="$endpoint" put key value >/dev/null
for ((i = 0; i < 100; i++)); do # it is written a few seconds after the first start
  rm -f "$work/a.db"
  "$bin36/etcdctl" --endpoints="$endpoint" snapshot save "$work/a.db" >/dev/null 2>&1
  version=$("$bin36/etcdutl" snapshot status -w json "$work/a.db" | field version)
  [[ -z $version ]] || break
  sleep 0.3
done
expect "storage version in the snapshot" 3.6.0 "$version"

code=0
"$bin35/etcdutl" snapshot restore "$work/a.db" --data-dir="$work/old" >"$work/out" 2>&1 || code=$?
expect "exit code of etcdutl 3.5 snapshot restore" 0 "$code"
expect "lines of its output that warn or name the version" 0 "$(grep -ciE 'warn|error|3\.6|storage.?version' "$work/out" || true)"
start_etcd "$bin35" "$work/old" --force-new-cluster
expect "what etcd 3.5 serves" value "$("$bin35/etcdctl" --endpoints="$endpoint" get key --print-value-only)"
