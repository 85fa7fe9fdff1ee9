#!/usr/bin/env bash
# `etcdutl hashkv` is expected to give one number for one file. Where no key is alive and a compaction was interrupted, it
# gives either of two, as chance has it: opening the store resumes the compaction in the background (etcd,
# server/storage/mvcc/kvstore.go, restore), while the hash is taken. As a rule HashKV leaves out what that compaction
# will remove, but with no live key it leaves out nothing (hash.go, WriteKeyValue: only if `keep` has entries), so it
# covers either all versions or those that the compaction has left.
# shellcheck source=lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
bin=$(need_etcd36)
"$bin/etcdutl" version | sed -n 1p
client() { "$bin/etcdctl" --endpoints="$endpoint" --command-timeout=1m "$@"; }
# hashes COUNT: the numbers that so many runs give, each on a copy of its own.
hashes() {
  export bin work
  # shellcheck disable=SC2016  # for the other shell
  seq "$1" | xargs -P 8 -I{} bash -c 'cp "$work/a.db" "$work/{}.db" && "$bin/etcdutl" hashkv -w json "$work/{}.db"' |
    sed 's/.*"hash":\([0-9]*\).*/\1/' | sort -u
}

start_etcd "$bin" "$work/data" --compaction-batch-limit=10 --compaction-sleep-interval=1h
for ((i = 0; i < 15; i++)); do client put key "value $i" >/dev/null; done
revision=$(client del key -w json | field header.revision)
client compact "$revision" >/dev/null
client snapshot save "$work/a.db" >/dev/null 2>&1
expect "live keys of the snapshot" 0 "$("$bin/etcdutl" snapshot status -w json "$work/a.db" | field totalKey)"

for ((runs = 100; runs <= 2000; runs += 100)); do
  hashes 100 >>"$work/seen"
  mapfile -t seen < <(sort -u "$work/seen")
  ((${#seen[@]} == 1)) || break
done
echo "$runs runs gave: ${seen[*]}"
expect "numbers for one file" 2 "${#seen[@]}"
