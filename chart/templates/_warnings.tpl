{{/* What NOTES warns of: values that are allowed and risky. */}}
{{- define "etcd-snapshot.warnings" -}}
{{- $pods := eq .Values.operatingMode "pod" -}}
{{- $volume := eq (include "etcd-snapshot.toVolume" .) "yes" -}}
{{- $mirrors := eq (include "etcd-snapshot.toMirrors" .) "yes" -}}
{{- $sent := compact (list (ternary .Values.pv.content "" $volume) (ternary .Values.sync.content "" $mirrors)) -}}
{{- $neverPurged := and (eq (toString .Values.snapshot.purgeDays) "0") (not (include "etcd-snapshot.hasRule" .Values.retention)) -}}
{{- $warnings := list
  (list "image: that is the image of the system this one replaces; it has no program in it, give your own"
    (contains "staranto/etcd-snapshot" (include "etcd-snapshot.image" .)))
  (list "debug.active: the pods only sleep, NO BACKUPS ARE TAKEN"
    (and $pods .Values.debug.active))
  (list "serviceAccount.use: false; the namespace's default account has to be allowed the SCC privileged, and to list nodes where mirrors are found by label, by you"
    (and $pods (not .Values.serviceAccount.use)))
  (list "snapshot.force: snapshots are taken while operators progress; such sets are marked dirty"
    .Values.snapshot.force)
  (list (printf "snapshot.purgeDays: 0 and no rule in retention; nothing is ever purged on the node, until less than %v %% of its disk is free and snapshots are refused" .Values.snapshot.minFreePercent)
    $neverPurged)
  (list "snapshot.minFreePercent: below 15 the kubelet may evict pods of the master before snapshots are refused"
    (lt (int .Values.snapshot.minFreePercent) 15))
  (list "snapshot.directory: /tmp is emptied at a reboot of the node"
    (hasPrefix "/tmp" .Values.snapshot.directory))
  (list "sync.hostKeyPolicy: accept-new; whoever answers first at a mirror's address is trusted with the backups"
    (include "etcd-snapshot.learnsHosts" .))
  (list "timeZone: this Kubernetes has none; the schedules are in the cluster's time, usually UTC"
    (and $pods .Values.timeZone (semverCompare "<1.27-0" .Capabilities.KubeVersion.Version)))
  (list "pv.server: not used, as a claim, a volume or a class is named"
    (and $pods $volume .Values.pv.server (ne (include "etcd-snapshot.volumeFrom" .) "nfs")))
  (list "pv.content, sync.content: the kube resources stay on the snapshot node; a restore needs them"
    (not (or (has "all" $sent) (has "kubeResources" $sent))))
  (list "pv.content, sync.content: the snapshots stay on the snapshot node"
    (not (or (has "all" $sent) (has "snapshot" $sent))))
  (list "monitoring.prometheusRule.enabled: false; nobody is told when backups stop"
    (and $pods (not .Values.monitoring.prometheusRule.enabled)))
  (list "systemd.onFailure: empty; nobody is told when backups stop"
    (and (not $pods) (not .Values.systemd.onFailure)))
  (list "image: the node's pull secret does not open the cluster's own registry; push the image to one that it opens"
    (and (not $pods) (hasPrefix "image-registry.openshift-image-registry.svc" (include "etcd-snapshot.image" .))))
  (list "timeZone: not that of systemd.onCalendar, which names its own"
    (and (not $pods) .Values.timeZone .Values.systemd.onCalendar))
  (list "imagePullSecrets, debug.active, rehearse.enabled, monitoring.prometheusRule.enabled: for pods only"
    (and (not $pods) (or .Values.imagePullSecrets .Values.debug.active .Values.rehearse.enabled .Values.monitoring.prometheusRule.enabled)))
-}}
{{- $told := list -}}
{{- range $warnings }}{{ if last . }}{{ $told = append $told (first .) }}{{ end }}{{ end -}}
{{ $told | toJson }}
{{- end }}
