{{/* What a schema cannot say: rules over several keys. All that is wrong is told at once. */}}
{{- define "etcd-snapshot.validate" -}}
{{- $pods := eq .Values.operatingMode "pod" -}}
{{- $problems := list -}}
{{- if not $pods -}}
  {{- $problems = include "etcd-snapshot.systemd.problems" . | fromJsonArray -}}
{{- end -}}
{{- if and $pods (include "etcd-snapshot.toVolume" .) (eq (include "etcd-snapshot.volumeFrom" .) "nfs") -}}
  {{- if not .Values.pv.server -}}
    {{- $problems = append $problems "pv.server: needed by mode pv, or one of pv.storageClassName, pv.name, pv.existingClaim" -}}
  {{- else if not .Values.pv.path -}}
    {{- $problems = append $problems "pv.path: needed with pv.server, the exported path" -}}
  {{- end -}}
{{- end -}}
{{- if and $pods (include "etcd-snapshot.toMirrors" .) (not .Values.sync.sshSecret) -}}
  {{- $problems = append $problems "sync.sshSecret: needed by mode sync, the Secret with the key `private`" -}}
{{- end -}}
{{- $directory := printf "%s/" (.Values.snapshot.directory | trimSuffix "/") -}}
{{- $below := false -}}
{{- range .Values.snapshot.allowedDirectories -}}
  {{- $below = or $below (hasPrefix (printf "%s/" (trimSuffix "/" .)) $directory) -}}
{{- end -}}
{{- if not $below -}}
  {{- $problems = append $problems (printf "snapshot.directory: %s is not below any of snapshot.allowedDirectories" .Values.snapshot.directory) -}}
{{- end -}}
{{- if and $pods .Values.rehearse.enabled -}}
  {{- if not .Values.rehearse.etcdImage -}}
    {{- $problems = append $problems "rehearse.etcdImage: needed by rehearse.enabled, the image that brings etcd" -}}
  {{- end -}}
  {{- if and (eq .Values.rehearse.from "pv") (not (include "etcd-snapshot.toVolume" .)) -}}
    {{- $problems = append $problems "rehearse.from: pv needs mode pv or both" -}}
  {{- end -}}
{{- end -}}
{{- with $problems -}}
  {{- fail (printf "\n%s" (join "\n" .)) -}}
{{- end -}}
{{- end }}
