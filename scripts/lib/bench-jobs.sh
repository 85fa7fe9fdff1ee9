# Sourced by bench: the jobs, ours and those of the tools a user would pick instead. What they work on is made when
# first needed, below $work.
# shellcheck shell=bash

id1=2026-11-19_013000 id2=2026-11-20_013000
# Whatever this machine has for AWS; rclone 1.60 ends with "unsupported transport" where AWS_CA_BUNDLE is set.
unset "${!AWS_@}"
: "${work:=}" "${heap:=}" # a directory; of the virtual machine: such as 64m, or "image" for all that the image has

etcd_snapshot() {
  if [[ $heap == image ]]; then
    "$(need_image_runtime)/etcd-snapshot" "$@"
  else
    java ${heap:+"-Xmx$heap"} -jar app/target/etcd-snapshot.jar "$@"
  fi
}
have_program() { [[ $heap != image ]] || need_image_runtime; }
release_010() { java -jar "$(need_release_010)" "$@"; }
etcdutl() { "$(need_etcd35)/etcdutl" "$@"; }

verify_010() { release_010 verify "$(need_database "$1")/day1.db"; }
ours_verify() { etcd_snapshot verify "$(need_database "$1")/day1.db"; }

# status_and_hash openssl|sha256sum SIZE
status_and_hash() {
  local file
  file=$(need_database "$2")/day1.db
  etcdutl snapshot status "$file"
  "hash_with_$1" "$file"
}
hash_with_openssl() { openssl dgst -sha256 "$1"; }
hash_with_sha256sum() { sha256sum "$1"; }

# What get answers, without a cluster and with one. The object is in every database.
needle=configmap/needle
ours_get() { etcd_snapshot get "$needle" -n bench -o json "${@:2}" --from "$(need_database "$1")/day1.db"; }
ours_diff() { etcd_snapshot diff -o json "$(need_database "$1")"/day{1,2}.db; }
ours_usage() { etcd_snapshot usage -o json "$(need_database "$1")/day1.db"; }

# restore_start_get SIZE: the road to one object without this program.
restore_start_get() (
  client_port=$(free_port) peer=http://127.0.0.1:$(free_port) scratch=$(mktemp -d "$work/road.XXXXXX")
  trap '[[ -z ${etcd_pid:-} ]] || stop_with_children "$etcd_pid"; rm -rf "$scratch"' EXIT
  etcdutl snapshot restore "$(need_database "$1")/day1.db" --data-dir "$scratch/etcd" \
    --initial-cluster "default=$peer" --initial-advertise-peer-urls "$peer"
  "$(need_etcd35)/etcd" --data-dir "$scratch/etcd" --log-level warn --listen-peer-urls "$peer" \
    --listen-client-urls "http://127.0.0.1:$client_port" --advertise-client-urls "http://127.0.0.1:$client_port" >"$scratch/log" 2>&1 &
  etcd_pid=$!
  wait_for "$etcd_pid" "$scratch/log" is_listening "$client_port"
  "$(need_etcd35)/etcdctl" --endpoints "http://127.0.0.1:$client_port" get "/kubernetes.io/configmaps/bench/needle" | grep -q needle
)

size_of() { stat -c %s "$(need_database "$1")/day1.db"; }
changed_in() { cat "$(need_database "$1")/changed"; }
warm() { cat "$(need_database "$1")/day1.db" >/dev/null; }
drop_from_cache() { dd if="$(need_database "$1")/day1.db" iflag=nocache count=0; }

# need_sets SIZE: prints a directory with the two days as sets in both/, the first alone in first/, the two snapshots
# side by side in flat/, and under one name in same/day1 and same/day2.
need_sets() {
  local home=$work/sets-$1 database day id
  if [[ ! -d $home ]]; then
    database=$(need_database "$1")
    mkdir -p "$home".part/{first,both,flat,same/day1,same/day2}
    for day in 1 2; do
      id=id$day
      ln "$database/day$day.db" "$home.part/flat/snapshot_${!id}.db"
      ln "$database/day$day.db" "$home.part/same/day$day/snapshot.db"
      kube_resources >"$home.part/flat/static_kuberesources_${!id}.tar.gz"
    done
    heap='' etcd_snapshot sync -q --from "$home.part/flat" --to "$home.part/both" >&2
    cp -al "$home.part/both/$id1" "$home.part/first"
    mv "$home.part" "$home"
  fi
  echo "$home"
}

