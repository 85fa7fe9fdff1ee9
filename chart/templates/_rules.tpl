{{/*
Alerts based on kube-state-metrics, and only on the metrics that OpenShift keeps (it drops kube_*_created, kube_*_terminated
and others, and has no time of a CronJob's last success before 4.12).
*/}}
{{- define "etcd-snapshot.rules" -}}
{{- $name := include "etcd-snapshot.name" . -}}
{{- $after := .Values.monitoring.prometheusRule.staleAfter -}}
{{- $namespace := printf "namespace=%q" .Release.Namespace -}}
{{- $all := "(-standby|-catchup|-sources|-verify|-rehearse)?" -}}
{{- $pods := printf "oc get pods -n %s -l app.kubernetes.io/instance=%s" .Release.Namespace .Release.Name -}}
{{- $logs := printf "oc logs -n %s POD -c STEP" .Release.Namespace -}}
{{- $again := printf "oc create job -n %s --from=cronjob/%s %s-now" .Release.Namespace $name $name -}}
{{- $unfinished := printf "unless on (namespace, job_name) (kube_job_complete{%s, condition=\"true\"} == 1 or kube_job_failed{%s, condition=\"true\"} == 1)" $namespace $namespace -}}
# When each CronJob last succeeded; also from the jobs that still exist.
- record: etcd_snapshot:last_success_time:max
  expr: |
    max by (namespace, cronjob) (
      kube_cronjob_status_last_successful_time{ {{- $namespace }}, cronjob=~"{{ $name }}{{ $all }}"}
      or {{ include "etcd-snapshot.jobs" (list . "kube_job_status_completion_time" $all) }})
# When the newest failed job of each CronJob started.
- record: etcd_snapshot:failed_job_start_time:max
  expr: |
    max by (namespace, cronjob) (
      {{ include "etcd-snapshot.jobs" (list . "kube_job_status_start_time" $all) }}
      and on (namespace, job_name) kube_job_failed{ {{- $namespace }}, condition="true"} == 1)
# When the newest run with a good snapshot started: its snapshot container succeeded, whatever happened to the copies, or the
# whole run or standby did.
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
# When all destinations last had all sets: after a run, or after a catch-up.
- record: etcd_snapshot:last_copy_time:max
  expr: |
    max by (namespace) (etcd_snapshot:last_success_time:max{ {{- $namespace }}, cronjob=~"{{ $name }}(-catchup)?"})
  labels:
    cronjob: {{ $name }}
{{- if or .Values.verify.enabled .Values.rehearse.enabled }}
# When a set last proved good after it was taken: in verification or in rehearsal.
- record: etcd_snapshot:last_proof_time:max
  expr: |
    max by (namespace) (etcd_snapshot:last_success_time:max{ {{- $namespace }}, cronjob=~"{{ $name }}(-verify|-rehearse)"})
  labels:
    cronjob: {{ $name }}
{{- end }}
- alert: EtcdSnapshotMissing
  expr: absent(kube_cronjob_info{ {{- $namespace }}, cronjob="{{ $name }}"})
  for: 1h
  labels:
    {{- include "etcd-snapshot.alertLabels" (list . "critical") | nindent 4 }}
  annotations:
    {{- include "etcd-snapshot.runbookUrl" (list . "EtcdSnapshotMissing") | nindent 4 }}
    summary: >-
      No etcd snapshots are scheduled
    description: >-
      The CronJob {{ $name }} in namespace {{ .Release.Namespace }} does not exist, or this Prometheus does not get kube-state-metrics for it. None of the other alerts can fire.
      What to do: oc get cronjob -n {{ .Release.Namespace }}. If {{ $name }} is missing, install the release again.
      If it exists, check that user workload monitoring is enabled and that this Prometheus has the metric kube_cronjob_info.
