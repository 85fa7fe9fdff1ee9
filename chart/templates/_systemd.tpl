{{/* The units of this release: name on the node, and the template in systemd/. */}}
{{- define "etcd-snapshot.systemd.units" -}}
etcd-snapshot.service: etcd-snapshot.service
etcd-snapshot.timer: etcd-snapshot.timer
etcd-snapshot-sync.service: etcd-snapshot-sync.service
{{- if .Values.systemd.syncOnCalendar }}
etcd-snapshot-sync.timer: etcd-snapshot-sync.timer
{{- end }}
{{- if .Values.verify.enabled }}
etcd-snapshot-verify.service: etcd-snapshot-verify.service
etcd-snapshot-verify.timer: etcd-snapshot-verify.timer
{{- end }}
{{- if and .Values.verify.enabled (include "etcd-snapshot.toBucket" .) }}
etcd-snapshot-verify-bucket.service: etcd-snapshot-verify-bucket.service
{{- end }}
{{- if include "etcd-snapshot.toVolume" . }}
{{- if .Values.verify.enabled }}
etcd-snapshot-verify-volume.service: etcd-snapshot-verify-volume.service
{{- end }}
{{ include "etcd-snapshot.systemd.volumeUnit" . }}.mount: volume.mount
{{ include "etcd-snapshot.systemd.volumeUnit" . }}.automount: volume.automount
{{- end }}
{{- end }}

{{- define "etcd-snapshot.systemd.volumePath" -}}
/var/mnt/etcd-snapshot
{{- end }}

{{/* The unit name of that path, as systemd-escape --path prints it. */}}
{{- define "etcd-snapshot.systemd.volumeUnit" -}}
{{ include "etcd-snapshot.systemd.volumePath" . | trimPrefix "/" | replace "-" "\\x2d" | replace "/" "-" }}
{{- end }}

{{/* The directory of etcd.env, which names the etcd members. */}}
{{- define "etcd-snapshot.systemd.etcdScripts" -}}
/etc/kubernetes/static-pod-resources/etcd-certs/configmaps/etcd-scripts
{{- end }}

{{/* Lines of [Unit] that all services have. */}}
{{- define "etcd-snapshot.systemd.unit" -}}
{{- include "etcd-snapshot.systemd.onlyOnHost" . }}
{{- with .Values.systemd.onFailure }}
OnFailure={{ join " " . }}
{{- end }}
{{- end }}

{{/* Lines of [Service] that all services have. */}}
{{- define "etcd-snapshot.systemd.service" -}}
Type=oneshot
# The node's own proxy, for podman and for the program in its container.
EnvironmentFile=-/etc/mco/proxy.env
{{- with .Values.monitoring.textfileDirectory }}
ExecStartPre=/usr/bin/mkdir -p {{ include "etcd-snapshot.systemd.word" . }}
{{- end }}
# A command that takes longer gets SIGTERM, which podman forwards, and is killed if it does not end.
TimeoutStartSec={{ .Values.job.deadline }}
TimeoutStopSec=90s
KillMode=mixed
{{- end }}

{{/* Reads a Secret or a ConfigMap with the node's own kubeconfig. Takes the root, KIND/NAME, and a runtime directory. */}}
{{- define "etcd-snapshot.systemd.extract" -}}
ExecStartPre=-/usr/bin/oc extract {{ index . 1 }} --namespace={{ (index . 0).Release.Namespace }} --to=%t/{{ index . 2 }} --confirm --request-timeout=30s \
  --kubeconfig=/etc/kubernetes/static-pod-resources/kube-apiserver-certs/secrets/node-kubeconfigs/localhost.kubeconfig
{{- end }}

{{/* The Secret and the CA of the bucket that are read when a unit starts. Takes the root and the runtime directory. */}}
{{- define "etcd-snapshot.systemd.bucketSecrets" -}}
{{- $root := index . 0 -}}
{{- $directory := index . 1 -}}
{{- $ca := $root.Values.s3.ca -}}
{{- if not $root.Values.systemd.s3Directory }}
{{ include "etcd-snapshot.systemd.extract" (list $root (printf "secret/%s" $root.Values.s3.credentialsSecret) $directory) }}
{{- end }}
{{- if and (or $ca.configMap $ca.secret) (not $root.Values.systemd.s3CaFile) }}
{{ include "etcd-snapshot.systemd.extract" (list $root (printf "%s --keys=%s" (ternary (printf "configmap/%s" $ca.configMap) (printf "secret/%s" $ca.secret) (not (empty $ca.configMap))) $ca.key) $directory) }}
{{- end }}
{{- end }}

{{/* Prints `yes` if one of those is read. */}}
{{- define "etcd-snapshot.systemd.readsBucketSecrets" -}}
{{- $ca := and (or .Values.s3.ca.configMap .Values.s3.ca.secret) (not .Values.systemd.s3CaFile) -}}
{{- if and (include "etcd-snapshot.toBucket" .) (or $ca (not .Values.systemd.s3Directory)) }}yes{{ end -}}
{{- end }}

