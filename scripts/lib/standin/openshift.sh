# Sourced by standin-host: what an OpenShift control-plane host has below /etc/kubernetes.
# shellcheck shell=bash disable=SC2034,SC2154  # shares dir, host, node, port and etcd_* with standin-host

populate_openshift() {
  local resources=/etc/kubernetes/static-pod-resources
  etcd_ca=$resources/etcd-certs/configmaps/etcd-all-bundles/server-ca-bundle.crt
  etcd_server=$resources/etcd-certs/secrets/etcd-all-certs/etcd-serving-$node
  etcd_peer=$resources/etcd-certs/secrets/etcd-all-certs/etcd-peer-$node
  etcd_client=$etcd_peer

  static_pod kube-apiserver 12
  static_pod kube-controller-manager 8
  static_pod kube-scheduler 7
  static_pod etcd 5
  write "$resources/kube-apiserver-pod-12/secrets/encryption-config/encryption-config" <<END
{"kind":"EncryptionConfiguration","apiVersion":"apiserver.config.k8s.io/v1","resources":[{"resources":["secrets"],
"providers":[{"aescbc":{"keys":[{"name":"1","secret":"CANARY-ENCRYPTION-KEY"}]}},{"identity":{}}]}]}
END
  openshift_certificates
  etcd_scripts
  write "$resources/kube-apiserver-certs/secrets/node-kubeconfigs/localhost.kubeconfig" <<END
{"apiVersion":"v1","kind":"Config","current-context":"system:admin","clusters":[{"name":"localhost","cluster":
{"server":"https://localhost:6443"}}],"contexts":[{"name":"system:admin","context":{"cluster":"localhost"}}]}
END
  write /var/lib/kubelet/config.json <<<'{"auths":{"registry.example.com":{"auth":"CANARY-PULL-SECRET"}}}'
  cp "$lib"/standin/bin/* "$host/usr/local/bin/"
  mkdir -p "$host/usr/bin"
  ln -s ../local/bin/oc ../local/bin/podman "$host/usr/bin/" # where units look for them
}

# write PATH: standard input becomes that file of the host.
write() {
  mkdir -p "$host$(dirname "$1")"
  cat >"$host$1"
  [[ $1 != */secrets/* && $1 != *config.json ]] || chmod 0600 "$host$1"
}

# static_pod NAME REVISION: manifest and resources of this revision, and resources of an older one.
static_pod() {
  local name=$1 revision directory
  for revision in "$(($2 - 1))" "$2"; do
    directory=/etc/kubernetes/static-pod-resources/$name-pod-$revision
    write "$directory/$name-pod.yaml" <<END
apiVersion: v1
kind: Pod
metadata:
  name: $name
  namespace: openshift-$name
  labels: {app: $name, revision: "$revision"}
spec:
  hostNetwork: true
  priorityClassName: system-node-critical
  containers:
    - name: $name
      image: registry.example.com/openshift/$name@sha256:$(sha256sum <<<"$name" | cut -d ' ' -f 1)
      volumeMounts:
        - {name: resource-dir, mountPath: /etc/kubernetes/static-pod-resources}
        - {name: cert-dir, mountPath: /etc/kubernetes/static-pod-certs}
  volumes:
    - name: resource-dir
      hostPath: {path: $directory}
    - name: cert-dir
      hostPath: {path: /etc/kubernetes/static-pod-resources/$name-certs}
END
    write "$directory/configmaps/config/config.yaml" <<<"{\"kind\":\"Config\",\"revision\":$revision}"
    write "$directory/configmaps/$name-pod/version" <<<"$revision"
    write "$directory/secrets/localhost-recovery-client-token/token" <<<"token of $name, revision $revision"
  done
  mkdir -p "$host/etc/kubernetes/manifests"
  cp "$host$directory/$name-pod.yaml" "$host/etc/kubernetes/manifests/"
}

# The CA of etcd and the cluster's id: new ones, or those of the hosts that name the same STANDIN_CLUSTER.
cluster_identity() {
  local shared=${STANDIN_CLUSTER:-}
  if [[ -n $shared && -f $shared/id ]]; then
    cp "$shared"/etcd-signer.{crt,key} "$dir/ca/"
    cp "$shared/id" "$host/etc/standin/cluster-id"
    return
  fi
  new_ca etcd-signer
  cat /proc/sys/kernel/random/uuid >"$host/etc/standin/cluster-id"
  [[ -n $shared ]] || return 0
  mkdir -p "$shared"
  cp "$dir"/ca/etcd-signer.{crt,key} "$shared/"
  cp "$host/etc/standin/cluster-id" "$shared/id"
}

openshift_certificates() {
  local bundles=/etc/kubernetes/static-pod-resources/kube-apiserver-certs/configmaps name
  cluster_identity
  issue etcd-signer "$host$etcd_server" "$node"
  issue etcd-signer "$host$etcd_peer" "$node"
  write "$etcd_ca" <"$dir/ca/etcd-signer.crt"
  for name in etcd-certs/configmaps/etcd-ca-bundle kube-apiserver-pod-{11,12}/configmaps/etcd-serving-ca; do
    write "/etc/kubernetes/static-pod-resources/$name/ca-bundle.crt" <"$dir/ca/etcd-signer.crt"
  done
  for name in client-ca aggregator-client-ca; do
    new_ca "$name"
    write "$bundles/$name/ca-bundle.crt" <"$dir/ca/$name.crt"
  done
  new_ca public-root 19980901120000Z 20480128120000Z # says nothing about this cluster's age
  write "$bundles/trusted-ca-bundle/ca-bundle.crt" <"$dir/ca/public-root.crt"
}

# etcd.env names the paths that the etcd pod sees; on the host there is no static-pod-certs.
etcd_scripts() {
  local scripts=/etc/kubernetes/static-pod-resources/etcd-certs/configmaps/etcd-scripts
  local certs=/etc/kubernetes/static-pod-certs member
  local endpoints=https://127.0.0.1:$port,https://127.0.0.2:$port,https://127.0.0.3:$port
  {
    cat <<END
export ALL_ETCD_ENDPOINTS="$endpoints"
export ETCDCTL_CACERT="$certs/configmaps/etcd-all-bundles/server-ca-bundle.crt"
export ETCDCTL_CERT="$certs/secrets/etcd-all-certs/etcd-peer-$node.crt"
export ETCDCTL_ENDPOINTS="$endpoints"
export ETCDCTL_KEY="$certs/secrets/etcd-all-certs/etcd-peer-$node.key"
export ETCD_DATA_DIR="/var/lib/etcd"
export ETCD_IMAGE="registry.example.com/openshift/etcd@sha256:$(sha256sum <<<etcd | cut -d ' ' -f 1)"
export ETCD_INITIAL_CLUSTER_STATE="existing"
export ETCD_QUOTA_BACKEND_BYTES="8589934592"
END
    for member in 0 1 2; do
      cat <<END
export NODE_master_${member}_ETCD_NAME="master-$member"
export NODE_master_${member}_ETCD_URL_HOST="127.0.0.$((member + 1))"
export NODE_master_${member}_IP="127.0.0.$((member + 1))"
END
    done
    echo "export STANDIN_ETCD_PORT=\"$port\"" # a real host has 2379
  } | write "$scripts/etcd.env"
  write "$scripts/etcd-common-tools" <"$lib/standin/etcd-common-tools"
  write /usr/local/lib/standin/faults.sh <"$lib/standin/faults.sh"
}
