{{/* How to reach the sets on the bad night; the same in both modes. */}}
{{- define "etcd-snapshot.restoreNotes" -}}
LIST, VERIFY, RESTORE
  On a master: oc debug node/MASTER, chroot /host, and there
  alias etcd-snapshot='podman run --rm -it --privileged --network=host --authfile /var/lib/kubelet/config.json -v /:/host {{ include "etcd-snapshot.image" . }}'
  etcd-snapshot list /host{{ .Values.snapshot.directory }}
  etcd-snapshot verify --all /host{{ .Values.snapshot.directory }}
  etcd-snapshot restore latest
  When the snapshot node is lost, name a copy: restore latest --from /host/DIRECTORY, where the export is mounted, or
  --from ssh://{{ .Values.sync.user }}@MIRROR{{ .Values.sync.directory | default .Values.snapshot.directory }}{{ with .Values.clusterId }}/{{ . }}{{ end }} --identity /host/KEY --known-hosts /host/FILE
  restore proves the set and prints the next steps; it runs nothing by itself.
  An OpenShift backup restores only into the z-stream it was taken from.
{{- end }}
