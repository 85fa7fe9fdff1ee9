{{/* Takes root, name and data. */}}
{{- define "etcd-snapshot.configMap" }}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "etcd-snapshot.labels" .root | nindent 4 }}
immutable: true
data:
  {{- toYaml .data | nindent 2 }}
{{- end }}

{{/*
Names of the ConfigMaps that the installed CronJobs and the unfinished jobs of this namespace mount. Empty where there is no
cluster to ask, as with helm template.
*/}}
{{- define "etcd-snapshot.mountedConfigMaps" -}}
{{- $pods := list -}}
{{- range (lookup "batch/v1" "CronJob" .Release.Namespace "").items -}}
  {{- $pods = append $pods .spec.jobTemplate.spec.template.spec -}}
{{- end -}}
{{- range (lookup "batch/v1" "Job" .Release.Namespace "").items -}}
  {{- $ended := false -}}
  {{- range dig "status" "conditions" list . -}}
    {{- $ended = or $ended (and (has .type (list "Complete" "Failed")) (eq .status "True")) -}}
  {{- end -}}
  {{- if not $ended }}{{ $pods = append $pods .spec.template.spec }}{{ end -}}
{{- end -}}
{{- $names := list -}}
{{- range $pods -}}
  {{- range dig "volumes" list . -}}{{- $names = append $names (dig "configMap" "name" "" .) -}}{{- end -}}
{{- end -}}
{{ $names | compact | uniq | toJson }}
{{- end }}
