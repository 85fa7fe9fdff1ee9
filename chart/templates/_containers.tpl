{{/* One template for each container. They take what the pod takes. */}}

{{- define "etcd-snapshot.container.snapshot" -}}
- name: snapshot
  {{- include "etcd-snapshot.runs" (merge (dict "fact" "snapshot" "args" (list "snapshot")) .) | nindent 2 }}
  # Privileged, as cluster-backup.sh runs as root of the node itself: it changes its root to /host, reads
  # the certificates of etcd, and mounts the etcd image with podman. No smaller set of rights allows that.
  securityContext:
    privileged: true
    runAsUser: 0
    runAsGroup: 0
    readOnlyRootFilesystem: true
  resources:
    {{- toYaml .root.Values.resources.snapshot | nindent 4 }}
  volumeMounts:
    - name: host
      mountPath: /host
      mountPropagation: HostToContainer
    {{- include "etcd-snapshot.commonMounts" . | nindent 4 }}
{{- end }}

{{- define "etcd-snapshot.container.purge" -}}
- name: purge
  {{- include "etcd-snapshot.runs" (merge (dict "fact" "purge" "args" (list "purge" "/source")) .) | nindent 2 }}
  {{- include "etcd-snapshot.rootOfFiles" . | nindent 2 }}
  resources:
    {{- toYaml .root.Values.resources.purge | nindent 4 }}
  volumeMounts:
    - name: source
      mountPath: /source
    {{- include "etcd-snapshot.commonMounts" . | nindent 4 }}
{{- end }}

{{/* The copies start with the snapshot and wait for it, the time given for it to begin. */}}
{{- define "etcd-snapshot.waits" -}}
{{ ternary list (list "--wait-for-snapshot" "2m") .check | toJson }}
{{- end }}

{{- define "etcd-snapshot.container.pv" -}}
- name: sync
  {{- $args := concat (list "sync" "--from" "/source" "--to" (include "etcd-snapshot.destination" .root)) (include "etcd-snapshot.waits" . | fromJsonArray) }}
  {{- include "etcd-snapshot.runs" (merge (dict "fact" "pv" "args" $args) .) | nindent 2 }}
  {{- include "etcd-snapshot.rootOfFiles" . | nindent 2 }}
  resources:
    {{- toYaml .root.Values.resources.sync | nindent 4 }}
  volumeMounts:
    - name: source
      mountPath: /source
      readOnly: true
    - name: destination
      mountPath: /destination
    {{- include "etcd-snapshot.commonMounts" . | nindent 4 }}
{{- end }}

{{- define "etcd-snapshot.container.sync" -}}
{{- $new := eq .root.Values.sync.hostKeyPolicy "accept-new" -}}
- name: sync
  {{- $args := concat (list "sync" "--from" "/source") (include "etcd-snapshot.waits" . | fromJsonArray) }}
  {{- include "etcd-snapshot.runs" (merge (dict "fact" "sync" "args" $args) .) | nindent 2 }}
    - name: ETCD_SNAPSHOT_IDENTITY
      value: /etc/etcd-snapshot/ssh/private
    - name: ETCD_SNAPSHOT_PASSPHRASE_FILE
      value: /etc/etcd-snapshot/ssh/passphrase
    - name: ETCD_SNAPSHOT_KNOWN_HOSTS
      value: {{ ternary "/var/lib/etcd-snapshot" "/etc/etcd-snapshot/ssh" $new }}/known_hosts
  {{- include "etcd-snapshot.rootOfFiles" . | nindent 2 }}
  resources:
    {{- toYaml .root.Values.resources.sync | nindent 4 }}
  volumeMounts:
    - name: source
      mountPath: /source
      readOnly: true
    - name: ssh
      mountPath: /etc/etcd-snapshot/ssh
      readOnly: true
    {{- if $new }}
    # Where host keys seen for the first time are kept, from run to run.
    - name: seen-hosts
      mountPath: /var/lib/etcd-snapshot
    {{- end }}
    {{- include "etcd-snapshot.commonMounts" . | nindent 4 }}
{{- end }}

{{- define "etcd-snapshot.container.verify-node" -}}
- name: verify-node
  {{- $args := concat (list "verify" "/source") (ternary (list "--all") list .root.Values.verify.all) }}
  {{- include "etcd-snapshot.runs" (merge (dict "fact" "verify-node" "args" $args) .) | nindent 2 }}
  {{- include "etcd-snapshot.rootOfFiles" . | nindent 2 }}
  resources:
    {{- toYaml .root.Values.resources.verify | nindent 4 }}
  volumeMounts:
    - name: source
      mountPath: /source
      readOnly: true
    {{- include "etcd-snapshot.commonMounts" . | nindent 4 }}
{{- end }}

{{- define "etcd-snapshot.container.verify-pv" -}}
- name: verify-pv
  {{- $args := concat (list "verify" (include "etcd-snapshot.destination" .root)) (ternary (list "--all") list .root.Values.verify.all) }}
  {{- include "etcd-snapshot.runs" (merge (dict "fact" "verify-pv" "args" $args) .) | nindent 2 }}
  {{- include "etcd-snapshot.rootOfFiles" . | nindent 2 }}
  resources:
    {{- toYaml .root.Values.resources.verify | nindent 4 }}
  volumeMounts:
    - name: destination
      mountPath: /destination
      readOnly: true
    {{- include "etcd-snapshot.commonMounts" . | nindent 4 }}
{{- end }}
