{{/*
A CronJob and its one pod; nothing is ever run twice. Takes what the pod takes, and schedule; suffix of its name, where it
has one; more, seconds that its deadline is longer than the usual one.
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
    app.kubernetes.io/component: {{ .component }}
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
        app.kubernetes.io/component: {{ .component }}
    spec:
      # No second pod, as it would take another snapshot, and that blocks etcd. What is worth another try, a step tries
      # itself; exit 5 ends the job at once, and the pod stays to be looked at.
      backoffLimit: 0
      {{- if not $values.debug.active }}
      # So that a run which hangs can't block all later ones.
      activeDeadlineSeconds: {{ add (include "etcd-snapshot.seconds" $values.job.deadline) (.more | default 0) }}
      {{- end }}
      template:
        metadata:
          annotations:
            {{- include "etcd-snapshot.podAnnotations" . | nindent 12 }}
          labels:
            {{- include "etcd-snapshot.labels" .root | nindent 12 }}
            app.kubernetes.io/component: {{ .component }}
        spec:
          {{- include "etcd-snapshot.pod" . | nindent 10 }}
{{- end }}