kube_resources() {
  local component
  for component in etcd kube-apiserver kube-controller-manager kube-scheduler; do
    mkdir -p "$work/kube/static-pod-resources/$component-pod-7"
    head -c 50000 /dev/urandom | base64 >"$work/kube/static-pod-resources/$component-pod-7/$component-pod.yaml"
  done
  tar -C "$work/kube" -cz static-pod-resources
}

ours_directory() { etcd_snapshot sync --from "$(need_sets "$1")/first" --to "$work/copy"; }
rsync_directory() { rsync -a "$(need_sets "$1")/first/" "$work/copy"; }
cp_and_hash() {
  cp -r "$(need_sets "$1")/first" "$work/copy"
  sync
  (cd "$work/copy/$id1" && sha256sum -c SHA256SUMS)
}

# The mirrors keep what they get in $work/far/N.
fresh() {
  need_mirrors
  cat "$(need_sets "$1")"/*/*/*.db >/dev/null
  rm -rf "$work/copy" "$work/far"
  mkdir -p "$work"/far/{1,2,3}
}

# need_mirrors: three, reachable by ssh -F $work/ssh_config mirror-N and with one key.
need_mirrors() {
  local n mirror
  [[ ! -f $work/ssh_config ]] || return 0
  for n in 1 2 3; do
    mirror=$work/mirror-$n
    scripts/lib/sshd-mirror up "$mirror"
    cat "$work/mirror-1/id_ed25519.pub" >>"$mirror/authorized_keys"
    cat "$mirror/known_hosts" >>"$work/known_hosts"
    # shellcheck source=/dev/null
    . "$mirror/env"
    printf '%s\n' "Host mirror-$n" "HostName 127.0.0.1" "Port $PORT" "IdentityFile $work/mirror-1/id_ed25519" \
      'IdentitiesOnly yes' "UserKnownHostsFile $work/known_hosts"
  done >"$work/ssh_config.part"
  mv "$work/ssh_config.part" "$work/ssh_config"
}

# ssh_sync PROGRAM FROM MIRROR...
ssh_sync() {
  local n to=()
  for n in "${@:3}"; do
    # shellcheck source=/dev/null
    . "$work/mirror-$n/env"
    to+=(--to "ssh://$SSH_USER@127.0.0.1:$PORT$work/far/$n/sets")
  done
  "$1" sync --from "$2" --identity "$work/mirror-1/id_ed25519" --known-hosts "$work/known_hosts" "${to[@]}"
}

# rsync_ssh OPTION... FROM MIRROR:TO
rsync_ssh() { rsync -a -e "ssh -F $work/ssh_config" --mkpath "$@"; }

spray_010() { ssh_sync release_010 "$(need_sets "$1")/first" 1 2 3; }
ours_spray() { ssh_sync etcd_snapshot "$(need_sets "$1")/first" 1 2 3; }
rsync_spray() {
  local n
  for n in 1 2 3; do rsync_ssh "$(need_sets "$1")/first/" "mirror-$n:$work/far/$n/sets"; done
}
hash_at_mirrors() {
  local n
  for n in 1 2 3; do ssh -F "$work/ssh_config" "mirror-$n" "cd $work/far/$n/sets/$id1 && sha256sum -c SHA256SUMS"; done
}

ours_first() { ssh_sync etcd_snapshot "$(need_sets "$1")/first" 1; }
rsync_first() { rsync_ssh "${@:2}" "$(need_sets "$1")/first/" "mirror-1:$work/far/1/sets"; }

# need_recipient: prints one, whose identity is $work/identity.
need_recipient() {
  [[ -f $work/identity ]] || heap='' etcd_snapshot keygen "$work/identity" >"$work/recipient"
  cat "$work/recipient"
}
fresh_encrypted() { fresh "$1" && need_recipient; }
ours_encrypted() { ETCD_SNAPSHOT_RECIPIENT=$(need_recipient) ours_first "$1"; }
ours_encrypted_directory() { ETCD_SNAPSHOT_RECIPIENT=$(need_recipient) ours_directory "$1"; }
# Nothing is proven there, and nothing is on disk when it ends.
age_ssh() {
  age -r "$(need_recipient)" "$(need_sets "$1")/first/$id1/snapshot_$id1.db" |
    ssh -F "$work/ssh_config" mirror-1 "cat >$work/far/1/snapshot.db.age"
}