- alert: EtcdSnapshotStale
  expr: |
    {{- include "etcd-snapshot.stale" (list . "etcd_snapshot:last_snapshot_time:max") | nindent 4 }}
  for: 15m
  labels:
    {{- include "etcd-snapshot.alertLabels" (list . "critical") | nindent 4 }}
  annotations:
    {{- include "etcd-snapshot.runbookUrl" (list . "EtcdSnapshotStale") | nindent 4 }}
    summary: >-
      No good etcd snapshot for {{ $after }}
    description: >-
      {{ `{{ if gt $value 1.0 }}The last good snapshot is {{ $value | humanizeDuration }} old{{ else }}No good snapshot is known{{ end }}` }}
      ({{ $name }} in namespace {{ .Release.Namespace }}; expected: at most {{ $after }}).
      What to do: {{ $pods }}. Init:Error: oc logs -n {{ .Release.Namespace }} POD -c snapshot says why.
      Pending: no node is labelled {{ include "etcd-snapshot.roleLabel" . }}=snapshot, or the cluster's default
      node selector keeps pods off it; oc describe pod says which. No pod at all: the CronJob is suspended, or pods are refused; oc describe job says why.
      Then take a snapshot: {{ $again }}
- alert: EtcdSnapshotCopyStale
  expr: |
    ({{- include "etcd-snapshot.stale" (list . "etcd_snapshot:last_copy_time:max") | nindent 4 }}
    )
    unless on (namespace, cronjob)
    ({{- include "etcd-snapshot.stale" (list . "etcd_snapshot:last_snapshot_time:max") | nindent 4 }}
    )
  for: 15m
  labels:
    {{- include "etcd-snapshot.alertLabels" (list . "critical") | nindent 4 }}
  annotations:
    {{- include "etcd-snapshot.runbookUrl" (list . "EtcdSnapshotCopyStale") | nindent 4 }}
    summary: >-
      An etcd backup destination has been stale for {{ $after }}
    description: >-
      {{ `{{ if gt $value 1.0 }}The last time all destinations had all sets was {{ $value | humanizeDuration }} ago{{ else }}The destinations never had all sets{{ end }}` }}
      ({{ $name }} in namespace {{ .Release.Namespace }}; expected: at most {{ $after }}). Snapshots are still taken, but some exist on the snapshot node only.
      Destinations: {{ include "etcd-snapshot.destinations" . }}.
      What to do: {{ $pods }}. ContainerCreating: the volume can't be mounted; oc describe
      the pod, and check the NFS server or the claim. Error: oc logs -n {{ .Release.Namespace }} POD -c sync names the destination and the reason.
      Once it is fixed, {{ if .Values.catchUp.enabled }}{{ $name }}-catchup copies what is missing: oc create job -n {{ .Release.Namespace }} --from=cronjob/{{ $name }}-catchup {{ $name }}-catchup-now{{ else }}the next run copies what is missing: {{ $again }}{{ end }}
