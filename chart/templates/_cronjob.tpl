{{/*
A CronJob and its one pod; no pod is ever run twice. Takes what the pod takes, and schedule; suffix of its name, if any;
more, seconds by which its deadline is longer than job.deadline.
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
      # No second pod, because it would take another snapshot, which blocks etcd. A step retries transient failures
      # itself; after any other failure the job ends at once, and the pod stays for its logs.
      backoffLimit: 0
      {{- if not $values.debug.active }}
      # A run that hangs must not block all later ones.
      activeDeadlineSeconds: {{ add (include "etcd-snapshot.seconds" $values.job.deadline) (.more | default 0) }}
      {{- end }}
      template:
        metadata:
          {{- include "etcd-snapshot.podMetadata" . | nindent 10 }}
        spec:
          {{- include "etcd-snapshot.pod" . | nindent 10 }}
{{- end }}
