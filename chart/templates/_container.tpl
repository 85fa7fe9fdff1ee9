{{/* One container. Takes root; step, an entry of _steps.tpl; asleep, true to only wait in it. */}}
{{- define "etcd-snapshot.container" -}}
{{- $step := .step -}}
{{- $values := .root.Values -}}
- name: {{ $step.name }}
  image: {{ $step.image | default (include "etcd-snapshot.image" .root) | quote }}
  imagePullPolicy: {{ include "etcd-snapshot.pullPolicy" .root }}
  {{- if .asleep }}
  # debug.active. It ends as failed, so that no alert takes it for a backup.
  command: [sh, -c, "sleep {{ $values.debug.timeout }}; exit 1"]
  {{- else if $step.command }}
  command:
    {{- toYaml $step.command | nindent 4 }}
  {{- else }}
  args:
    {{- toYaml $step.args | nindent 4 }}
  {{- end }}
  # A short JSON summary on success, the end of the log on failure.
  terminationMessagePolicy: FallbackToLogsOnError
  {{- if $step.args }}
  env:
    {{- include "etcd-snapshot.env" . | nindent 4 }}
  {{- end }}
  {{- include (ternary "etcd-snapshot.privileged" "etcd-snapshot.unprivileged" (hasKey $step "privileged")) . | nindent 2 }}
  resources:
    {{- toYaml (get $values.resources ($step.resources | default $step.name)) | nindent 4 }}
  volumeMounts:
    {{- range include "etcd-snapshot.mounts" . | fromJsonArray }}
    {{- $volume := trimSuffix ":ro" . }}
    - name: {{ $volume }}
      mountPath: {{ ternary "/var/run/secrets/kubernetes.io/serviceaccount" (printf "/%s" $volume) (eq $volume "token") }}
      {{- if hasSuffix ":ro" . }}
      readOnly: true
      {{- end }}
      {{- if eq $volume "host" }}
      # The volumes that the node mounts later are seen as well.
      mountPropagation: HostToContainer
      {{- end }}
    {{- end }}
{{- end }}

{{- define "etcd-snapshot.mounts" -}}
{{- $mounts := .step.mounts -}}
{{- if .step.args }}{{ $mounts = concat $mounts (list "values:ro" "tmp") }}{{ end -}}
{{- if include "etcd-snapshot.metricsFile" . }}{{ $mounts = append $mounts "metrics" }}{{ end -}}
{{ $mounts | toJson }}
{{- end }}

{{- /* One for all: the program keeps each command's figures there, and a collector refuses a series that is in two. */}}
{{- define "etcd-snapshot.metricsFile" -}}
{{- if and .root.Values.monitoring.textfileDirectory .step.args (ne .step.name "check") -}}
/metrics/{{ include "etcd-snapshot.name" .root | replace "-" "_" }}.prom
{{- end -}}
{{- end }}

{{- define "etcd-snapshot.env" -}}
- name: ETCD_SNAPSHOT_VALUES
  value: /values/values.yaml
- name: ETCD_SNAPSHOT_SUMMARY_FILE
  value: /dev/termination-log
- name: ETCD_SNAPSHOT_NODE
  valueFrom:
    fieldRef:
      fieldPath: spec.nodeName
{{- with include "etcd-snapshot.metricsFile" . }}
- name: ETCD_SNAPSHOT_METRICS_FILE
  value: {{ . }}
{{- end }}
{{- if has "ssh:ro" .step.mounts }}
- name: ETCD_SNAPSHOT_IDENTITY
  value: /ssh/private
- name: ETCD_SNAPSHOT_PASSPHRASE_FILE
  value: /ssh/passphrase
- name: ETCD_SNAPSHOT_KNOWN_HOSTS
  value: {{ ternary "/known-hosts" "/ssh" (has "known-hosts" .step.mounts) }}/known_hosts
{{- end }}
{{- end }}

{{- define "etcd-snapshot.privileged" -}}
# Privileged, as cluster-backup.sh runs as root of the node itself: it changes its root to /host, reads
# the certificates of etcd, and mounts the etcd image with podman. No smaller set of rights allows that.
securityContext:
  privileged: true
  runAsUser: 0
  runAsGroup: 0
  readOnlyRootFilesystem: true
{{- end }}

{{- define "etcd-snapshot.unprivileged" -}}
# Not privileged, and without the host's root. Root of files, as the sets are root's own and 0700, in a directory that may
# be another's. No SELinux confinement (spc_t): the node labels its directory host_home_t, which no container may read,
# and relabelling it would be a change to the node.
securityContext:
  privileged: false
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  runAsUser: 0
  runAsGroup: 0
  capabilities:
    drop: [ALL]
    add: [DAC_OVERRIDE]
  seLinuxOptions:
    type: spc_t
  seccompProfile:
    type: RuntimeDefault
{{- end }}