- alert: EtcdSnapshotJobFailed
  expr: |
    {{- include "etcd-snapshot.failed" (list . "(-standby)?") | nindent 4 }}
  for: 5m
  labels:
    {{- include "etcd-snapshot.alertLabels" (list . "warning") | nindent 4 }}
  annotations:
    {{- include "etcd-snapshot.runbookUrl" (list . "EtcdSnapshotJobFailed") | nindent 4 }}
    summary: >-
      {{ `The last run of {{ $labels.cronjob }}` }} failed
    description: >-
      {{ `A job of {{ $labels.cronjob }} in namespace {{ $labels.namespace }}` }} failed, and none has succeeded since.
      What to do: {{ $pods }} names the pod, {{ $logs }} the reason; the steps are snapshot, purge and sync.
      Exit code 2: invalid values. 3: one of several destinations failed.
      4: a set is damaged; check the disk. 5: refused, nothing was changed: another run, too little space on the node,
      an operator progressing, or a cluster younger than its first certificate rotation. No pod: the deadline passed (job.deadline), or the node was drained.
      What was not copied, {{ if .Values.catchUp.enabled }}{{ $name }}-catchup copies later{{ else }}the next run copies{{ end }}.
{{- if .Values.catchUp.enabled }}
- alert: EtcdSnapshotCatchUpFailed
  expr: |
    {{- include "etcd-snapshot.failed" (list . "-catchup") | nindent 4 }}
  for: 5m
  labels:
    {{- include "etcd-snapshot.alertLabels" (list . "warning") | nindent 4 }}
  annotations:
    {{- include "etcd-snapshot.runbookUrl" (list . "EtcdSnapshotCatchUpFailed") | nindent 4 }}
    summary: >-
      An etcd backup destination still lacks sets
    description: >-
      The last {{ $name }}-catchup in namespace {{ .Release.Namespace }} could not copy what a run had left out, and none has succeeded since.
      Destinations: {{ include "etcd-snapshot.destinations" . }}.
      What to do: {{ $pods }} names the pod, oc logs -n {{ .Release.Namespace }} POD -c sync the destination and the reason. Exit code 3: one of several destinations failed. 5: a destination is full.
      Once it is fixed: oc create job -n {{ .Release.Namespace }} --from=cronjob/{{ $name }}-catchup {{ $name }}-catchup-now
{{- end }}
{{- if .Values.sources.from }}
- alert: EtcdSnapshotSourcesFailed
  expr: |
    {{- include "etcd-snapshot.failed" (list . "-sources") | nindent 4 }}
  for: 5m
  labels:
    {{- include "etcd-snapshot.alertLabels" (list . "warning") | nindent 4 }}
  annotations:
    {{- include "etcd-snapshot.runbookUrl" (list . "EtcdSnapshotSourcesFailed") | nindent 4 }}
    summary: >-
      Backups of other tools were not copied
    description: >-
      The last {{ $name }}-sources in namespace {{ .Release.Namespace }} failed, and none has succeeded since: what other tools left in {{ range $i, $from := .Values.sources.from }}{{ if $i }}, {{ end }}{{ $from.name }}{{ end }} may lie there only.
      What to do: {{ $pods }} names the pod, oc logs -n {{ .Release.Namespace }} POD --all-containers the location and the reason. ContainerCreating: it can't be mounted; oc describe the pod.
      Once it is fixed: oc create job -n {{ .Release.Namespace }} --from=cronjob/{{ $name }}-sources {{ $name }}-sources-now
{{- end }}
- alert: EtcdSnapshotJobHung
  expr: |
    (time() - {{ include "etcd-snapshot.jobs" (list . "kube_job_status_start_time" $all) }}
      {{ $unfinished }})
    > on (namespace, job_name) max by (namespace, job_name) (kube_job_spec_active_deadline_seconds{ {{- $namespace }}}) + 900
  labels:
    {{- include "etcd-snapshot.alertLabels" (list . "warning") | nindent 4 }}
  annotations:
    {{- include "etcd-snapshot.runbookUrl" (list . "EtcdSnapshotJobHung") | nindent 4 }}
    summary: >-
      {{ `The job {{ $labels.job_name }}` }} hangs
    description: >-
      {{ `{{ $labels.job_name }} in namespace {{ $labels.namespace }} started {{ $value | humanizeDuration }}` }} ago; its deadline has passed and it has not ended. Later runs wait for it.
      What to do: {{ $pods }}. Terminating: its volume can't be unmounted; bring the NFS server back, or delete the pod with
      --force --grace-period=0 and reboot the node when convenient. Then the next run starts by itself.
