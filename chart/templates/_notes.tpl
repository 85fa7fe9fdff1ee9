{{/* The command that prints the exit code of each step of this release's pods. */}}
{{- define "etcd-snapshot.showSteps" -}}
oc get pods -n {{ .Release.Namespace }} -l app.kubernetes.io/instance={{ .Release.Name }} -o jsonpath='{range .items[*]}{.metadata.name}{range .status.initContainerStatuses[*]}{" "}{.name}={.state.terminated.exitCode}{end}{range .status.containerStatuses[*]}{" "}{.name}={.state.terminated.exitCode}{end}{"\n"}{end}'
{{- end }}

{{/* How to reach the sets when they are needed; the same in both modes. */}}
{{- define "etcd-snapshot.restoreNotes" -}}
LIST, VERIFY, RESTORE
  On a control-plane node: oc debug node/MASTER, or ssh core@MASTER while the API is down; then chroot /host, and there
  alias etcd-snapshot='podman run --rm -it --privileged --network=host --authfile /var/lib/kubelet/config.json -v /:/host {{ include "etcd-snapshot.image" . }}'
  etcd-snapshot list /host{{ .Values.snapshot.directory }}
  etcd-snapshot verify --all /host{{ .Values.snapshot.directory }}
  etcd-snapshot restore latest
{{- if ne (include "etcd-snapshot.mode" .) "s3" }}
  If the snapshot node is lost, use a copy: restore latest --from /host/DIRECTORY, with the export mounted there, or
  --from ssh://{{ .Values.sync.user }}@MIRROR{{ .Values.sync.directory | default .Values.snapshot.directory }}{{ with .Values.clusterId }}/{{ . }}{{ end }} --identity /host/KEY --known-hosts /host/FILE
{{- end }}
{{- if include "etcd-snapshot.toBucket" . }}
  {{ ternary "If the snapshot node is lost:" "or from the bucket:" (eq (include "etcd-snapshot.mode" .) "s3") }} restore latest --from {{ include "etcd-snapshot.bucketLocation" . }}{{ with .Values.s3.endpoint }} --s3-endpoint {{ . }}{{ end }}{{ with .Values.s3.region }} --s3-region {{ . }}{{ end }}
  --s3-credentials /host/DIRECTORY, with the files AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in it{{ if or .Values.s3.ca.configMap .Values.s3.ca.secret }}, and --s3-ca-file /host/FILE{{ end }}.
  Keep these keys where you find them when the cluster is down.
{{- end }}
  restore verifies the set and prints the next steps; it does not start the restore by itself.
  An OpenShift backup restores only into the z-stream release that it was taken from.
{{- if hasPrefix "image-registry.openshift-image-registry.svc" (include "etcd-snapshot.image" .) }}
  This image is in the cluster's own registry, which is down when you need it: keep a copy on each control-plane node, or
  push it to an outside registry too.
{{- end }}
{{- end }}
