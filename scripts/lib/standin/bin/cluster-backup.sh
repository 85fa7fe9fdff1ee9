#!/usr/bin/env bash
# Stand-in for OpenShift's cluster-backup.sh [--force] DIR: same files, order and exit codes, own words.
set -euo pipefail
set -o errtrace

kubernetes=/etc/kubernetes
scripts=$kubernetes/static-pod-resources/etcd-certs/configmaps/etcd-scripts

((EUID == 0)) || { echo "only root may run this"; exit 1; }

mark=''
if [[ ${1:-} == --force ]]; then
  mark=__POSSIBLY_DIRTY__
  shift
fi
if [[ -z ${1:-} || -f ${1:-} ]]; then
  echo "usage: cluster-backup.sh [--force] DIRECTORY"
  exit 1
fi
directory=$1
mkdir -p "$directory"

# shellcheck source=../faults.sh
. /usr/local/lib/standin/faults.sh
faults_at_start

stamp=$(date +%F_%H%M%S)
tarball=$directory/static_kuberesources_$stamp$mark.tar.gz
snapshot=$directory/snapshot_$stamp$mark.db
trap 'rm -f "$tarball" "$snapshot"' ERR

for file in etcd.env etcd-common-tools; do
  [[ -f $scripts/$file ]] || { echo "$scripts/$file is missing, is this a node with an etcd pod?"; exit 1; }
  # shellcheck disable=SC1090
  . "$scripts/$file"
done

# The pod's paths, or the host's.
if [[ ! -f $ETCDCTL_CACERT ]]; then
  echo "$ETCDCTL_CACERT is not here, trying the host's own directory"
  for name in ETCDCTL_CACERT ETCDCTL_CERT ETCDCTL_KEY; do
    export "$name=${!name/static-pod-certs/static-pod-resources/etcd-certs}"
  done
  [[ -f $ETCDCTL_CACERT ]] || { echo "$ETCDCTL_CACERT is not here either. Exiting!"; exit 1; }
fi

require_settled() {
  local progressing
  [[ -f $KUBECONFIG ]] || { echo "$KUBECONFIG is missing. Exiting!"; exit 1; }
  progressing=$(oc get co "$1" -o jsonpath='{.status.conditions[?(@.type=="Progressing")].status}') || true
  if [[ -z $progressing ]]; then
    echo "Could not find the status of the $1 operator, does the API server run? --force skips this."
    exit 1
  elif [[ $progressing != False ]]; then
    echo "Currently the $1 operator is progressing. Back up again when its rollout is done.  Aborting!"
    exit 1
  fi
}

# The resource directories that the running static pods use, relative to /etc/kubernetes.
resources=()
for pod in kube-apiserver kube-controller-manager kube-scheduler etcd; do
  manifest=$kubernetes/manifests/$pod-pod.yaml
  [[ -f $manifest ]] || { echo "no manifest of the $pod pod, does it run?"; exit 1; }
  latest=$(grep -om1 "$kubernetes/static-pod-resources/$pod-pod-[0-9]*" "$manifest") ||
    { echo "the manifest of the $pod pod names no resources, does it run?"; exit 1; }
  [[ $mark ]] || require_settled "$pod"
  echo "found latest $pod: $latest"
  if is_on missing-component && [[ $pod == kube-scheduler ]]; then continue; fi
  resources+=("${latest#"$kubernetes/"}")
done
tar -cpzf "$tarball" -C "$kubernetes" "${resources[@]}"
chmod 600 "$tarball"

get_etcdctl
faults_before_snapshot
# shellcheck disable=SC2154  # etcd.env sets it
ETCDCTL_API=3 ETCDCTL_ENDPOINTS=https://$NODE_master_0_IP:$STANDIN_ETCD_PORT etcdctl snapshot save "$snapshot"
check_snapshot "$snapshot"
faults_at_end

echo "the snapshot and the kube resources are saved to $directory"