- alert: EtcdSnapshotJobWithoutPod
  expr: |
    (time() - {{ include "etcd-snapshot.jobs" (list . "kube_job_status_start_time" $all) }}
      {{ $unfinished }})
    unless on (namespace, job_name) label_replace(
      kube_pod_owner{ {{- $namespace }}, owner_kind="Job"}, "job_name", "$1", "owner_name", "(.*)")
  for: 10m
  labels:
    {{- include "etcd-snapshot.alertLabels" (list . "critical") | nindent 4 }}
  annotations:
    {{- include "etcd-snapshot.runbookUrl" (list . "EtcdSnapshotJobWithoutPod") | nindent 4 }}
    summary: >-
      {{ `The job {{ $labels.job_name }}` }} gets no pod
    description: >-
      {{ `{{ $labels.job_name }} in namespace {{ $labels.namespace }} started {{ $value | humanizeDuration }}` }} ago and has no pod, so no backup is made.
      What to do: {{ printf "oc describe job -n %s {{ $labels.job_name }}" .Release.Namespace }} says why. "violates PodSecurity": label the namespace as the chart's notes say
      (helm get notes {{ .Release.Name }} -n {{ .Release.Namespace }}). "unable to validate against any security context constraint": the account may not use the SCC privileged, see rbac.create.
      "serviceaccount not found": see serviceAccount. Then delete the job and take a snapshot: {{ $again }}
{{- if .Values.verify.enabled }}
- alert: EtcdSnapshotVerificationFailed
  expr: |
    {{- include "etcd-snapshot.failed" (list . "-verify") | nindent 4 }}
  for: 5m
  labels:
    {{- include "etcd-snapshot.alertLabels" (list . "critical") | nindent 4 }}
  annotations:
    {{- include "etcd-snapshot.runbookUrl" (list . "EtcdSnapshotVerificationFailed") | nindent 4 }}
    summary: >-
      An etcd backup failed verification
    description: >-
      The last {{ $name }}-verify in namespace {{ .Release.Namespace }} found a damaged set, or could not read one.
      What to do: oc logs -n {{ .Release.Namespace }} -l app.kubernetes.io/component=verify --all-containers names the set and the check that failed. Do not restore from a damaged set.
      Take a new snapshot: {{ $again }}; then check the disk, the export or the bucket.
{{- end }}
{{- if .Values.rehearse.enabled }}
- alert: EtcdSnapshotRehearsalFailed
  expr: |
    {{- include "etcd-snapshot.failed" (list . "-rehearse") | nindent 4 }}
  for: 5m
  labels:
    {{- include "etcd-snapshot.alertLabels" (list . "critical") | nindent 4 }}
  annotations:
    {{- include "etcd-snapshot.runbookUrl" (list . "EtcdSnapshotRehearsalFailed") | nindent 4 }}
    summary: >-
      An etcd backup did not restore in rehearsal
    description: >-
      The last {{ $name }}-rehearse in namespace {{ .Release.Namespace }} could not start etcd from the newest set, or etcd served other data than the set holds.
      What to do: oc logs -n {{ .Release.Namespace }} -l app.kubernetes.io/component=rehearse --all-containers shows how far it got. Init:Error: rehearse.etcdImage has no
      /usr/bin/etcd. Otherwise do not rely on that set: take a new snapshot, {{ $again }}, and rehearse it: oc create job -n {{ .Release.Namespace }} --from=cronjob/{{ $name }}-rehearse {{ $name }}-rehearse-now
{{- end }}
{{- if and .Values.monitoring.prometheusRule.provenWithin (or .Values.verify.enabled .Values.rehearse.enabled) }}
{{- $within := .Values.monitoring.prometheusRule.provenWithin }}
- alert: EtcdSnapshotUnproven
  expr: |
    {{- include "etcd-snapshot.stale" (list . "etcd_snapshot:last_proof_time:max" $within) | nindent 4 }}
  for: 15m
  labels:
    {{- include "etcd-snapshot.alertLabels" (list . "warning") | nindent 4 }}
  annotations:
    {{- include "etcd-snapshot.runbookUrl" (list . "EtcdSnapshotUnproven") | nindent 4 }}
    summary: >-
      No etcd backup was verified or rehearsed for {{ $within }}
    description: >-
      {{ `{{ if gt $value 1.0 }}The last set was verified or rehearsed {{ $value | humanizeDuration }} ago{{ else }}No set was ever verified or rehearsed{{ end }}` }}
      ({{ $name }} in namespace {{ .Release.Namespace }}; expected: at most {{ $within }}). Newer sets were read once, when they were taken and copied.
      What to do: oc get cronjob -n {{ .Release.Namespace }} tells whether {{ $name }}-verify is suspended, {{ $pods }} how it ends.
      Verify now: oc create job -n {{ .Release.Namespace }} --from=cronjob/{{ $name }}-{{ ternary "verify" "rehearse" .Values.verify.enabled }} {{ $name }}-{{ ternary "verify" "rehearse" .Values.verify.enabled }}-now
{{- end }}
{{- end }}