{{/* Options of podman for a step that talks to the bucket. Takes the root and the runtime directory. */}}
{{- define "etcd-snapshot.systemd.bucketOptions" -}}
{{- $values := (index . 0).Values -}}
{{- $read := printf "%%t/%s" (index . 1) -}}
--volume={{ with $values.systemd.s3Directory }}{{ include "etcd-snapshot.systemd.word" . }}{{ else }}{{ $read }}{{ end }}:/s3:ro --env=ETCD_SNAPSHOT_S3_CREDENTIALS=/s3
{{- if $values.systemd.s3CaFile }} \
  --volume={{ include "etcd-snapshot.systemd.word" $values.systemd.s3CaFile }}:/s3-ca.crt:ro --env=ETCD_SNAPSHOT_S3_CA_FILE=/s3-ca.crt
{{- else if or $values.s3.ca.configMap $values.s3.ca.secret }} \
  --volume={{ $read }}:/s3-ca:ro --env=ETCD_SNAPSHOT_S3_CA_FILE=/s3-ca/{{ $values.s3.ca.key }}
{{- end }}
{{- end }}

{{/* Prints `yes` if the key that signs is a Secret that is read when a unit starts. */}}
{{- define "etcd-snapshot.systemd.readsSigningKey" -}}
{{- if and .Values.signing.secret (not .Values.systemd.signingKey) }}yes{{ end -}}
{{- end }}

{{/* Options of podman for a step that signs. Takes the root and the runtime directory. */}}
{{- define "etcd-snapshot.systemd.signingOptions" -}}
{{- $root := index . 0 -}}
{{- if $root.Values.systemd.signingKey }}
  --volume={{ include "etcd-snapshot.systemd.word" $root.Values.systemd.signingKey }}:/signing/private:ro --env=ETCD_SNAPSHOT_SIGNING_KEY=/signing/private \
{{- else if $root.Values.signing.secret }}
  --volume=%t/{{ index . 1 }}:/signing:ro --env=ETCD_SNAPSHOT_SIGNING_KEY=/signing/private \
{{- end }}
{{- end }}

{{/* Reads the Secret and the CA of the ping when a unit starts. Takes the root and the runtime directory. */}}
{{- define "etcd-snapshot.systemd.pingSecrets" -}}
{{- $root := index . 0 -}}
{{- $directory := index . 1 -}}
{{- with $root.Values.monitoring.ping }}
{{- if .secret }}
{{ include "etcd-snapshot.systemd.extract" (list $root (printf "secret/%s --keys=url" .secret) $directory) }}
{{- end }}
{{- if or .ca.configMap .ca.secret }}
{{ include "etcd-snapshot.systemd.extract" (list $root (printf "%s --keys=%s" (ternary (printf "configmap/%s" .ca.configMap) (printf "secret/%s" .ca.secret) (not (empty .ca.configMap))) .ca.key) $directory) }}
{{- end }}
{{- end }}
{{- end }}

{{/* Prints `yes` if one of those is read. */}}
{{- define "etcd-snapshot.systemd.readsPingSecrets" -}}
{{- if gt (len (include "etcd-snapshot.pingMounts" . | fromJsonArray)) 0 }}yes{{ end -}}
{{- end }}

{{/* Options of podman for a step that reports runs, each on a line of its own. Takes the root and the runtime directory. */}}
{{- define "etcd-snapshot.systemd.pingOptions" -}}
{{- $ping := (index . 0).Values.monitoring.ping -}}
--volume=%t/{{ index . 1 }}:/ping:ro
{{- if $ping.secret }} --env=ETCD_SNAPSHOT_PING_URL_FILE=/ping/url{{ end }}
{{- if or $ping.ca.configMap $ping.ca.secret }} --env=ETCD_SNAPSHOT_PING_CA_FILE=/ping/{{ $ping.ca.key }}{{ end }}
{{- end }}

{{/* Skips the unit on other hosts. Not `NAME*`, which would match master-10 as well as master-1. */}}
{{- define "etcd-snapshot.systemd.onlyOnHost" -}}
ConditionHost=|{{ .Values.systemd.host }}
ConditionHost=|{{ .Values.systemd.host }}.*
{{- end }}

{{/* The podman command of a step, up to its own options. Takes the root, the step, and optionally a suffix of its name. */}}
{{- define "etcd-snapshot.systemd.podman" -}}
{{- $root := index . 0 -}}
{{- $step := index . 1 -}}
{{- $values := $root.Values -}}
{{- $pull := dict "Always" "always" "IfNotPresent" "missing" "Never" "never" -}}
/usr/bin/podman run --name=etcd-snapshot-{{ slice . 1 | join "" }} --replace --rm --read-only --log-driver=none \
  --authfile=/var/lib/kubelet/config.json --pull={{ get $pull (include "etcd-snapshot.pullPolicy" $root) }}
{{- with dig "limits" "memory" "" (get $values.resources $step) }} --memory={{ include "etcd-snapshot.bytes" . }}{{ end }} \
  --volume=/etc/etcd-snapshot/values.yaml:/values/values.yaml:ro --env=ETCD_SNAPSHOT_VALUES=/values/values.yaml
{{- with $values.monitoring.textfileDirectory }} \
  --volume={{ include "etcd-snapshot.systemd.word" . }}:/metrics --env=ETCD_SNAPSHOT_METRICS_FILE=/metrics/{{ include "etcd-snapshot.metricsFileName" $root }}
{{- end }}
{{- end }}

