{{/* What a schema cannot say: rules over several keys. All that is wrong is told at once. */}}
{{- define "etcd-snapshot.validate" -}}
{{- $problems := list -}}
{{- $copies := (include "etcd-snapshot.copies" . | fromJson).names -}}
{{- if and (has "pv" $copies) (eq (include "etcd-snapshot.volumeFrom" .) "nfs") -}}
  {{- if not .Values.pv.server -}}
    {{- $problems = append $problems "pv.server: needed by mode pv, or one of pv.storageClassName, pv.name, pv.existingClaim" -}}
  {{- else if not .Values.pv.path -}}
    {{- $problems = append $problems "pv.path: needed with pv.server, the exported path" -}}
  {{- end -}}
{{- end -}}
{{- if and (has "sync" $copies) (not .Values.sync.sshSecret) -}}
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
{{- if ne .Values.operatingMode "pod" -}}
  {{- $problems = append $problems "operatingMode: systemd is not in this version" -}}
{{- end -}}
{{- if (.Values.rehearse).enabled -}}
  {{- $problems = append $problems "rehearse.enabled: not in this version" -}}
{{- end -}}
{{- with $problems -}}
  {{- fail (printf "\n%s" (join "\n" .)) -}}
{{- end -}}
{{- end }}
