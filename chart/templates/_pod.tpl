{{/*
What the pods have in common. They run on the snapshot node, as the sets are on its disk.
Takes root; step, the component; init and main, its containers; check, true for helm test's dry run.
*/}}
{{- define "etcd-snapshot.pod" -}}
{{- $values := .root.Values -}}
{{- $asleep := and $values.debug.active (not .check) -}}
metadata:
  annotations:
    # Admitted by this SCC and no other, whatever priorities a cluster gives its own.
    openshift.io/required-scc: privileged
  labels:
    {{- include "etcd-snapshot.labels" .root | nindent 4 }}
    app.kubernetes.io/component: {{ .step }}
spec:
  nodeSelector:
    {{ include "etcd-snapshot.roleLabel" .root }}: snapshot
  tolerations:
    {{- range list "node-role.kubernetes.io/master" "node-role.kubernetes.io/control-plane" $values.tolerationLabelKey | compact | uniq }}
    - key: {{ . }}
      operator: Exists
      effect: NoSchedule
    {{- end }}
  {{- if has .step (list "snapshot" "sync") }}
  # The node's own API server and etcd listen on its addresses; mirrors are reached as the node reaches them.
  hostNetwork: true
  dnsPolicy: ClusterFirstWithHostNet
  {{- end }}
  # A new pod is made to try again, so a failed one stays to be looked at.
  restartPolicy: Never
  terminationGracePeriodSeconds: 60
  {{- if $values.serviceAccount.use }}
  serviceAccountName: {{ include "etcd-snapshot.serviceAccountName" .root }}
  {{- end }}
  # Only finding mirrors by label asks the API.
  automountServiceAccountToken: {{ and (eq .step "sync") (eq (include "etcd-snapshot.findsMirrors" .root) "yes") }}
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
    {{- include (printf "etcd-snapshot.container.%s" .) $ | nindent 4 }}
    {{- end }}
  {{- end }}
  containers:
    {{- range ternary (concat .init .main) .main $asleep }}
    {{- include (printf "etcd-snapshot.container.%s" .) $ | nindent 4 }}
    {{- end }}
  volumes:
    {{- include "etcd-snapshot.volumes" . | nindent 4 }}
{{- end }}
