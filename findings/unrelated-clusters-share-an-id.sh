#!/usr/bin/env bash
# A cluster ID is expected to tell clusters apart. It is no random number but a hash of the members' first peer URLs and
# the token (etcd, server/etcdserver/api/membership/member.go, computeMemberID; cluster.go, genID): two clusters of
# different content, restored with the defaults of `etcdutl snapshot restore`, have the same cluster and member ID. So do
# two snapshots of them, for a check that takes equal IDs for "the same cluster".
# shellcheck source=lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
bin=$(need_etcd36)
"$bin/etcdutl" version | sed -n 1p
client() { "$bin/etcdctl" --endpoints="$endpoint" "$@"; }

for cluster in one two; do
  start_etcd "$bin" "$work/$cluster"
  client put key "of cluster $cluster" >/dev/null
  client snapshot save "$work/$cluster.db" >/dev/null 2>&1
  echo "cluster $cluster before: $(client endpoint status -w json | field Status.header.cluster_id)"
  "$bin/etcdutl" snapshot restore "$work/$cluster.db" --data-dir="$work/$cluster-restored" >/dev/null 2>&1
done
for cluster in one two; do
  start_etcd "$bin" "$work/$cluster-restored"
  expect "value" "of cluster $cluster" "$(client get key --print-value-only)"
  status=$(client endpoint status -w json)
  expect "cluster ID after the restore" 14841639068965178418 "$(field Status.header.cluster_id <<<"$status")"
  expect "member ID after the restore" 10276657743932975437 "$(field Status.header.member_id <<<"$status")"
done
