{{/*
Alerts on what kube-state-metrics tells, and only on what OpenShift's lets through (it drops kube_*_created and others).
Each of snapshot, copies and verification is a CronJob of its own, so its last success says what an alert needs.
*/}}
{{- define "etcd-snapshot.rules" -}}
{{- $name := include "etcd-snapshot.name" . -}}
{{- $copies := (include "etcd-snapshot.copies" . | fromJson).names -}}
{{- $after := .Values.monitoring.prometheusRule.staleAfter -}}
{{- $late := dict "root" . "after" $after "namespace" .Release.Namespace -}}
# When each CronJob last succeeded. OpenShift before 4.12 knows it only from the jobs that are still there.
- record: etcd_snapshot:last_success_time:max
  expr: |
    max by (namespace, cronjob) (
      kube_cronjob_status_last_successful_time{namespace="{{ .Release.Namespace }}"}
      or label_replace({{ include "etcd-snapshot.ofCronJobs" (list . "kube_job_status_completion_time") }}, "cronjob", "$1", "owner_name", "(.*)"))
# When the newest job that failed began, for each CronJob.
- record: etcd_snapshot:failed_job_start_time:max
  expr: |
    max by (namespace, cronjob) (label_replace(
      {{ include "etcd-snapshot.ofCronJobs" (list . "kube_job_status_start_time") }}
      and on (namespace, job_name) kube_job_failed{namespace="{{ .Release.Namespace }}", condition="true"} == 1,
      "cronjob", "$1", "owner_name", "(.*)"))
- alert: EtcdSnapshotMissing
  expr: absent(kube_cronjob_info{namespace="{{ .Release.Namespace }}", cronjob="{{ $name }}"})
  for: 1h
  labels:
    {{- include "etcd-snapshot.alertLabels" (list . "critical") | nindent 4 }}
  annotations:
    summary: >-
      No etcd snapshots are scheduled
    description: >-
      The CronJob {{ $name }} in namespace {{ .Release.Namespace }} is gone, or kube-state-metrics can't be seen from here. None of the other alerts can fire then.
    runbook: >-
      oc get cronjob -n {{ .Release.Namespace }}. If {{ $name }} is missing, install the release again.
      If it is there, see that user workload monitoring is on and this Prometheus sees kube_cronjob_info.
- alert: EtcdSnapshotStale
  expr: |
    {{- include "etcd-snapshot.stale" (merge (dict "cronjob" $name) $late) | nindent 4 }}
  for: 15m
  labels:
    {{- include "etcd-snapshot.alertLabels" (list . "critical") | nindent 4 }}
  annotations:
    summary: >-
      No good etcd snapshot since {{ $after }}
    description: >-
      {{ `{{ if gt $value 1.0 }}The last good snapshot is {{ $value | humanizeDuration }} old{{ else }}No snapshot was ever taken{{ end }}` }}
      ({{ $name }} in namespace {{ .Release.Namespace }}; expected: within {{ $after }}).
    runbook: >-
      oc get pods -n {{ .Release.Namespace }} -l app.kubernetes.io/component=snapshot shows the failed step: Init:Error is snapshot, Error is purge;
      oc logs POD -c snapshot says why. Pending: no node is labelled {{ include "etcd-snapshot.roleLabel" . }}=snapshot, or the cluster's default
      node selector keeps pods off it. No pod at all: the CronJob is suspended or the SCC refuses it; see oc get events.
      Take one now: oc create job -n {{ .Release.Namespace }} --from=cronjob/{{ $name }} {{ $name }}-now
- alert: EtcdSnapshotCopyStale
  expr: |
    {{- range $index, $copy := $copies }}
    {{- if $index }}
    or
    {{- end }}
    {{- include "etcd-snapshot.stale" (merge (dict "cronjob" (printf "%s-%s" $name $copy)) $late) | nindent 4 }}
    {{- end }}
  for: 15m
  labels:
    {{- include "etcd-snapshot.alertLabels" (list . "critical") | nindent 4 }}
  annotations:
    summary: >-
      An etcd backup destination is stale since {{ $after }}
    description: >-
      {{ `{{ if gt $value 1.0 }}The last complete copy by {{ $labels.cronjob }} is {{ $value | humanizeDuration }} old{{ else }}{{ $labels.cronjob }} never copied anything{{ end }}` }}
      (namespace {{ .Release.Namespace }}; expected: within {{ $after }}). Snapshots go on, but stay on the snapshot node.
    runbook: >-
      oc get pods -n {{ .Release.Namespace }} -l 'app.kubernetes.io/component in (pv,sync)'. ContainerCreating: the volume can't be mounted, oc describe
      the pod and look after the NFS server or the claim. Error: oc logs POD names the destination and what is wrong with it.
      Copy again when it is mended: oc create job -n {{ .Release.Namespace }} --from=cronjob/{{ `{{ $labels.cronjob }} {{ $labels.cronjob }}` }}-now
