{{/* Every volume there is, by name. A pod has those that its containers mount. */}}
{{- define "etcd-snapshot.volumes" -}}
values:
  configMap:
    name: {{ include "etcd-snapshot.name" . }}
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
    # Without it the copy fails, and says so; it must not keep the pod, and the snapshot, from starting.
    optional: true
    defaultMode: 0400
# On the snapshot node, so that a host key seen for the first time is known from then on.
known-hosts:
  hostPath:
    path: /var/lib/etcd-snapshot
    type: DirectoryOrCreate
# The account's token for one container, where automountServiceAccountToken would give it to all.
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
metrics:
  hostPath:
    path: {{ .Values.monitoring.textfileDirectory | quote }}
    type: DirectoryOrCreate
etcd:
  emptyDir:
    sizeLimit: 512Mi
# Room for a snapshot of 8 GiB, the most that etcd is advised to hold, and what is restored from it.
scratch:
  emptyDir:
    sizeLimit: 20Gi
{{- end }}
