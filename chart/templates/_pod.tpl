{{/*
The spec that all pods have in common. They run on the snapshot node, because the sets are on its disk.
Takes root; component; init and main, lists of steps; hostNetwork, true if the node's own network is needed.
*/}}
{{- define "etcd-snapshot.pod" -}}
{{- $values := .root.Values -}}
{{- $asleep := and (eq true $values.debug.active) (ne .component "check") -}}
{{- $taints := list "node-role.kubernetes.io/master" "node-role.kubernetes.io/control-plane" $values.tolerationLabelKey -}}
{{- $mounts := list -}}
nodeSelector:
  {{ include "etcd-snapshot.roleLabel" .root }}: snapshot
  {{- with $values.nodeSelector }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with $values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
# Without an effect: NoExecute too.
tolerations:
  {{- range $taints | compact | uniq }}
  - key: {{ . }}
    operator: Exists
  {{- end }}
  {{- with $values.tolerations }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- if .hostNetwork }}
# The node's own API server and etcd listen on its addresses, and mirrors are reached as the node reaches them.
hostNetwork: true
dnsPolicy: ClusterFirstWithHostNet
{{- end }}
restartPolicy: Never
terminationGracePeriodSeconds: 60
serviceAccountName: {{ include "etcd-snapshot.serviceAccountName" .root }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with $values.job.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $values.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ kindIs "map" . | ternary . (dict "name" .) | dig "name" "" }}
  {{- end }}
{{- end }}
{{- with ternary list .init $asleep }}
# One after another; the pod ends with the first that fails.
initContainers:
  {{- range . }}
  {{- include "etcd-snapshot.container" (dict "root" $.root "step" .) | nindent 2 }}
  {{- end }}
{{- end }}
containers:
  {{- range ternary (concat .init .main) .main $asleep }}
  {{- include "etcd-snapshot.container" (dict "root" $.root "step" . "asleep" $asleep) | nindent 2 }}
  {{- end }}
{{- range concat .init .main }}
{{- $mounts = concat $mounts (include "etcd-snapshot.mounts" (dict "root" $.root "step" .) | fromJsonArray) }}
{{- end }}
{{- $volumes := include "etcd-snapshot.volumes" .root | fromYaml }}
volumes:
  {{- range join " " $mounts | replace ":ro" "" | splitList " " | uniq }}
  - name: {{ . }}
    {{- get $volumes . | toYaml | nindent 4 }}
  {{- end }}
{{- end }}

{{/* Annotations and labels of a pod, those of the chart first. Takes root, component, and annotations of its own. */}}
{{- define "etcd-snapshot.podMetadata" -}}
{{- $labels := merge (dict "app.kubernetes.io/component" .component) (include "etcd-snapshot.ownLabels" .root | fromYaml) -}}
annotations:
  # Admitted by this SCC and no other, whatever priorities a cluster gives its own.
  {{- merge (dict "openshift.io/required-scc" "privileged") (.annotations | default dict) (.root.Values.podAnnotations | default dict) | toYaml | nindent 2 }}
labels:
  {{- merge $labels (.root.Values.podLabels | default dict) (.root.Values.commonLabels | default dict) | toYaml | nindent 2 }}
{{- end }}