# have_day1 SIZE: mirror 1 has the first day, in the form each tool makes the most of.
have_day1() {
  local sets
  fresh "$1"
  sets=$(need_sets "$1")
  mkdir -p "$work"/far/1/{flat,same}
  cp -a "$sets/first" "$work/far/1/sets"
  ln "$work/far/1/sets/$id1/snapshot_$id1.db" "$work/far/1/flat/"
  mkdir "$work/far/1/same/day1"
  ln "$work/far/1/sets/$id1/snapshot_$id1.db" "$work/far/1/same/day1/snapshot.db"
}
next_010() { ssh_sync release_010 "$(need_sets "$1")/both" 1; }
ours_next() { ssh_sync etcd_snapshot "$(need_sets "$1")/both" 1; }
rsync_fuzzy() { rsync_ssh --fuzzy "${@:2}" "$(need_sets "$1")/flat/snapshot_$id2.db" "mirror-1:$work/far/1/flat/"; }
rsync_copy-dest() { rsync_ssh --copy-dest=../day1 "${@:2}" "$(need_sets "$1")/same/day2/" "mirror-1:$work/far/1/same/day2/"; }

# need_gateway: Ceph's, with what rclone needs to reach it in $work/rclone.conf.
need_gateway() {
  [[ ! -f $work/rclone.conf ]] || return 0
  scripts/lib/s3-gateway up "$work/gateway"
  # shellcheck source=/dev/null
  . "$work/gateway/env"
  printf '%s\n' '[ceph]' 'type = s3' 'provider = Ceph' "endpoint = $ENDPOINT" "access_key_id = $ACCESS_KEY" \
    "secret_access_key = $SECRET_KEY" >"$work/rclone.conf"
}
in_bucket() { rclone --config "$work/rclone.conf" "$@"; }

# empty_bucket SIZE: what the turn before left is gone at once, not when the gateway finds the time.
empty_bucket() {
  need_gateway
  cat "$(need_sets "$1")"/first/*/*.db >/dev/null
  scripts/lib/s3-gateway admin "$work/gateway" bucket rm --bucket=bench --purge-objects --bypass-gc || true
  in_bucket mkdir ceph:bench
}

ours_bucket() {
  # shellcheck source=/dev/null
  . "$work/gateway/env"
  AWS_ACCESS_KEY_ID=$ACCESS_KEY AWS_SECRET_ACCESS_KEY=$SECRET_KEY \
    etcd_snapshot sync --from "$(need_sets "$1")/first" --to s3://bench/sets --s3-endpoint "$ENDPOINT"
}
# rclone_bucket SIZE [OPTION...]
rclone_bucket() { in_bucket copy "${@:2}" "$(need_sets "$1")/first/" ceph:bench/sets; }
rclone_check() { in_bucket check --download "$(need_sets "$1")/first/" ceph:bench/sets; }

need_ten_sets() { [[ -d $work/ten ]] || bench_java ManySets "$work/ten" 10; }
need_many_sets() { [[ -d $work/many ]] || bench_java ManySets "$work/many" 10000; }
ours_list() { etcd_snapshot list "$work/many"; }
ours_report() { etcd_snapshot report "$work/many" --html "$work/page.html"; }
ours_purge() { etcd_snapshot purge --dry-run --keep-daily 30 --keep-monthly 12 "$work/many"; }
cat_manifests() { find "$work/many" -name manifest.json -exec cat {} +; }

# need_sets_afar: a thousand sets on mirror 1, behind a link of 20 ms there and back that listens on $work/far-port.
need_sets_afar() {
  [[ ! -f $work/far-port ]] || return 0
  need_mirrors
  # shellcheck source=/dev/null
  . "$work/mirror-1/env"
  local entry
  entry=$(free_port)
  bench_java ManySets "$work/afar" 1000
  bench_java SlowLink "$entry" "$PORT" 20 </dev/null >/dev/null 2>&1 &
  echo "$!" >"$work/far-pid"
  wait_for "$!" /dev/null is_listening "$entry"
  sed -n "s/\]:$PORT /]:$entry /p" "$work/mirror-1/known_hosts" >>"$work/known_hosts"
  echo "$entry" >"$work/far-port"
}
# list_afar PROGRAM: etcd_snapshot or release_010
list_afar() {
  # shellcheck source=/dev/null
  . "$work/mirror-1/env"
  "$1" list --identity "$work/mirror-1/id_ed25519" --known-hosts "$work/known_hosts" \
    "ssh://$SSH_USER@127.0.0.1:$(<"$work/far-port")$work/afar"
}

clear_up() {
  local mirror
  [[ ! -f $work/far-pid ]] || kill "$(<"$work/far-pid")" 2>/dev/null || true
  for mirror in "$work"/mirror-*; do scripts/lib/sshd-mirror down "$mirror"; done
  scripts/lib/s3-gateway down "$work/gateway"
  rm -rf "$work"
}
