#!/usr/bin/env bash
# Stand-in for OpenShift's cluster-restore.sh DIR: picks the files as that does, then only records its choice.
set -euo pipefail

scripts=/etc/kubernetes/static-pod-resources/etcd-certs/configmaps/etcd-scripts

((EUID == 0)) || { echo "only root may run this"; exit 1; }
for file in etcd.env etcd-common-tools; do
  [[ -f $scripts/$file ]] || { echo "$scripts/$file is missing, is this a node with an etcd pod?"; exit 1; }
done
if [[ ! -d ${1:-} ]]; then
  echo "usage: cluster-restore.sh DIRECTORY, with an etcd snapshot and the static pod resources in it"
  exit 1
fi

# Each the newest of its kind, whether or not they belong together.
# shellcheck disable=SC2012
newest() { ls -vd "$@" 2>/dev/null | tail -1 || true; }
tarball=$(newest "$1"/static_kuberesources*.tar.gz)
snapshot=$(newest "$1"/snapshot*.db)
[[ -f $snapshot ]] || { echo "etcd snapshot $snapshot does not exist"; exit 1; }

status=$(cat /etc/standin/restore-exit 2>/dev/null || echo 0)
echo "arguments=$* snapshot=$snapshot kube-resources=$tarball exit=$status" >>/var/lib/standin-restore.log
echo "...stopping etcd-pod.yaml"
echo "moving the etcd data directory to /var/lib/etcd-backup"
echo "starting the restore pod with $snapshot"
exit "$status"
