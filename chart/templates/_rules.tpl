{{/*
Alerts on what kube-state-metrics tells, and only on what OpenShift's lets through (it drops kube_*_created, kube_*_terminated
and others, and before 4.12 has no time of a CronJob's last success).
*/}}
{{- define "etcd-snapshot.rules" -}}
{{- $name := include "etcd-snapshot.name" . -}}
{{- $after := .Values.monitoring.prometheusRule.staleAfter -}}
{{- $namespace := printf "namespace=%q" .Release.Namespace -}}
{{- $jobs := printf "oc get pods -n %s -l app.kubernetes.io/instance=%s" .Release.Namespace .Release.Name -}}
{{- $again := printf "oc create job -n %s --from=cronjob/%s %s-now" .Release.Namespace $name $name -}}
# When each CronJob last succeeded; also from the jobs that are still there.
- record: etcd_snapshot:last_success_time:max
  expr: |
    max by (namespace, cronjob) (
      kube_cronjob_status_last_successful_time{ {{- $namespace }}, cronjob=~"{{ $name }}(-standby|-verify|-rehearse)?"}
      or {{ include "etcd-snapshot.jobs" (list . "kube_job_status_completion_time" "(-standby|-verify|-rehearse)?") }})
# When the newest failed job of each CronJob began.
- record: etcd_snapshot:failed_job_start_time:max
  expr: |
    max by (namespace, cronjob) (
      {{ include "etcd-snapshot.jobs" (list . "kube_job_status_start_time" "(-standby|-verify|-rehearse)?") }}
      and on (namespace, job_name) kube_job_failed{ {{- $namespace }}, condition="true"} == 1)
# When the newest run began whose snapshot was good: its container ended well, whatever became of the copies, or the run or
# the standby as a whole did.
- record: etcd_snapshot:last_snapshot_time:max
  expr: |
    max by (namespace) (
      etcd_snapshot:last_success_time:max{ {{- $namespace }}, cronjob=~"{{ $name }}(-standby)?"}
      or {{ include "etcd-snapshot.jobs" (list . "kube_job_status_start_time" "(-standby)?") }}
      and on (namespace, job_name) label_replace(
        kube_pod_owner{ {{- $namespace }}, owner_kind="Job"}
        and on (namespace, pod) kube_pod_init_container_status_terminated_reason{ {{- $namespace }}, container="snapshot", reason="Completed"} == 1,
        "job_name", "$1", "owner_name", "(.*)"))
  labels:
    cronjob: {{ $name }}
- alert: EtcdSnapshotMissing
  expr: absent(kube_cronjob_info{ {{- $namespace }}, cronjob="{{ $name }}"})
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
    {{- include "etcd-snapshot.stale" (list . "etcd_snapshot:last_snapshot_time:max") | nindent 4 }}
  for: 15m
  labels:
    {{- include "etcd-snapshot.alertLabels" (list . "critical") | nindent 4 }}
  annotations:
    summary: >-
      No good etcd snapshot since {{ $after }}
    description: >-
      {{ `{{ if gt $value 1.0 }}The last good snapshot is {{ $value | humanizeDuration }} old{{ else }}No good snapshot is known{{ end }}` }}
      ({{ $name }} in namespace {{ .Release.Namespace }}; expected: within {{ $after }}).
    runbook: >-
      {{ $jobs }} shows the failed step, and oc logs POD -c snapshot says why.
      Pending: no node is labelled {{ include "etcd-snapshot.roleLabel" . }}=snapshot, or the cluster's default
      node selector keeps pods off it. No pod at all: the CronJob is suspended or the SCC refuses it; see oc get events.
      Take one now: {{ $again }}
- alert: EtcdSnapshotCopyStale
  expr: |
    ({{- include "etcd-snapshot.stale" (list . "etcd_snapshot:last_success_time:max") | nindent 4 }}
    )
    unless on (namespace, cronjob)
    ({{- include "etcd-snapshot.stale" (list . "etcd_snapshot:last_snapshot_time:max") | nindent 4 }}
    )
  for: 15m
  labels:
    {{- include "etcd-snapshot.alertLabels" (list . "critical") | nindent 4 }}
  annotations:
    summary: >-
      An etcd backup destination is stale since {{ $after }}
    description: >-
      {{ `{{ if gt $value 1.0 }}The last run that reached all destinations is {{ $value | humanizeDuration }} old{{ else }}No run has reached all destinations{{ end }}` }}
      ({{ $name }} in namespace {{ .Release.Namespace }}; expected: within {{ $after }}). Snapshots go on, but stay on the snapshot node.
    runbook: >-
      {{ $jobs }}. ContainerCreating: the volume can't be mounted, oc describe
      the pod and look after the NFS server or the claim. Error: oc logs POD -c sync names the destination and what is wrong with it
      (Init:Error: oc logs POD -c purge). When it is mended: {{ $again }}
- alert: EtcdSnapshotJobFailed
  expr: |
    {{- include "etcd-snapshot.failed" (list . "(-standby)?") | nindent 4 }}
  for: 5m
  labels:
    {{- include "etcd-snapshot.alertLabels" (list . "warning") | nindent 4 }}
  annotations:
    summary: >-
      {{ `The last run of {{ $labels.cronjob }}` }} failed
    description: >-
      {{ `A job of {{ $labels.cronjob }} in namespace {{ $labels.namespace }}` }} failed and none has succeeded since.
    runbook: >-
      {{ $jobs }} shows the failed step and oc logs POD -c STEP the reason. Exit code 2: wrong values. 3: one of several destinations failed.
      4: what was written is not whole, look after the disk. 5: refused and nothing changed: another run, too little space on the node,
      an operator progressing, or a cluster younger than its first certificate rotation. No pod: the deadline passed, see job.deadline.