- alert: EtcdSnapshotJobFailed
  expr: |
    {{- include "etcd-snapshot.failed" (dict "root" . "cronjobs" (printf "%s(-pv|-sync)?" $name)) | nindent 4 }}
  for: 5m
  labels:
    {{- include "etcd-snapshot.alertLabels" (list . "warning") | nindent 4 }}
  annotations:
    summary: >-
      {{ `The last run of {{ $labels.cronjob }}` }} failed
    description: >-
      {{ `The newest finished job of {{ $labels.cronjob }} in namespace {{ $labels.namespace }}` }} failed and none has succeeded since.
    runbook: >-
      oc get pods -n {{ .Release.Namespace }} shows the failed step and oc logs the reason. Exit code 2: wrong values. 3: one of several destinations failed.
      4: what was written is not whole, look after the disk. 5: refused and nothing changed: another run, too little space on the node,
      an operator progressing, or a cluster younger than its first certificate rotation.
- alert: EtcdSnapshotJobHung
  expr: |
    {{- include "etcd-snapshot.unfinished" (dict "root" . "cronjobs" $name "deadline" .Values.job.deadline) | nindent 4 }}
    or
    {{- include "etcd-snapshot.unfinished" (dict "root" . "cronjobs" (printf "%s-(pv|sync|verify)" $name) "deadline" .Values.job.copyDeadline) | nindent 4 }}
  labels:
    {{- include "etcd-snapshot.alertLabels" (list . "warning") | nindent 4 }}
  annotations:
    summary: >-
      {{ `The job {{ $labels.job_name }}` }} hangs
    description: >-
      {{ `{{ $labels.job_name }} in namespace {{ $labels.namespace }} began {{ $value | humanizeDuration }}` }} ago; its deadline has passed and it has not ended. Later runs wait for it.
    runbook: >-
      oc get pods -n {{ .Release.Namespace }}. Terminating: its volume can't be unmounted, bring the NFS server back, or delete the pod with
      --force --grace-period=0 and reboot the node when convenient. Then the next run starts by itself.
{{- if .Values.verify.enabled }}
- alert: EtcdSnapshotVerificationFailed
  expr: |
    {{- include "etcd-snapshot.failed" (dict "root" . "cronjobs" (printf "%s-verify" $name)) | nindent 4 }}
  for: 5m
  labels:
    {{- include "etcd-snapshot.alertLabels" (list . "critical") | nindent 4 }}
  annotations:
    summary: >-
      An etcd backup did not stand verification
    description: >-
      The last {{ $name }}-verify in namespace {{ .Release.Namespace }} found a set that is not whole, or could not read it.
    runbook: >-
      oc logs -n {{ .Release.Namespace }} -l app.kubernetes.io/component=verify --all-containers names the set and the check that failed. Don't restore from it.
      Take a new snapshot: oc create job -n {{ .Release.Namespace }} --from=cronjob/{{ $name }} {{ $name }}-now; then look after the disk or export.
{{- end }}
{{- end }}

{{- define "etcd-snapshot.alertLabels" -}}
severity: {{ index . 1 }}
{{- with (index . 0).Values.monitoring.prometheusRule.alertLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Its last success is too old; or it has been there long enough for one and never had it. */}}
{{- define "etcd-snapshot.stale" -}}
{{- $selector := printf "{namespace=%q, cronjob=%q}" .namespace .cronjob -}}
time() - etcd_snapshot:last_success_time:max{{ $selector }} > {{ include "etcd-snapshot.seconds" .after }}
or
max by (namespace, cronjob) (kube_cronjob_info{{ $selector }} offset {{ .after }})
  unless on (namespace, cronjob) etcd_snapshot:last_success_time:max{{ $selector }}
{{- end }}

{{/* A failed job that no success came after. */}}
{{- define "etcd-snapshot.failed" -}}
{{- $selector := printf "{namespace=%q, cronjob=~%q}" .root.Release.Namespace .cronjobs -}}
etcd_snapshot:failed_job_start_time:max{{ $selector }}
  unless on (namespace, cronjob)
(etcd_snapshot:last_success_time:max{{ $selector }} > on (namespace, cronjob) etcd_snapshot:failed_job_start_time:max{{ $selector }})
{{- end }}

{{/* Begun longer ago than the deadline and a quarter of an hour, and neither complete nor failed. */}}
{{- define "etcd-snapshot.unfinished" -}}
{{- $selector := printf "{namespace=%q, condition=%q}" .root.Release.Namespace "true" -}}
time() - ({{ include "etcd-snapshot.ofCronJobs" (list .root "kube_job_status_start_time" .cronjobs) }}
  unless on (namespace, job_name) (kube_job_complete{{ $selector }} == 1 or kube_job_failed{{ $selector }} == 1)) > {{ add (include "etcd-snapshot.seconds" .deadline | int64) 900 }}
{{- end }}

{{/* A metric of jobs, with the CronJob that made each in owner_name. */}}
{{- define "etcd-snapshot.ofCronJobs" -}}
{{- $namespace := printf "namespace=%q" (index . 0).Release.Namespace -}}
{{- $owner := printf "%s, owner_kind=\"CronJob\"" $namespace -}}
{{- if gt (len .) 2 }}{{ $owner = printf "%s, owner_name=~%q" $owner (index . 2) }}{{ end -}}
(max by (namespace, job_name) ({{ index . 1 }}{{ printf "{%s}" $namespace }}) * on (namespace, job_name) group_left (owner_name) max by (namespace, job_name, owner_name) (kube_job_owner{{ printf "{%s}" $owner }}))
{{- end }}