{{/*
As root, because the sets are owned by root, but without any other right of root; without SELinux confinement, because a
confined container may not read files of the host.
*/}}
{{- define "etcd-snapshot.systemd.unprivileged" -}}
--cap-drop=all --cap-add=DAC_OVERRIDE --security-opt=no-new-privileges --security-opt=label=disable
{{- end }}

{{- define "etcd-snapshot.systemd.image" -}}
{{ include "etcd-snapshot.systemd.word" (include "etcd-snapshot.image" .) }}
{{- end }}

{{/* Escapes a text for a command line in a unit. */}}
{{- define "etcd-snapshot.systemd.word" -}}
{{ . | replace "\\" "\\\\" | replace "\"" "\\\"" | replace "'" "\\'" | replace "%" "%%" | replace "$" "$$" }}
{{- end }}

{{/* The bytes of a Kubernetes quantity such as 1.5Gi. */}}
{{- define "etcd-snapshot.bytes" -}}
{{- $units := dict "" 1 "m" 0.001 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "P" 1e15 "E" 1e18
  "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 "Pi" 1125899906842624 "Ei" 1152921504606846976 -}}
{{- $text := . -}}
{{- if not (kindIs "string" .) }}{{ $text = printf "%.0f" (float64 .) }}{{ end -}}
{{ mulf (regexFind "^[0-9.]+" $text) (get $units (regexFind "[A-Za-z]*$" $text)) | int64 }}
{{- end }}

{{- define "etcd-snapshot.systemd.snapshotCalendar" -}}
{{- $cron := dict "schedule" .Values.schedule "timeZone" .Values.timeZone -}}
{{ .Values.systemd.onCalendar | default (include "etcd-snapshot.calendar" $cron | fromJson).onCalendar }}
{{- end }}

{{- define "etcd-snapshot.systemd.verifyCalendar" -}}
{{- $cron := dict "schedule" .Values.verify.schedule "timeZone" .Values.timeZone -}}
{{ .Values.systemd.verifyOnCalendar | default (include "etcd-snapshot.calendar" $cron | fromJson).onCalendar }}
{{- end }}

{{/* Problems of the values for operatingMode systemd only. */}}
{{- define "etcd-snapshot.systemd.problems" -}}
{{- $problems := list -}}
{{- if not .Values.systemd.host -}}
  {{- $problems = append $problems "systemd.host: needed by operatingMode systemd, the host name of the node that takes the snapshots" -}}
{{- end -}}
{{- if include "etcd-snapshot.toVolume" . -}}
  {{- if not (and .Values.pv.server .Values.pv.path) -}}
    {{- $problems = append $problems "pv.server, pv.path: needed by mode pv with operatingMode systemd; claims, classes and volumes are for pods" -}}
  {{- end -}}
{{- end -}}
{{- if .Values.proxy.secret -}}
  {{- $problems = append $problems "proxy.secret: for pods only; the node's own proxy of /etc/mco/proxy.env is used" -}}
{{- end -}}
{{- if .Values.sources.from -}}
  {{- $problems = append $problems "sources.from: for pods only" -}}
{{- end -}}
{{- if and (include "etcd-snapshot.toMirrors" .) (not (or .Values.sync.sshSecret .Values.systemd.sshDirectory)) -}}
  {{- $problems = append $problems "sync.sshSecret: needed by mode sync, the Secret with the key `private`; or systemd.sshDirectory" -}}
{{- end -}}
{{- if include "etcd-snapshot.toBucket" . -}}
  {{- if .Values.s3.roleArn -}}
    {{- $problems = append $problems "s3.roleArn: for pods only; give s3.credentialsSecret or systemd.s3Directory" -}}
  {{- else if not (or .Values.s3.credentialsSecret .Values.systemd.s3Directory) -}}
    {{- $problems = append $problems "s3.credentialsSecret: needed by s3.bucket with operatingMode systemd; or systemd.s3Directory" -}}
  {{- end -}}
{{- end -}}
{{- if not .Values.systemd.onCalendar -}}
  {{- with (include "etcd-snapshot.calendar" (dict "schedule" .Values.schedule "timeZone" .Values.timeZone) | fromJson).problem -}}
    {{- $problems = append $problems (printf "schedule: %s; set systemd.onCalendar instead" .) -}}
  {{- end -}}
{{- end -}}
{{- if and .Values.verify.enabled (not .Values.systemd.verifyOnCalendar) -}}
  {{- with (include "etcd-snapshot.calendar" (dict "schedule" .Values.verify.schedule "timeZone" .Values.timeZone) | fromJson).problem -}}
    {{- $problems = append $problems (printf "verify.schedule: %s; set systemd.verifyOnCalendar instead" .) -}}
  {{- end -}}
{{- end -}}
{{ $problems | toJson }}
{{- end }}
