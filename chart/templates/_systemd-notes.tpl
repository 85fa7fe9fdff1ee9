{{- define "etcd-snapshot.systemd.notes" -}}
{{- $host := .Values.systemd.host -}}
WHAT RUNS WHEN, on {{ $host }} alone
  etcd-snapshot.timer: {{ include "etcd-snapshot.systemd.snapshotCalendar" . }}
      takes a snapshot into {{ .Values.snapshot.directory }}, and purges what the retention no longer keeps there
  etcd-snapshot-sync.service: after each snapshot{{ with .Values.systemd.syncOnCalendar }}, and {{ . }}{{ end }}
{{- if include "etcd-snapshot.toVolume" . }}
      copies to {{ .Values.pv.server }}:{{ .Values.pv.path }}, mounted at {{ include "etcd-snapshot.systemd.volumePath" . }}{{ with .Values.clusterId }}, directory {{ . }}{{ end }}
{{- end }}
{{- if include "etcd-snapshot.toMirrors" . }}
      copies to {{ .Values.sync.directory | default .Values.snapshot.directory }}{{ with .Values.clusterId }}/{{ . }}{{ end }} on {{ if .Values.sync.hosts }}{{ join ", " .Values.sync.hosts }}{{ else }}the other etcd members{{ end }}
{{- end }}
{{- if .Values.verify.enabled }}
  etcd-snapshot-verify.timer: {{ include "etcd-snapshot.systemd.verifyCalendar" . }}
      proves {{ ternary "all sets" "the newest set" .Values.verify.all }} on the host{{ if include "etcd-snapshot.toVolume" . }} and on the volume{{ end }}
{{- end }}

THIS reboots the masters, one after another, and so will each later change and the removal
  oc get machineconfigpool/master --watch
  To choose the time, hold them back and let them go again. While the pool is paused nothing reaches the masters, new
  certificates neither, so don't forget it:
  oc patch machineconfigpool/master --type=merge --patch='{"spec":{"paused":true}}'
  oc patch machineconfigpool/master --type=merge --patch='{"spec":{"paused":false}}'
  From OpenShift 4.17 on, node disruption policies take changes without a reboot: the README has them.

BEFORE THE FIRST RUN
  {{ $host }} has to be what `hostname` says there, with its domain or without; elsewhere the units are skipped.
{{- if include "etcd-snapshot.toMirrors" . }}
{{- if .Values.systemd.sshDirectory }}
  {{ .Values.systemd.sshDirectory }} on {{ $host }} holds the files private{{ if eq .Values.sync.hostKeyPolicy "strict" }} and known_hosts{{ end }}, mode 0600.
{{- else }}
  oc create secret generic {{ .Values.sync.sshSecret }} -n {{ .Release.Namespace }} --from-file=private=KEY{{ if eq .Values.sync.hostKeyPolicy "strict" }} --from-file=known_hosts=KNOWN_HOSTS{{ end }}
{{- end }}
{{- end }}

ONE NOW, AND WHAT BECAME OF IT, on {{ $host }} (oc debug node/{{ $host }}, chroot /host)
  systemctl start etcd-snapshot
  systemctl list-timers 'etcd-snapshot*'
  systemctl --failed
  journalctl -u 'etcd-snapshot*'

{{ include "etcd-snapshot.restoreNotes" . }}{{- end }}
