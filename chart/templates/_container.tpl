{{/* One container. Takes root; step, an entry of _steps.tpl; asleep, true if it only sleeps. */}}
{{- define "etcd-snapshot.container" -}}
{{- $step := .step -}}
{{- $values := .root.Values -}}
- name: {{ $step.name }}
  image: {{ $step.image | default (include "etcd-snapshot.image" .root) | quote }}
  imagePullPolicy: {{ include "etcd-snapshot.pullPolicy" .root }}
  {{- if .asleep }}
  # debug.active. It fails, so that no alert takes it for a backup.
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
  {{- with include "etcd-snapshot.env" . }}
  env:
    {{- . | nindent 4 }}
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
      # Volumes that the node mounts later are visible too.
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

{{- define "etcd-snapshot.metricsFile" -}}
{{- if and .root.Values.monitoring.textfileDirectory .step.args (not (hasPrefix "check" .step.name)) -}}
/metrics/{{ include "etcd-snapshot.metricsFileName" .root }}
{{- end -}}
{{- end }}

{{/*
One file for all steps of a release: the program keeps the metrics of each command in it, and labels them with its name.
node_exporter rejects a series that is in two files, and two releases may share a node.
*/}}
{{- define "etcd-snapshot.metricsFileName" -}}
{{ printf "%s_%s" .Release.Namespace (include "etcd-snapshot.name" .) | replace "-" "_" }}.prom
{{- end }}

{{- define "etcd-snapshot.env" -}}
{{- if .step.args }}
- name: ETCD_SNAPSHOT_VALUES
  value: /values/values.yaml
- name: ETCD_SNAPSHOT_SUMMARY_FILE
  value: /dev/termination-log
- name: ETCD_SNAPSHOT_NODE
  valueFrom:
    fieldRef:
      fieldPath: spec.nodeName
- name: ETCD_SNAPSHOT_POD
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
{{- with .root.Values.job.lockWait }}
- name: ETCD_SNAPSHOT_LOCK_WAIT
  value: {{ . | quote }}
{{- end }}
{{- with .step.skipFile }}
- name: ETCD_SNAPSHOT_SKIP_FILE
  value: {{ . }}
{{- end }}
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
{{- if has "signing:ro" .step.mounts }}
- name: ETCD_SNAPSHOT_SIGNING_KEY
  value: /signing/private
{{- end }}
{{- if has "s3:ro" .step.mounts }}
- name: ETCD_SNAPSHOT_S3_CREDENTIALS
  value: /s3
{{- end }}
{{- if has "s3-ca:ro" .step.mounts }}
- name: ETCD_SNAPSHOT_S3_CA_FILE
  value: /s3-ca/ca.crt
{{- end }}
{{- if has "ping:ro" .step.mounts }}
- name: ETCD_SNAPSHOT_PING_URL_FILE
  value: /ping/url
{{- end }}
{{- if has "ping-ca:ro" .step.mounts }}
- name: ETCD_SNAPSHOT_PING_CA_FILE
  value: /ping-ca/ca.crt
{{- end }}
{{- if has "s3-token:ro" .step.mounts }}
- name: AWS_ROLE_ARN
  value: {{ .root.Values.s3.roleArn | quote }}
- name: AWS_WEB_IDENTITY_TOKEN_FILE
  value: /s3-token/token
{{- end }}
{{- $pings := and (hasKey .step "pings") (or .root.Values.monitoring.ping.url .root.Values.monitoring.ping.secret) }}
{{- if and (or (hasKey .step "privileged") .step.bucket $pings) .root.Values.proxy.secret }}
{{- range $variable, $key := dict "HTTP_PROXY" "httpProxy" "HTTPS_PROXY" "httpsProxy" "NO_PROXY" "noProxy" }}
- name: {{ $variable }}
  valueFrom:
    secretKeyRef:
      name: {{ $.root.Values.proxy.secret }}
      key: {{ $key }}
      optional: true
{{- end }}
{{- end }}
{{- end }}
{{- with .root.Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "etcd-snapshot.privileged" -}}
# Privileged, because cluster-backup.sh runs as root of the node itself: it changes its root to /host, reads
# the certificates of etcd, and mounts the etcd image with podman. No smaller set of rights allows that.
securityContext:
  privileged: true
  runAsUser: 0
  runAsGroup: 0
  readOnlyRootFilesystem: true
{{- end }}

{{- define "etcd-snapshot.unprivileged" -}}
# Not privileged, and without the host's root. It runs as root because the sets are owned by root and 0700; DAC_OVERRIDE
# because their parent directory may belong to another user. No SELinux confinement (spc_t): the node labels its directory
# host_home_t, which no confined container may read, and relabelling it would change the node.
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
