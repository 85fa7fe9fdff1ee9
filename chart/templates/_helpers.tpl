{{/*
The name of all objects. CronJob names end at 52 characters and the longest suffix is -rehearse, so that 43 are left; a
longer name is told apart from others with the same beginning by a hash.
*/}}
{{- define "etcd-snapshot.name" -}}
{{- $name := .Values.fullnameOverride | default .Release.Name -}}
{{- if gt (len $name) 43 -}}
{{ $name | trunc 34 | trimSuffix "-" }}-{{ $name | sha256sum | trunc 8 }}
{{- else -}}
{{ $name }}
{{- end -}}
{{- end }}

{{/* Those of the chart win over the user's. */}}
{{- define "etcd-snapshot.labels" -}}
{{ merge (include "etcd-snapshot.ownLabels" . | fromYaml) (.Values.commonLabels | default dict) | toYaml }}
{{- end }}

{{- define "etcd-snapshot.ownLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "etcd-snapshot.mode" -}}
{{- with .Values.pv -}}
{{- $volume := or .server .storageClassName .name .existingClaim -}}
{{- $bucketAlone := and (include "etcd-snapshot.toBucket" $) (empty $.Values.sync.hosts) -}}
{{ $.Values.mode | default (ternary "pv" (ternary "s3" "sync" (not (empty $bucketAlone))) (not (empty $volume))) }}
{{- end -}}
{{- end }}

{{/*
The values file for the program. JSON, because plain YAML scalars such as 1234e567 or n mean different things to different
parsers; JSON is YAML too.
*/}}
{{- define "etcd-snapshot.values" -}}
{{ merge (dict "mode" (include "etcd-snapshot.mode" .)) (omit .Values "global") | toPrettyJson }}
{{- end }}

{{/*
The ConfigMap with these values. Its name changes with its content, so that a pod keeps the values it was started with
while a release is upgraded.
*/}}
{{- define "etcd-snapshot.configMapName" -}}
{{ include "etcd-snapshot.name" . }}-{{ include "etcd-snapshot.valuesHash" . }}
{{- end }}

{{- define "etcd-snapshot.valuesHash" -}}
{{ include "etcd-snapshot.values" . | sha256sum | trunc 10 }}
{{- end }}

{{/* These print `yes` or nothing. */}}
{{- define "etcd-snapshot.toVolume" -}}
{{- if has (include "etcd-snapshot.mode" .) (list "pv" "both") }}yes{{ end -}}
{{- end }}

{{- define "etcd-snapshot.toMirrors" -}}
{{- if has (include "etcd-snapshot.mode" .) (list "sync" "both") }}yes{{ end -}}
{{- end }}

{{- define "etcd-snapshot.toBucket" -}}
{{- if (.Values.s3).bucket }}yes{{ end -}}
{{- end }}

{{/* Where sets lie in the bucket, as the program puts them there. */}}
{{- define "etcd-snapshot.bucketLocation" -}}
{{- $prefix := .Values.s3.prefix | default "" -}}
{{- $id := ternary "" .Values.clusterId (eq (base $prefix) .Values.clusterId) -}}
s3://{{ list .Values.s3.bucket $prefix $id | compact | join "/" }}
{{- end }}

{{/* All destinations in words. */}}
{{- define "etcd-snapshot.destinations" -}}
{{- $all := list -}}
{{- if include "etcd-snapshot.toVolume" . -}}
  {{- $all = append $all (ternary (printf "%s:%s" .Values.pv.server .Values.pv.path) (printf "the claim %s" (include "etcd-snapshot.claimName" .)) (eq (include "etcd-snapshot.volumeFrom" .) "nfs")) -}}
{{- end -}}
{{- if include "etcd-snapshot.toMirrors" . }}{{ $all = append $all (join ", " .Values.sync.hosts | default "the mirror nodes") }}{{ end -}}
{{- if include "etcd-snapshot.toBucket" . }}{{ $all = append $all (include "etcd-snapshot.bucketLocation" .) }}{{ end -}}
{{ join ", " $all }}
{{- end }}

{{- define "etcd-snapshot.findsMirrors" -}}
{{- if and (include "etcd-snapshot.toMirrors" .) (empty .Values.sync.hosts) }}yes{{ end -}}
{{- end }}

{{- define "etcd-snapshot.learnsHosts" -}}
{{- if and (include "etcd-snapshot.toMirrors" .) (eq .Values.sync.hostKeyPolicy "accept-new") }}yes{{ end -}}
{{- end }}

{{- define "etcd-snapshot.usesAccount" -}}
{{- if and (eq .Values.operatingMode "pod") .Values.serviceAccount.use }}yes{{ end -}}
{{- end }}

{{- define "etcd-snapshot.createsVolume" -}}
{{- if and (eq .Values.operatingMode "pod") (include "etcd-snapshot.toVolume" .) (eq (include "etcd-snapshot.volumeFrom" .) "nfs") }}yes{{ end -}}
{{- end }}

{{/* Where the volume of mode pv comes from: claim, volume, class or nfs. The most specific one that is set is used. */}}
{{- define "etcd-snapshot.volumeFrom" -}}
{{- with .Values.pv -}}
{{- if .existingClaim }}claim{{ else if .name }}volume{{ else if .storageClassName }}class{{ else }}nfs{{ end -}}
{{- end -}}
{{- end }}

{{/*
The PersistentVolume for an NFS export. Kubernetes allows none of these fields to change, on the volume or on its claim,
so a change makes a new pair. The namespace is part of it, because volumes are cluster-wide.
*/}}
{{- define "etcd-snapshot.volumeName" -}}
{{- $fixed := list .Release.Namespace .Release.Name .Values.pv.server .Values.pv.path .Values.pv.driver
  (include "etcd-snapshot.accessModes" .) (toString .Values.pv.capacity) -}}
{{ include "etcd-snapshot.name" . }}-{{ $fixed | toJson | sha256sum | trunc 10 }}
{{- end }}

{{- define "etcd-snapshot.accessModes" -}}
{{- $usual := ternary "ReadWriteMany" "ReadWriteOnce" (eq (include "etcd-snapshot.volumeFrom" .) "nfs") -}}
{{ .Values.pv.accessModes | default (list $usual) | toJson }}
{{- end }}

{{- define "etcd-snapshot.claimName" -}}
{{- if .Values.pv.existingClaim -}}
{{ .Values.pv.existingClaim }}
{{- else if eq (include "etcd-snapshot.volumeFrom" .) "nfs" -}}
{{ include "etcd-snapshot.volumeName" . }}
{{- else -}}
{{ include "etcd-snapshot.name" . }}
{{- end -}}
{{- end }}

{{- define "etcd-snapshot.image" -}}
{{- $image := .Values.image -}}
{{- if kindIs "string" $image -}}
{{ $image }}
{{- else if $image.digest -}}
{{ $image.repository }}@{{ $image.digest }}
{{- else -}}
{{ $image.repository }}:{{ $image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end }}

{{- define "etcd-snapshot.pullPolicy" -}}
{{- if kindIs "string" .Values.image }}IfNotPresent{{ else }}{{ .Values.image.pullPolicy | default "IfNotPresent" }}{{ end -}}
{{- end }}

{{/* Always set: the API server keeps the old account where the field is left out of an upgrade. */}}
{{- define "etcd-snapshot.serviceAccountName" -}}
{{- if .Values.serviceAccount.use -}}
{{ .Values.serviceAccount.name | default (include "etcd-snapshot.name" .) }}
{{- else -}}
default
{{- end -}}
{{- end }}

{{/* Cluster-wide too. A colon can't be part of either name, so that two releases never share one. */}}
{{- define "etcd-snapshot.clusterRoleName" -}}
{{ printf "%s:%s:list-nodes" .Release.Namespace (include "etcd-snapshot.name" .) }}
{{- end }}

{{- define "etcd-snapshot.roleLabel" -}}
etcd-snapshot.{{ .Values.labelDomain }}/role
{{- end }}

{{/* The seconds of a duration such as 90s, 26h, 5d or 1h30m; years and months as 365 and 30 days. */}}
{{- define "etcd-snapshot.seconds" -}}
{{- $units := dict "s" 1 "m" 60 "h" 3600 "d" 86400 "w" 604800 "y" 31536000 -}}
{{- $sum := 0 -}}
{{- $calendar := regexFind "^([0-9]+y([0-9]+m)?|[0-9]+m([0-9]+w|[0-9]+d))" . -}}
{{- range $part := regexFindAll "[0-9]+[smhdwy]" . -1 -}}
  {{- $unit := get $units (regexFind "[smhdwy]$" $part) -}}
  {{- if and $calendar (hasSuffix "m" $part) (contains $part $calendar) -}}{{- $unit = 2592000 -}}{{- end -}}
  {{- $sum = add $sum (mul (regexFind "^[0-9]+" $part | int64) $unit) -}}
{{- end -}}
{{ $sum }}
{{- end }}

{{/* Prints something if a retention section has a rule at all. */}}
{{- define "etcd-snapshot.hasRule" -}}
{{- range $rule := values . }}{{ if $rule }}yes{{ end }}{{ end -}}
{{- end }}
