{{/* All volumes by name. A pod has those that its containers mount. */}}
{{- define "etcd-snapshot.volumes" -}}
{{- $s3 := .Values.s3 | default dict -}}
values:
  configMap:
    name: {{ include "etcd-snapshot.configMapName" . }}
tmp:
  emptyDir:
    sizeLimit: 64Mi
host:
  hostPath:
    path: /
    type: Directory
source:
  hostPath:
    path: {{ .Values.snapshot.directory | quote }}
    type: DirectoryOrCreate
pv:
  persistentVolumeClaim:
    claimName: {{ include "etcd-snapshot.claimName" . }}
ssh:
  secret:
    secretName: {{ .Values.sync.sshSecret | quote }}
    # Without it the copy fails and says so, but the pod starts and takes the snapshot.
    optional: true
    defaultMode: 0400
signing:
  secret:
    secretName: {{ .Values.signing.secret | quote }}
    optional: true
    defaultMode: 0400
s3:
  secret:
    secretName: {{ dig "credentialsSecret" "" $s3 | quote }}
    # As with ssh: the copy fails, the snapshot is taken.
    optional: true
    defaultMode: 0400
s3-ca:
  {{- if dig "ca" "configMap" "" $s3 }}
  configMap:
    name: {{ $s3.ca.configMap | quote }}
  {{- else }}
  secret:
    secretName: {{ dig "ca" "secret" "" $s3 | quote }}
  {{- end }}
    optional: true
    items:
      - key: {{ dig "ca" "key" "" $s3 | quote }}
        path: ca.crt
ping:
  secret:
    secretName: {{ .Values.monitoring.ping.secret | quote }}
    # Without it nothing is reported, and the backup is made.
    optional: true
    defaultMode: 0400
ping-ca:
  {{- $pingCa := .Values.monitoring.ping.ca }}
  {{- if $pingCa.configMap }}
  configMap:
    name: {{ $pingCa.configMap | quote }}
  {{- else }}
  secret:
    secretName: {{ $pingCa.secret | quote }}
  {{- end }}
    optional: true
    items:
      - key: {{ $pingCa.key | quote }}
        path: ca.crt
# What AWS exchanges for keys of the role.
s3-token:
  projected:
    sources:
      - serviceAccountToken:
          path: token
          audience: sts.amazonaws.com
          expirationSeconds: 3600
# On the snapshot node, so that the first host key seen of a mirror is remembered.
known-hosts:
  hostPath:
    path: /var/lib/etcd-snapshot
    type: DirectoryOrCreate
# The account's token for one container; automountServiceAccountToken would give it to all.
token:
  projected:
    sources:
      - serviceAccountToken:
          path: token
          expirationSeconds: 3600
      - configMap:
          name: kube-root-ca.crt
          items:
            - key: ca.crt
              path: ca.crt
      - downwardAPI:
          items:
            - path: namespace
              fieldRef:
                fieldPath: metadata.namespace
{{- range .Values.sources.from }}
from-{{ .name }}:
  {{- if .claim }}
  persistentVolumeClaim:
    claimName: {{ .claim }}
    readOnly: true
  {{- else if .directory }}
  hostPath:
    path: {{ .directory | quote }}
    type: Directory
  {{- else }}
  nfs:
    server: {{ (.nfs).server | quote }}
    path: {{ (.nfs).path | quote }}
    readOnly: true
  {{- end }}
{{- end }}
metrics:
  hostPath:
    path: {{ .Values.monitoring.textfileDirectory | quote }}
    type: DirectoryOrCreate
etcd:
  emptyDir:
    sizeLimit: 512Mi
# Room for a snapshot of 8 GiB, the largest that etcd supports, and for what is restored from it.
scratch:
  emptyDir:
    sizeLimit: 20Gi
{{- end }}