- alert: EtcdSnapshotJobHung
  expr: |
    (time() - {{ include "etcd-snapshot.jobs" (list . "kube_job_status_start_time" "(-standby|-verify|-rehearse)?") }}
      unless on (namespace, job_name) (kube_job_complete{ {{- $namespace }}, condition="true"} == 1 or kube_job_failed{ {{- $namespace }}, condition="true"} == 1))
    > on (namespace, job_name) max by (namespace, job_name) (kube_job_spec_active_deadline_seconds{ {{- $namespace }}}) + 900
  labels:
    {{- include "etcd-snapshot.alertLabels" (list . "warning") | nindent 4 }}
  annotations:
    summary: >-
      {{ `The job {{ $labels.job_name }}` }} hangs
    description: >-
      {{ `{{ $labels.job_name }} in namespace {{ $labels.namespace }} began {{ $value | humanizeDuration }}` }} ago; its deadline has passed and it has not ended. Later runs wait for it.
    runbook: >-
      {{ $jobs }}. Terminating: its volume can't be unmounted, bring the NFS server back, or delete the pod with
      --force --grace-period=0 and reboot the node when convenient. Then the next run starts by itself.
{{- if .Values.verify.enabled }}
- alert: EtcdSnapshotVerificationFailed
  expr: |
    {{- include "etcd-snapshot.failed" (list . "-verify") | nindent 4 }}
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
      Take a new snapshot: {{ $again }}; then look after the disk or export.
{{- end }}
{{- if .Values.rehearse.enabled }}
- alert: EtcdSnapshotRehearsalFailed
  expr: |
    {{- include "etcd-snapshot.failed" (list . "-rehearse") | nindent 4 }}
  for: 5m
  labels:
    {{- include "etcd-snapshot.alertLabels" (list . "critical") | nindent 4 }}
  annotations:
    summary: >-
      An etcd backup did not restore in rehearsal
    description: >-
      The last {{ $name }}-rehearse in namespace {{ .Release.Namespace }} could not start etcd from the newest set, or etcd served something else than the set holds.
    runbook: >-
      oc logs -n {{ .Release.Namespace }} -l app.kubernetes.io/component=rehearse --all-containers tells how far it came. Init:Error: rehearse.etcdImage has no
      /usr/bin/etcd. Else don't rely on that set: take a new snapshot, {{ $again }}, and rehearse it: oc create job -n {{ .Release.Namespace }} --from=cronjob/{{ $name }}-rehearse {{ $name }}-rehearse-now
{{- end }}
{{- end }}

{{- define "etcd-snapshot.alertLabels" -}}
severity: {{ index . 1 }}
{{- with (index . 0).Values.monitoring.prometheusRule.alertLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/*
The recorded time (root, metric) of the run's CronJob is too old; or it has been there long enough and no such time is known.
It is looked for as far back, as pods are gone when their job is deleted or ends at its deadline.
*/}}
{{- define "etcd-snapshot.stale" -}}
{{- $root := index . 0 -}}
{{- $after := $root.Values.monitoring.prometheusRule.staleAfter -}}
{{- $selector := printf "{namespace=%q, cronjob=%q}" $root.Release.Namespace (include "etcd-snapshot.name" $root) -}}
time() - max_over_time({{ index . 1 }}{{ $selector }}[{{ $after }}]) > {{ include "etcd-snapshot.seconds" $after }}
or
max by (namespace, cronjob) (kube_cronjob_info{{ $selector }} offset {{ $after }})
  unless on (namespace, cronjob) max_over_time({{ index . 1 }}{{ $selector }}[{{ $after }}])
{{- end }}

{{/* A failed job that no success came after, of the CronJobs with these suffixes (root, suffixes). */}}
{{- define "etcd-snapshot.failed" -}}
{{- $root := index . 0 -}}
{{- $selector := printf "{namespace=%q, cronjob=~%q}" $root.Release.Namespace (printf "%s%s" (include "etcd-snapshot.name" $root) (index . 1)) -}}
etcd_snapshot:failed_job_start_time:max{{ $selector }}
  unless on (namespace, cronjob)
(etcd_snapshot:last_success_time:max{{ $selector }} > on (namespace, cronjob) etcd_snapshot:failed_job_start_time:max{{ $selector }})
{{- end }}

{{/* A metric of the jobs that CronJobs with these suffixes made (root, metric, suffixes), with the label cronjob. */}}
{{- define "etcd-snapshot.jobs" -}}
{{- $root := index . 0 -}}
{{- $namespace := printf "namespace=%q" $root.Release.Namespace -}}
{{- $owner := printf "%s, owner_kind=\"CronJob\", owner_name=~%q" $namespace (printf "%s%s" (include "etcd-snapshot.name" $root) (index . 2)) -}}
label_replace(max by (namespace, job_name) ({{ index . 1 }}{{ printf "{%s}" $namespace }}) * on (namespace, job_name) group_left (owner_name) max by (namespace, job_name, owner_name) (kube_job_owner{{ printf "{%s}" $owner }}), "cronjob", "$1", "owner_name", "(.*)")
{{- end }}
