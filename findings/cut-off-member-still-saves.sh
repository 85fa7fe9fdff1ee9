#!/usr/bin/env bash
# A member without quorum refuses reads and writes, so `etcdctl snapshot save` is expected to fail on it too. It succeeds,
# exit code 0: the maintenance service answers from the member's own database and asks no leader (etcd,
# server/etcdserver/api/v3rpc/maintenance.go, Snapshot). A snapshot that was saved says nothing of the cluster's health, and
# one of a member that was cut off may lack what the others have acknowledged since.
# shellcheck source=lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
bin=$(need_etcd36)
"$bin/etcd" --version | sed -n 1p
read -r -a ports < <(python3 -c 'import socket
free = [socket.create_server(("127.0.0.1", 0)) for _ in range(6)]
print(*(server.getsockname()[1] for server in free))')
members="m0=http://127.0.0.1:${ports[3]},m1=http://127.0.0.1:${ports[4]},m2=http://127.0.0.1:${ports[5]}"
client() { "$bin/etcdctl" --endpoints="http://127.0.0.1:${ports[0]}" --command-timeout=10s "$@"; }

for member in 0 1 2; do
  url=http://127.0.0.1:${ports[member]} peer=http://127.0.0.1:${ports[member + 3]}
  env -u ETCD_SNAPSHOT_CACHE "$bin/etcd" --name="m$member" --data-dir="$work/m$member" --listen-client-urls="$url" \
    --advertise-client-urls="$url" --listen-peer-urls="$peer" --initial-advertise-peer-urls="$peer" \
    --initial-cluster="$members" --log-level=error >"$work/m$member.log" 2>&1 &
  servers+=($!)
done
until client put key value >/dev/null 2>&1; do kill -0 "${servers[@]}"; sleep 1; done
kill "${servers[@]:1}"
wait "${servers[@]:1}" 2>/dev/null || true
servers=("${servers[0]}")
while client get key >/dev/null 2>&1; do sleep 1; done

expect "a read" refused "$(client get key >/dev/null 2>&1 && echo answered || echo refused)"
expect "a write" refused "$(client put key other >/dev/null 2>&1 && echo answered || echo refused)"
code=0
client snapshot save "$work/a.db" >"$work/output" 2>&1 || code=$?
expect "exit code of snapshot save" 0 "$code"
expect "lines of its output that warn or name a leader" 0 "$(grep -ciE 'warn|error|leader|quorum' "$work/output" || true)"
expect "keys in the snapshot" 1 "$("$bin/etcdutl" snapshot status -w json "$work/a.db" | field totalKey)"
