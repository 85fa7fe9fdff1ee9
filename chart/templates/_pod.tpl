{{/*
The spec that all pods have in common. They run on the snapshot node, as the sets are on its disk.
Takes root; component; init and main, lists of steps; hostNetwork, true where the node's own network is needed.
*/}}
{{- define "etcd-snapshot.pod" -}}
{{- $values := .root.Values -}}
{{- $asleep := and $values.debug.active (ne .component "check") -}}
{{- $mounts := list -}}
nodeSelector:
  {{ include "etcd-snapshot.roleLabel" .root }}: snapshot
tolerations:
  {{- range list "node-role.kubernetes.io/master" "node-role.kubernetes.io/control-plane" $values.tolerationLabelKey | compact | uniq }}
  - key: {{ . }}
    operator: Exists
    effect: NoSchedule
  {{- end }}
{{- if .hostNetwork }}
# The node's own API server and etcd listen on its addresses; mirrors are reached as the node reaches them.
hostNetwork: true
dnsPolicy: ClusterFirstWithHostNet
{{- end }}
restartPolicy: Never
terminationGracePeriodSeconds: 60
{{- if $values.serviceAccount.use }}
serviceAccountName: {{ include "etcd-snapshot.serviceAccountName" .root }}
{{- end }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with $values.job.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $values.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with ternary list .init $asleep }}
# One after another; `oc get pod` shows the one that failed.
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

{{- define "etcd-snapshot.podAnnotations" -}}
# Admitted by this SCC and no other, whatever priorities a cluster gives its own.
openshift.io/required-scc: privileged
{{- end }}
