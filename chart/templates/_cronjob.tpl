{{/*
The CronJob of one step. Takes what the pod takes, and suffix, schedule, deadline and retries.
*/}}
{{- define "etcd-snapshot.cronjob" -}}
{{- $values := .root.Values -}}
apiVersion: batch/v1
kind: CronJob
metadata:
  name: {{ include "etcd-snapshot.name" .root }}{{ .suffix }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "etcd-snapshot.labels" .root | nindent 4 }}
    app.kubernetes.io/component: {{ .step }}
spec:
  schedule: {{ .schedule | trim | quote }}
  {{- if and $values.timeZone (semverCompare ">=1.27-0" .root.Capabilities.KubeVersion.Version) }}
  timeZone: {{ $values.timeZone | quote }}
  {{- end }}
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: {{ include "etcd-snapshot.seconds" $values.job.startWithin }}
  successfulJobsHistoryLimit: {{ $values.job.successfulJobsHistoryLimit }}
  failedJobsHistoryLimit: {{ $values.job.failedJobsHistoryLimit }}
  jobTemplate:
    metadata:
      labels:
        {{- include "etcd-snapshot.labels" .root | nindent 8 }}
        app.kubernetes.io/component: {{ .step }}
    spec:
      backoffLimit: {{ .retries }}
      {{- if not $values.debug.active }}
      # So that a run which hangs can't block all later ones.
      activeDeadlineSeconds: {{ include "etcd-snapshot.seconds" .deadline }}
      {{- end }}
      template:
        {{- include "etcd-snapshot.pod" . | nindent 8 }}
{{- end }}
