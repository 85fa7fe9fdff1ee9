# Sourced by bench: databases of a size as a real etcd makes them, the image's runtime, and the first release.
# shellcheck shell=bash

bench_cache=${ETCD_SNAPSHOT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/etcd-snapshot}/bench

# need_database 500M|2G: prints a directory that holds day1.db and day2.db, snapshots of one etcd with a day's churn
# between them, and changed, the bytes of the pages that differ. Made once.
need_database() {
  local home=$bench_cache/objects-$1
  if [[ ! -d $home ]]; then
    (
      flock 9
      [[ -d $home ]] || _make_database "$home" "$(numfmt --from si "$1")"
    ) 9>"$bench_cache/lock" >&2
  fi
  echo "$home"
}

_make_database() (
  target=$1 bytes=$2
  echo "making a database of $((bytes / 1000000)) MB, once"
  # shellcheck source=loopback.sh
  . scripts/lib/loopback.sh
  scratch=$(mktemp -d "$target.XXXXXX") port=$(free_port) peer_port=$(free_port)
  trap '[[ -z ${etcd_pid:-} ]] || stop_with_children "$etcd_pid"; rm -rf "$scratch"' EXIT
  PATH=$(need_etcd35):$PATH
  etcd --data-dir "$scratch/etcd" --unsafe-no-fsync --log-level warn \
    --listen-client-urls "http://127.0.0.1:$port" --advertise-client-urls "http://127.0.0.1:$port" \
    --listen-peer-urls "http://127.0.0.1:$peer_port" \
    --quota-backend-bytes 8000000000 --max-txn-ops 10000 --max-request-bytes 10000000 \
    --snapshot-count 200 --experimental-snapshot-catchup-entries 100 --max-wals 1 --max-snapshots 1 \
    9>&- >"$scratch/log" 2>&1 &
  etcd_pid=$!
  wait_for "$etcd_pid" "$scratch/log" is_listening "$port"
  endpoint=http://127.0.0.1:$port
  # Objects are not all of a database: indexes and half-filled pages come on top.
  objects=$(bench_java FillEtcd fill "$endpoint" $((bytes * 73 / 100)))
  # The first day leaves free pages behind, as in an etcd that has run for a while.
  bench_java FillEtcd day "$endpoint" "$objects" 10 1
  etcdctl --endpoints "$endpoint" snapshot save "$scratch/day1.db"
  bench_java FillEtcd day "$endpoint" "$objects" 10 2
  etcdctl --endpoints "$endpoint" snapshot save "$scratch/day2.db"
  stop_with_children "$etcd_pid" 2>/dev/null
  etcd_pid=
  rm -rf "$scratch/etcd" "$scratch/log"
  bench_java ChangedBytes "$scratch"/day{1,2}.db >"$scratch/changed"
  mv -T "$scratch" "$target"
)

# bench_java CLASS ARGUMENT...: one of the programs in app/src/test/java/io/etcdsnapshot/bench.
bench_java() { java -cp app/target/etcd-snapshot.jar:app/target/test-classes "io.etcdsnapshot.bench.$1" "${@:2}"; }

# need_image_runtime: prints a directory with what the image has in /opt/etcd-snapshot.
need_image_runtime() {
  local home=${work:?}/runtime
  if [[ ! -d $home ]]; then
    mkdir "$home.part"
    jlink --add-modules "$(sed -n 's/^ARG MODULES=//p' Containerfile)" --output "$home.part/jre" \
      --strip-java-debug-attributes --no-header-files --no-man-pages --compress=2
    cp scripts/launcher/* "$home.part"
    mv "$home.part" "$home"
    cp --preserve=timestamps app/target/etcd-snapshot.jar "$home"
    "$home/make-archive"
  fi
  echo "$home"
}

# need_release_010: prints the jar of the build that speed is measured against, 0.1.0 before its core was rebuilt.
need_release_010() {
  local commit=7db7ec4 jar=$bench_cache/0.1.0.jar scratch
  if [[ ! -f $jar ]]; then
    scratch=$(mktemp -d "$bench_cache/0.1.0.XXXXXX")
    git archive "$commit" | tar -x -C "$scratch"
    (cd "$scratch" && mvn -B -ntp -q package -DskipTests) >&2
    mv "$scratch/app/target/etcd-snapshot.jar" "$jar"
    rm -rf "$scratch"
  fi
  echo "$jar"
}
