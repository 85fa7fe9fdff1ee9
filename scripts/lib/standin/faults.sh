# Sourced by the stand-in's cluster-backup.sh: faults, each switched on by a file below /etc/standin.
# shellcheck shell=bash disable=SC2154  # tarball and snapshot are cluster-backup.sh's
#
# Here:      print-megabytes(N) print-secrets fail(MESSAGE) hang linger no-pair slow(SECONDS) damage
#            truncate-tar missing-component only-db two-pairs
# etcdctl:   no-etcdctl use-podman pull-failure       (etcd-common-tools, bin/podman)
# oc:        progressing(OPERATORS) progress-clears-after(N) api-down cluster-version(VERSION)    (bin/oc)
# restore:   restore-exit(CODE)                       (bin/cluster-restore.sh)

is_on() { [[ -e /etc/standin/$1 ]]; }
value_of() { cat "/etc/standin/$1"; }

faults_at_start() {
  ! is_on print-megabytes || head -c "$(value_of print-megabytes)M" /dev/zero | tr '\0' x | fold -w 99
  ! is_on print-secrets || print_secrets
  if is_on linger; then setsid sleep 600 & fi
  ! is_on hang || sleep infinity
  if is_on fail; then
    value_of fail
    exit 1
  fi
  ! is_on no-pair || exit 0
}

faults_before_snapshot() {
  ! is_on slow || sleep "$(value_of slow)"
}

faults_at_end() {
  ! is_on damage || flip_byte "$snapshot" $(($(stat -c %s "$snapshot") / 2))
  ! is_on truncate-tar || truncate -s $(($(stat -c %s "$tarball") / 2)) "$tarball"
  ! is_on only-db || rm "$tarball"
  ! is_on two-pairs || second_pair
}

print_secrets() {
  cat /var/lib/kubelet/config.json
  printf -- '-----%s EC PRIVATE KEY-----\nMHcCAQEECANARYPRIVATEKEYMATERIAL+oAoGCCqGSM49AwEHoUQ==\n-----%s EC PRIVATE KEY-----\n' BEGIN END
  echo "proxy: ${HTTPS_PROXY:-}"
}

flip_byte() {
  local byte
  byte=$(od -An -tu1 -j "$2" -N 1 "$1")
  # shellcheck disable=SC2059  # an octal escape is the format
  printf "\\$(printf %03o $((byte ^ 255)))" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

second_pair() {
  local later
  later=$(date -d '1 second' +%F_%H%M%S)
  cp -p "$snapshot" "$directory/snapshot_$later.db"
  cp -p "$tarball" "$directory/static_kuberesources_$later.tar.gz"
}
