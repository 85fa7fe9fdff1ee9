{{/* Rules over several keys, and over the cluster, that a schema can't express. All problems are reported at once. */}}
{{- define "etcd-snapshot.validate" -}}
{{- $pods := eq .Values.operatingMode "pod" -}}
{{- $problems := list -}}
{{- if not (or (kindIs "string" .Values.image) .Values.image.repository) -}}
  {{- $problems = append $problems "image.repository: missing; with --reuse-values after an image that was one string, set it again" -}}
{{- end -}}
{{- if regexMatch "^[0-9]{4}-[0-9]{2}-[0-9]{2}_[0-9]{6}$" (.Values.clusterId | default "") -}}
  {{- $problems = append $problems (printf "clusterId: %s has the form of a backup set's id" .Values.clusterId) -}}
{{- end -}}
{{- if $pods -}}
  {{- $problems = concat $problems (include "etcd-snapshot.pod.problems" . | fromJsonArray) (include "etcd-snapshot.cluster.problems" . | fromJsonArray) -}}
{{- else -}}
  {{- $problems = concat $problems (include "etcd-snapshot.systemd.problems" . | fromJsonArray) -}}
{{- end -}}
{{- $problems = concat $problems (include "etcd-snapshot.bucket.problems" . | fromJsonArray) -}}
{{- range $section := list "encryption" "pv" "sync" "s3" -}}
  {{- $recipients := join " " ((get $.Values $section).recipients | default list) -}}
  {{- if and (contains "age1pq1" $recipients) (regexMatch "age1[02-9a-z]{58}" $recipients) -}}
    {{- $problems = append $problems (printf "%s.recipients: post-quantum recipients (age1pq1...) can't be mixed with others, whose identities a quantum computer could find" $section) -}}
  {{- end -}}
{{- end -}}
{{- if .Values.snapshot.encrypt -}}
  {{- if not .Values.encryption.recipients -}}
    {{- $problems = append $problems "snapshot.encrypt: there are no encryption.recipients" -}}
  {{- end -}}
  {{- range $section := list "pv" "sync" "s3" -}}
    {{- if (get $.Values $section).recipients -}}
      {{- $problems = append $problems (printf "%s.recipients: with snapshot.encrypt the node's sets are for encryption.recipients, and the cluster can't open them for others" $section) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{- range $key := list "httpProxy" "httpsProxy" "noProxy" -}}
  {{- if contains "@" (get $.Values.proxy $key | default "") -}}
    {{- $problems = append $problems (printf "proxy.%s: a user or password would end up in a ConfigMap; put the address into a Secret and name it in proxy.secret" $key) -}}
  {{- end -}}
{{- end -}}
{{- $directory := printf "%s/" (.Values.snapshot.directory | trimSuffix "/") -}}
{{- $below := false -}}
{{- range .Values.snapshot.allowedDirectories -}}
  {{- $below = or $below (hasPrefix (printf "%s/" (trimSuffix "/" .)) $directory) -}}
{{- end -}}
{{- if not $below -}}
  {{- $problems = append $problems (printf "snapshot.directory: %s is not below any of snapshot.allowedDirectories" .Values.snapshot.directory) -}}
{{- end -}}
{{- with $problems -}}
  {{- fail (printf "\n%s" (join "\n" .)) -}}
{{- end -}}
{{- end }}

{{- define "etcd-snapshot.pod.problems" -}}
{{- $problems := list -}}
{{- $schedules := dict "schedule" .Values.schedule -}}
{{- range $section := list "catchUp" "verify" "rehearse" -}}
  {{- with get $.Values $section }}{{ if .enabled }}{{ $_ := set $schedules (printf "%s.schedule" $section) .schedule }}{{ end }}{{ end -}}
{{- end -}}
{{- if .Values.sources.from }}{{ $_ := set $schedules "sources.schedule" .Values.sources.schedule }}{{ end -}}
{{- $names := list -}}
{{- range .Values.sources.from -}}
  {{- if ne (len (list .claim .directory .nfs | compact)) 1 -}}
    {{- $problems = append $problems (printf "sources.from: %s needs one of claim, directory and nfs" .name) -}}
  {{- end -}}
  {{- if has .name $names -}}
    {{- $problems = append $problems (printf "sources.from: there are two of the name %s" .name) -}}
  {{- end -}}
  {{- $names = append $names .name -}}
{{- end -}}
{{- range $key, $schedule := $schedules -}}
  {{- with (include "etcd-snapshot.cron" (dict "schedule" $schedule) | fromJson).problem -}}
    {{- $problems = append $problems (printf "%s: %s" $key .) -}}
  {{- end -}}
{{- end -}}
{{- if include "etcd-snapshot.createsVolume" . -}}
  {{- if not .Values.pv.server -}}
    {{- $problems = append $problems "pv.server: needed by mode pv, or one of pv.storageClassName, pv.name, pv.existingClaim" -}}
  {{- else if not .Values.pv.path -}}
    {{- $problems = append $problems "pv.path: needed with pv.server, the exported path" -}}
  {{- end -}}
{{- end -}}
{{- if and (include "etcd-snapshot.toMirrors" .) (not .Values.sync.sshSecret) -}}
  {{- $problems = append $problems "sync.sshSecret: needed by mode sync, the Secret with the key `private`" -}}
{{- end -}}
{{- if .Values.rehearse.enabled -}}
  {{- if not .Values.rehearse.etcdImage -}}
    {{- $problems = append $problems "rehearse.etcdImage: needed by rehearse.enabled, the image that contains etcd" -}}
  {{- end -}}
  {{- if .Values.snapshot.encrypt -}}
    {{- $problems = append $problems "rehearse.enabled: with snapshot.encrypt all sets are encrypted, and the cluster has no identity that opens them; rehearse where an identity is" -}}
  {{- end -}}
  {{- if and (eq .Values.rehearse.from "pv") (not (include "etcd-snapshot.toVolume" .)) -}}
    {{- $problems = append $problems "rehearse.from: pv needs mode pv or both" -}}
  {{- else if and (eq .Values.rehearse.from "pv") (or .Values.pv.recipients .Values.encryption.recipients) -}}
    {{- $problems = append $problems "rehearse.from: what lies on the volume is encrypted, and the cluster has no identity that opens it; choose node" -}}
  {{- end -}}
  {{- if and (eq .Values.rehearse.from "s3") (not (include "etcd-snapshot.toBucket" .)) -}}
    {{- $problems = append $problems "rehearse.from: s3 needs s3.bucket" -}}
  {{- else if and (eq .Values.rehearse.from "s3") (or .Values.s3.recipients .Values.encryption.recipients) -}}
    {{- $problems = append $problems "rehearse.from: what lies in the bucket is encrypted, and the cluster has no identity that opens it; choose node" -}}
  {{- end -}}
{{- end -}}
{{ $problems | toJson }}
{{- end }}

{{- define "etcd-snapshot.bucket.problems" -}}
{{- $problems := list -}}
{{- if include "etcd-snapshot.toBucket" . -}}
  {{- if and .Values.s3.credentialsSecret .Values.s3.roleArn -}}
    {{- $problems = append $problems "s3.credentialsSecret, s3.roleArn: give one of them" -}}
  {{- end -}}
  {{- if and .Values.s3.ca.configMap .Values.s3.ca.secret -}}
    {{- $problems = append $problems "s3.ca.configMap, s3.ca.secret: give one of them" -}}
  {{- end -}}
{{- else if eq .Values.mode "s3" -}}
  {{- $problems = append $problems "s3.bucket: needed by mode s3" -}}
{{- end -}}
{{ $problems | toJson }}
{{- end }}

{{/*
Objects in the cluster that these values don't fit. Without a cluster (helm template) lookup finds nothing, and this neither.
*/}}
{{- define "etcd-snapshot.cluster.problems" -}}
{{- $problems := list -}}
{{- $from := include "etcd-snapshot.volumeFrom" . -}}
{{- $claim := include "etcd-snapshot.claimName" . -}}
{{- if include "etcd-snapshot.createsVolume" . -}}
  {{- $volume := include "etcd-snapshot.volumeName" . -}}
  {{- if eq (dig "status" "phase" "" (lookup "v1" "PersistentVolume" "" $volume)) "Released" -}}
    {{- $problems = append $problems (printf "pv: the PersistentVolume %s is reserved for a claim that was deleted, and a new claim would stay Pending. Release it with: oc patch pv %s -p '{\"spec\":{\"claimRef\":{\"uid\":null,\"resourceVersion\":null}}}'" $volume $volume) -}}
  {{- end -}}
{{- else if and (include "etcd-snapshot.toVolume" .) (ne $from "claim") -}}
  {{- with lookup "v1" "PersistentVolumeClaim" .Release.Namespace $claim -}}
    {{- $changed := list -}}
    {{- if ne (.spec.accessModes | sortAlpha | toJson) (include "etcd-snapshot.accessModes" $ | fromJsonArray | sortAlpha | toJson) -}}
      {{- $changed = append $changed "accessModes" -}}
    {{- end -}}
    {{- if ne (dig "storageClassName" "" .spec) $.Values.pv.storageClassName -}}{{- $changed = append $changed "storageClassName" -}}{{- end -}}
    {{- if and $.Values.pv.name (ne (dig "volumeName" "" .spec) $.Values.pv.name) -}}{{- $changed = append $changed "name" -}}{{- end -}}
    {{- $was := include "etcd-snapshot.bytes" .spec.resources.requests.storage | int64 -}}
    {{- $wanted := include "etcd-snapshot.bytes" $.Values.pv.capacity | int64 -}}
    {{- if or (lt $wanted $was) (and (gt $wanted $was) (eq $from "volume")) -}}
      {{- $changed = append $changed (printf "capacity (now %s)" .spec.resources.requests.storage) -}}
    {{- end -}}
    {{- with $changed -}}
      {{- $problems = append $problems (printf "pv: the claim %s exists, and Kubernetes does not allow this to change: %s. Change the values back, or give a new claim in pv.existingClaim; the old one stays with its sets" $claim (join ", " .)) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{ $problems | toJson }}
{{- end }}
