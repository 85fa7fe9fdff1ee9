#!/usr/bin/env bash
# etcdutl 3.5 counts the entries of all buckets as total keys, etcdutl 3.6 the distinct live keys of users: one valid
# file has two totals. A check that compares the figure across versions calls a good snapshot damaged.
# shellcheck source=lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
bin35=$(need_etcd35) bin36=$(need_etcd36)
"$bin35/etcdutl" version | sed -n 1p
"$bin36/etcdutl" version | sed -n 1p

start_etcd "$bin35" "$work/data"
for i in 1 2 3 4 5; do "$bin35/etcdctl" --endpoints="$endpoint" put "key$i" value >/dev/null; done
"$bin35/etcdctl" --endpoints="$endpoint" put key1 again >/dev/null
"$bin35/etcdctl" --endpoints="$endpoint" del key5 >/dev/null
"$bin35/etcdctl" --endpoints="$endpoint" snapshot save "$work/a.db" >/dev/null 2>&1

old=$("$bin35/etcdutl" snapshot status -w json "$work/a.db")
new=$("$bin36/etcdutl" snapshot status -w json "$work/a.db")
expect "hash is the same" "$(field hash <<<"$old")" "$(field hash <<<"$new")"
expect "revision is the same" "$(field revision <<<"$old")" "$(field revision <<<"$new")"
expect "total keys by 3.6, the 4 that live" 4 "$(field totalKey <<<"$new")"
total=$(field totalKey <<<"$old")
expect "total keys by 3.5 ($total) are at least the 7 revisions" yes "$( ((total >= 7)) && echo yes || echo no)"