{{- define "etcd-snapshot.alertLabels" -}}
severity: {{ index . 1 }}
{{- with (index . 0).Values.monitoring.prometheusRule.alertLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Takes root and the name of the alert. */}}
{{- define "etcd-snapshot.runbookUrl" -}}
{{- with (index . 0).Values.monitoring.prometheusRule.runbookUrl -}}
runbook_url: {{ printf "%s/%s" (trimSuffix "/" .) (index $ 1) | quote }}
{{- end -}}
{{- end }}

{{/*
True if the recorded time (root, metric, and how old if not staleAfter) of the run's CronJob is too old, or if the CronJob has existed long enough and no such
time is known. The time is searched for that far back, because pods disappear when their job is deleted or stopped.
*/}}
{{- define "etcd-snapshot.stale" -}}
{{- $root := index . 0 -}}
{{- $after := $root.Values.monitoring.prometheusRule.staleAfter -}}
{{- if gt (len .) 2 }}{{ $after = index . 2 }}{{ end -}}
{{- $selector := printf "{namespace=%q, cronjob=%q}" $root.Release.Namespace (include "etcd-snapshot.name" $root) -}}
time() - max_over_time({{ index . 1 }}{{ $selector }}[{{ $after }}]) > {{ include "etcd-snapshot.seconds" $after }}{{ include "etcd-snapshot.clockChange" $root }}
or
max by (namespace, cronjob) (kube_cronjob_info{{ $selector }} offset {{ $after }})
  unless on (namespace, cronjob) max_over_time({{ index . 1 }}{{ $selector }}[{{ $after }}])
{{- end }}

{{/*
Twice as long on days on which clocks go forward somewhere: Fridays to Mondays in March, April, September and October. There
a schedule at that hour leaves one run out.
*/}}
{{- define "etcd-snapshot.clockChange" -}}
{{- if include "etcd-snapshot.losesRuns" (dict "schedule" .Values.schedule "timeZone" .Values.timeZone) }} * scalar(
  count((month() == 3 or month() == 4 or month() == 9 or month() == 10) and (day_of_week() <= 1 or day_of_week() >= 5)) * 2 or vector(1))
{{- end -}}
{{- end }}

{{/* A failed job that no success came after, of the CronJobs with these suffixes (root, suffixes). */}}
{{- define "etcd-snapshot.failed" -}}
{{- $root := index . 0 -}}
{{- $selector := printf "{namespace=%q, cronjob=~%q}" $root.Release.Namespace (printf "%s%s" (include "etcd-snapshot.name" $root) (index . 1)) -}}
etcd_snapshot:failed_job_start_time:max{{ $selector }}
  unless on (namespace, cronjob)
(etcd_snapshot:last_success_time:max{{ $selector }} > on (namespace, cronjob) etcd_snapshot:failed_job_start_time:max{{ $selector }})
{{- end }}

{{/* A metric of the jobs that CronJobs with these suffixes created (root, metric, suffixes), with the label cronjob. */}}
{{- define "etcd-snapshot.jobs" -}}
{{- $root := index . 0 -}}
{{- $namespace := printf "namespace=%q" $root.Release.Namespace -}}
{{- $owner := printf "%s, owner_kind=\"CronJob\", owner_name=~%q" $namespace (printf "%s%s" (include "etcd-snapshot.name" $root) (index . 2)) -}}
label_replace(max by (namespace, job_name) ({{ index . 1 }}{{ printf "{%s}" $namespace }}) * on (namespace, job_name) group_left (owner_name) max by (namespace, job_name, owner_name) (kube_job_owner{{ printf "{%s}" $owner }}), "cronjob", "$1", "owner_name", "(.*)")
{{- end }}
