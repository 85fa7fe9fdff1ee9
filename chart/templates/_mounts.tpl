{{/* What every container shares. Takes what the pod takes, args, and fact, the name of its metrics.
env comes last, so that a container can add to it. */}}
{{- define "etcd-snapshot.runs" -}}
{{- $values := .root.Values -}}
image: {{ include "etcd-snapshot.image" .root | quote }}
imagePullPolicy: {{ include "etcd-snapshot.pullPolicy" .root }}
{{- if and $values.debug.active (not .check) }}
# debug.active: asleep instead of {{ join " " .args }}
command: ["sleep", {{ $values.debug.timeout | toString | quote }}]
{{- else }}
args:
  {{- toYaml (concat .args (ternary (list "--dry-run") list .check)) | nindent 2 }}
{{- end }}
# A short JSON summary on success, the end of the log on failure.
terminationMessagePolicy: FallbackToLogsOnError
env:
  - name: ETCD_SNAPSHOT_VALUES
    value: /etc/etcd-snapshot/values.yaml
  - name: ETCD_SNAPSHOT_SUMMARY_FILE
    value: /dev/termination-log
  - name: ETCD_SNAPSHOT_NODE
    valueFrom:
      fieldRef:
        fieldPath: spec.nodeName
  {{- if and $values.monitoring.textfileDirectory (not .check) }}
  - name: ETCD_SNAPSHOT_METRICS_FILE
    value: /metrics/{{ include "etcd-snapshot.name" .root }}-{{ .fact }}.prom
  {{- end }}
{{- end }}

{{- define "etcd-snapshot.rootOfFiles" -}}
# Not privileged. Root, as the sets are root's; no SELinux confinement, as they lie outside of what a container may read.
securityContext:
  privileged: false
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  runAsUser: 0
  runAsGroup: 0
  capabilities:
    drop: [ALL]
    add: [DAC_OVERRIDE]
  seLinuxOptions:
    type: spc_t
  seccompProfile:
    type: RuntimeDefault
{{- end }}

{{- define "etcd-snapshot.destination" -}}
{{- if .Values.clusterId }}/destination/{{ .Values.clusterId }}{{ else }}/destination{{ end -}}
{{- end }}

{{- define "etcd-snapshot.commonMounts" -}}
- name: values
  mountPath: /etc/etcd-snapshot/values.yaml
  subPath: values.yaml
  readOnly: true
- name: tmp
  mountPath: /tmp
{{- if and .root.Values.monitoring.textfileDirectory (not .check) }}
- name: metrics
  mountPath: /metrics
{{- end }}
{{- end }}

{{/* The volumes of a pod: only those that its containers mount. */}}
{{- define "etcd-snapshot.volumes" -}}
{{- $values := .root.Values -}}
{{- $containers := concat .init .main -}}
- name: values
  configMap:
    name: {{ include "etcd-snapshot.name" .root }}
- name: tmp
  emptyDir:
    sizeLimit: 64Mi
{{- if has "snapshot" $containers }}
- name: host
  hostPath:
    path: /
    type: Directory
{{- end }}
- name: source
  hostPath:
    path: {{ $values.snapshot.directory | quote }}
    type: DirectoryOrCreate
{{- if or (has "pv" $containers) (has "verify-pv" $containers) }}
- name: destination
  persistentVolumeClaim:
    claimName: {{ include "etcd-snapshot.claimName" .root }}
{{- end }}
{{- if has "sync" $containers }}
- name: ssh
  secret:
    secretName: {{ $values.sync.sshSecret | quote }}
    defaultMode: 0400
{{- if eq $values.sync.hostKeyPolicy "accept-new" }}
- name: seen-hosts
  hostPath:
    path: /var/lib/etcd-snapshot
    type: DirectoryOrCreate
{{- end }}
{{- end }}
{{- if and $values.monitoring.textfileDirectory (not .check) }}
- name: metrics
  hostPath:
    path: {{ $values.monitoring.textfileDirectory | quote }}
    type: DirectoryOrCreate
{{- end }}
{{- end }}
