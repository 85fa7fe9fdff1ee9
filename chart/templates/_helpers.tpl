{{/* CronJob names end at 52 characters; the longest suffix is -rehearse. */}}
{{- define "etcd-snapshot.name" -}}
{{ .Release.Name | trunc 43 | trimSuffix "-" }}
{{- end }}

{{- define "etcd-snapshot.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "etcd-snapshot.mode" -}}
{{- with .Values.pv -}}
{{- $volume := or .server .storageClassName .name .existingClaim -}}
{{ $.Values.mode | default (ternary "pv" "sync" (not (empty $volume))) }}
{{- end -}}
{{- end }}

{{/* The file that the program reads. */}}
{{- define "etcd-snapshot.values" -}}
{{ merge (dict "mode" (include "etcd-snapshot.mode" .)) (omit .Values "global") | toYaml }}
{{- end }}

{{/* These say `yes`, or nothing. */}}
{{- define "etcd-snapshot.toVolume" -}}
{{- if has (include "etcd-snapshot.mode" .) (list "pv" "both") }}yes{{ end -}}
{{- end }}

{{- define "etcd-snapshot.toMirrors" -}}
{{- if has (include "etcd-snapshot.mode" .) (list "sync" "both") }}yes{{ end -}}
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

{{/* Where the volume of mode pv comes from: claim, volume, class or nfs; the narrowest that is named. */}}
{{- define "etcd-snapshot.volumeFrom" -}}
{{- with .Values.pv -}}
{{- if .existingClaim }}claim{{ else if .name }}volume{{ else if .storageClassName }}class{{ else }}nfs{{ end -}}
{{- end -}}
{{- end }}

{{- define "etcd-snapshot.claimName" -}}
{{ .Values.pv.existingClaim | default (include "etcd-snapshot.name" .) }}
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
{{- if kindIs "string" .Values.image }}IfNotPresent{{ else }}{{ .Values.image.pullPolicy }}{{ end -}}
{{- end }}

{{- define "etcd-snapshot.serviceAccountName" -}}
{{ .Values.serviceAccount.name | default (include "etcd-snapshot.name" .) }}
{{- end }}

{{/* Cluster-wide objects carry the namespace, so that two releases of one name do not meet. */}}
{{- define "etcd-snapshot.clusterRoleName" -}}
{{ printf "%s-%s-list-nodes" .Release.Namespace (include "etcd-snapshot.name" .) }}
{{- end }}

{{- define "etcd-snapshot.roleLabel" -}}
etcd-snapshot.{{ .Values.labelDomain }}/role
{{- end }}

{{/* 90s, 30m, 26h, 5d, 2w as seconds */}}
{{- define "etcd-snapshot.seconds" -}}
{{- $unit := dict "s" 1 "m" 60 "h" 3600 "d" 86400 "w" 604800 -}}
{{ mul (regexFind "^[0-9]+" . | int64) (get $unit (regexFind "[smhdw]$" .)) }}
{{- end }}

{{/* Says so when a retention section has a rule at all. */}}
{{- define "etcd-snapshot.hasRule" -}}
{{- range $rule := values . }}{{ if $rule }}yes{{ end }}{{ end -}}
{{- end }}
