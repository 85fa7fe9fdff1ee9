{{/*
The steps that run as containers: arguments and mounts of each. A mount is the name of a volume in _volumes.tpl, mounted at
/NAME; `NAME:ro` is mounted read-only. `resources` names the section of values if it is not the container's own name;
`bucket` is not empty if the step talks to the bucket.
*/}}
{{- define "etcd-snapshot.steps" -}}
{{- $verify := ternary (list "--all") list (eq true .Values.verify.all) -}}
{{- $ping := include "etcd-snapshot.pingMounts" . | fromJsonArray -}}
{{- $signing := ternary (list "signing:ro") list (ne .Values.signing.secret "") -}}
{{- $onVolume := list "/pv" .Values.clusterId | compact | join "/" -}}
{{- $inBucket := "" -}}
{{- if include "etcd-snapshot.toBucket" . }}{{ $inBucket = include "etcd-snapshot.bucketLocation" . }}{{ end -}}
{{- $from := dict "place" (dict "node" "/source" "pv" $onVolume "s3" $inBucket)
  "mounts" (dict "node" (list "source") "pv" (list "pv") "s3" (include "etcd-snapshot.bucketMounts" . | fromJsonArray)) -}}
snapshot:
  name: snapshot
  args: [snapshot]
  mounts: {{ concat (list "host") $signing $ping | toJson }}
  pings: true
  privileged: true
purge:
  name: purge
  args: [purge, /source]
  mounts: [source]
sync:
  name: sync
  args: [sync, --from=/source{{ with .Values.job.copyRetryFor }}, --retry-for={{ . }}{{ end }}]
  mounts: {{ concat (list "source:ro") (include "etcd-snapshot.destinationMounts" . | fromJsonArray) $signing $ping | toJson }}
  pings: true
  bucket: {{ include "etcd-snapshot.toBucket" . | quote }}
# By the name of each source, behind "from-".
{{- range .Values.sources.from }}
from-{{ .name }}:
  name: from-{{ .name }}
  args: [sync, --from=/from-{{ .name }}, --allow-empty{{ with $.Values.job.copyRetryFor }}, --retry-for={{ . }}{{ end }}]
  mounts: {{ concat (list (printf "from-%s:ro" .name)) (include "etcd-snapshot.destinationMounts" $ | fromJsonArray) $signing | toJson }}
  bucket: {{ include "etcd-snapshot.toBucket" $ | quote }}
  resources: sync
{{- end }}
# Mounts nothing from the network, so that it starts and reports even if the volume can't be mounted.
check-node:
  name: check-node
  args: [check, --to=/source]
  mounts: [host, source]
  privileged: true
  resources: sync
check:
  name: check
  args: [check]
  mounts: {{ concat (list "host" "source") (include "etcd-snapshot.destinationMounts" . | fromJsonArray) $ping | toJson }}
  pings: true
  bucket: {{ include "etcd-snapshot.toBucket" . | quote }}
  privileged: true
  resources: sync
list-pv:
  name: list-pv
  args: [list, /pv]
  mounts: ["pv:ro"]
  resources: verify
# Not read-only: what a set was found to be is remembered beside it.
verify-node:
  name: verify-node
  args: {{ concat (list "verify" "/source") $verify | toJson }}
  mounts: ["source"]
  resources: verify
verify-pv:
  name: verify-pv
  args: {{ concat (list "verify" $onVolume) $verify | toJson }}
  mounts: ["pv"]
  resources: verify
verify-s3:
  name: verify-s3
  args: {{ concat (list "verify" $inBucket) $verify | toJson }}
  mounts: {{ include "etcd-snapshot.bucketMounts" . }}
  bucket: {{ include "etcd-snapshot.toBucket" . | quote }}
  resources: verify
etcd:
  name: etcd
  image: {{ .Values.rehearse.etcdImage | quote }}
  # etcd before 3.5 has no etcdutl; its etcdctl restores.
  command: [sh, -ec, "cp /usr/bin/etcd /etcd/; cp /usr/bin/etcdutl /etcd/ || cp /usr/bin/etcdctl /etcd/etcdutl"]
  mounts: [etcd]
  resources: rehearse
rehearse:
  name: rehearse
  args:
    - rehearse
    - latest
    - --from={{ get $from.place .Values.rehearse.from }}
    - --etcd=/etcd/etcd
    - --etcdutl=/etcd/etcdutl
    - --directory=/scratch
  mounts: {{ concat (get $from.mounts .Values.rehearse.from) (list "etcd:ro" "scratch") | toJson }}
  bucket: {{ ternary "yes" "" (eq .Values.rehearse.from "s3") | quote }}
{{- end }}

{{- define "etcd-snapshot.pingMounts" -}}
{{- $mounts := list -}}
{{- with .Values.monitoring.ping -}}
  {{- if .secret }}{{ $mounts = append $mounts "ping:ro" }}{{ end -}}
  {{- if and (or .url .secret) (or .ca.configMap .ca.secret) }}{{ $mounts = append $mounts "ping-ca:ro" }}{{ end -}}
{{- end -}}
{{ $mounts | toJson }}
{{- end }}

{{- define "etcd-snapshot.destinationMounts" -}}
{{- $mounts := list -}}
{{- if include "etcd-snapshot.toVolume" . }}{{ $mounts = append $mounts "pv" }}{{ end -}}
{{- if include "etcd-snapshot.toMirrors" . }}{{ $mounts = append $mounts "ssh:ro" }}{{ end -}}
{{- if include "etcd-snapshot.learnsHosts" . }}{{ $mounts = append $mounts "known-hosts" }}{{ end -}}
{{- if include "etcd-snapshot.findsMirrors" . }}{{ $mounts = append $mounts "token:ro" }}{{ end -}}
{{ concat $mounts (include "etcd-snapshot.bucketMounts" . | fromJsonArray) | toJson }}
{{- end }}

{{- define "etcd-snapshot.bucketMounts" -}}
{{- $mounts := list -}}
{{- if include "etcd-snapshot.toBucket" . -}}
  {{- with .Values.s3 -}}
    {{- if .credentialsSecret }}{{ $mounts = append $mounts "s3:ro" }}{{ end -}}
    {{- if or .ca.configMap .ca.secret }}{{ $mounts = append $mounts "s3-ca:ro" }}{{ end -}}
    {{- if .roleArn }}{{ $mounts = append $mounts "s3-token:ro" }}{{ end -}}
  {{- end -}}
{{- end -}}
{{ $mounts | toJson }}
{{- end }}
