{{- define "etcd-snapshot.systemd.notes" -}}
{{- $host := .Values.systemd.host -}}
WHAT RUNS WHEN, on {{ $host }} alone
  etcd-snapshot.timer: {{ include "etcd-snapshot.systemd.snapshotCalendar" . }}
      takes a snapshot into {{ .Values.snapshot.directory }}, and removes what retention no longer keeps there
  etcd-snapshot-sync.service: after each snapshot{{ with .Values.systemd.syncOnCalendar }}, and {{ . }}{{ end }}
{{- if include "etcd-snapshot.toVolume" . }}
      copies to {{ .Values.pv.server }}:{{ .Values.pv.path }}, mounted at {{ include "etcd-snapshot.systemd.volumePath" . }}{{ with .Values.clusterId }}, directory {{ . }}{{ end }}
{{- end }}
{{- if include "etcd-snapshot.toMirrors" . }}
      copies to {{ .Values.sync.directory | default .Values.snapshot.directory }}{{ with .Values.clusterId }}/{{ . }}{{ end }} on {{ if .Values.sync.hosts }}{{ join ", " .Values.sync.hosts }}{{ else }}the other etcd members{{ end }}
{{- end }}
{{- if include "etcd-snapshot.toBucket" . }}
      copies to {{ include "etcd-snapshot.bucketLocation" . }}{{ with .Values.s3.endpoint }} at {{ . }}{{ end }}
{{- end }}
{{- if .Values.verify.enabled }}
  etcd-snapshot-verify.timer: {{ include "etcd-snapshot.systemd.verifyCalendar" . }}
      verifies {{ ternary "all sets" "the newest set" (eq true .Values.verify.all) }} {{ list "on the host" (ternary "on the volume" "" (eq (include "etcd-snapshot.toVolume" .) "yes")) (ternary "in the bucket" "" (eq (include "etcd-snapshot.toBucket" .) "yes")) | compact | join " and " }}
{{- end }}

THIS REBOOTS THE CONTROL-PLANE NODES, one after another, and so does each later change and the removal
  oc get machineconfigpool/master --watch
  To choose the time, pause the pool and resume it later. A paused pool gets no other updates either, such as new
  certificates, so do not leave it paused:
  oc patch machineconfigpool/master --type=merge --patch='{"spec":{"paused":true}}'
  oc patch machineconfigpool/master --type=merge --patch='{"spec":{"paused":false}}'
  From OpenShift 4.17 on, a node disruption policy applies changes without a reboot; see the README.

BEFORE THE FIRST RUN
  {{ $host }} must be what `hostname` prints there, with or without its domain; on other nodes the units are skipped.
{{- if include "etcd-snapshot.toMirrors" . }}
{{- if .Values.systemd.sshDirectory }}
  {{ .Values.systemd.sshDirectory }} on {{ $host }} must contain the files private{{ if eq .Values.sync.hostKeyPolicy "strict" }} and known_hosts{{ end }}, mode 0600.
{{- else }}
  oc create secret generic {{ .Values.sync.sshSecret }} -n {{ .Release.Namespace }} --from-file=private=KEY{{ if eq .Values.sync.hostKeyPolicy "strict" }} --from-file=known_hosts=KNOWN_HOSTS{{ end }}
{{- end }}
{{- end }}
{{- if include "etcd-snapshot.toBucket" . }}
{{- if .Values.systemd.s3Directory }}
  {{ .Values.systemd.s3Directory }} on {{ $host }} must contain the files AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or credentials, mode 0600.
{{- else }}
  oc create secret generic {{ .Values.s3.credentialsSecret }} -n {{ .Release.Namespace }} --from-literal=AWS_ACCESS_KEY_ID=ID --from-literal=AWS_SECRET_ACCESS_KEY=KEY
{{- end }}
{{- end }}

A RUN NOW, AND ITS RESULT, on {{ $host }} (oc debug node/{{ $host }}, chroot /host)
  systemctl start etcd-snapshot
  systemctl list-timers 'etcd-snapshot*'
  systemctl --failed
  journalctl -u 'etcd-snapshot*'
{{- if and .Values.report.enabled (include "etcd-snapshot.toVolume" .) }}
  At a glance whether the backups are good, into a file on your desk; each copy writes it anew:
  oc debug node/{{ $host }} -- cat /host{{ include "etcd-snapshot.systemd.volumePath" . }}{{ with .Values.clusterId }}/{{ . }}{{ end }}/etcd-snapshot.html > backups.html
{{- end }}
{{- if and .Values.report.enabled (include "etcd-snapshot.toBucket" .) }}
  At a glance whether the backups are good: {{ include "etcd-snapshot.bucketLocation" . }}/etcd-snapshot.html
{{- end }}

{{ include "etcd-snapshot.restoreNotes" . }}{{- end }}
