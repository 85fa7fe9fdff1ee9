# Sourced by standin-host: what a kubeadm control-plane host has below /etc/kubernetes.
# shellcheck shell=bash disable=SC2034,SC2154  # shares dir, host, node, port and etcd_* with standin-host

populate_kubeadm() {
  local pki=/etc/kubernetes/pki name
  etcd_ca=$pki/etcd/ca.crt
  etcd_server=$pki/etcd/server
  etcd_peer=$pki/etcd/peer
  etcd_client=$pki/etcd/healthcheck-client

  mkdir -p "$host$pki/etcd" "$host/etc/kubernetes/manifests"
  new_ca kubernetes-ca
  new_ca etcd-ca
  cp "$dir/ca/kubernetes-ca.crt" "$host$pki/ca.crt"
  cp "$dir/ca/kubernetes-ca.key" "$host$pki/ca.key"
  cp "$dir/ca/etcd-ca.crt" "$host$pki/etcd/ca.crt"
  cp "$dir/ca/etcd-ca.key" "$host$pki/etcd/ca.key"
  for name in server peer; do issue etcd-ca "$host$pki/etcd/$name" "$node"; done
  issue etcd-ca "$host$pki/etcd/healthcheck-client" kube-etcd-healthcheck-client
  issue etcd-ca "$host$pki/apiserver-etcd-client" kube-apiserver-etcd-client
  issue kubernetes-ca "$host$pki/apiserver" kube-apiserver
  issue kubernetes-ca "$host$pki/apiserver-kubelet-client" kube-apiserver-kubelet-client

  kubeadm_pod etcd \
    --name="$node" --data-dir=/var/lib/etcd \
    --advertise-client-urls="https://127.0.0.1:$port" --listen-client-urls="https://127.0.0.1:$port" \
    --cert-file="$etcd_server.crt" --key-file="$etcd_server.key" --trusted-ca-file="$etcd_ca" --client-cert-auth=true \
    --peer-cert-file="$etcd_peer.crt" --peer-key-file="$etcd_peer.key" --peer-trusted-ca-file="$etcd_ca" \
    --peer-client-cert-auth=true --snapshot-count=10000
  kubeadm_pod kube-apiserver --etcd-servers="https://127.0.0.1:$port" --etcd-cafile="$etcd_ca" \
    --etcd-certfile="$pki/apiserver-etcd-client.crt" --etcd-keyfile="$pki/apiserver-etcd-client.key"
  kubeadm_pod kube-controller-manager --cluster-signing-cert-file="$pki/ca.crt" --leader-elect=true
  kubeadm_pod kube-scheduler --leader-elect=true
}

# kubeadm_pod NAME FLAG...: the static pod's manifest.
kubeadm_pod() {
  local name=$1
  shift
  {
    cat <<END
apiVersion: v1
kind: Pod
metadata:
  name: $name
  namespace: kube-system
  labels: {component: $name, tier: control-plane}
spec:
  hostNetwork: true
  priorityClassName: system-node-critical
  containers:
  - name: $name
    image: registry.example.com/$name:stand-in
    command:
    - $name
END
    printf '    - %s\n' "$@"
    cat <<END
    volumeMounts:
    - {name: certs, mountPath: /etc/kubernetes/pki}
  volumes:
  - name: certs
    hostPath: {path: /etc/kubernetes/pki, type: DirectoryOrCreate}
END
  } >"$host/etc/kubernetes/manifests/$name.yaml"
}
