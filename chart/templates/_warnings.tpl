{{/* Warnings in NOTES: values that are allowed and risky, and what the cluster still lacks. */}}
{{- define "etcd-snapshot.warnings" -}}
{{- $pods := eq .Values.operatingMode "pod" -}}
{{- $volume := eq (include "etcd-snapshot.toVolume" .) "yes" -}}
{{- $mirrors := eq (include "etcd-snapshot.toMirrors" .) "yes" -}}
{{- $bucket := eq (include "etcd-snapshot.toBucket" .) "yes" -}}
{{- $s3 := .Values.s3 | default dict -}}
{{- $sent := compact (list (ternary .Values.pv.content "" $volume) (ternary .Values.sync.content "" $mirrors) (ternary (get $s3 "content") "" $bucket)) -}}
{{- $neverPurged := and (eq (toString .Values.snapshot.purgeDays) "0") (not (include "etcd-snapshot.hasRule" .Values.retention)) -}}
{{- $snapshot := add (include "etcd-snapshot.seconds" .Values.snapshot.timeout) (include "etcd-snapshot.seconds" .Values.snapshot.retryFor) -}}
{{- $zoned := include "etcd-snapshot.losesRuns" (dict "schedule" .Values.schedule "timeZone" .Values.timeZone) -}}
{{- $warnings := list
  (list "image: this is the image of the system that the chart replaces; it does not contain the program"
    (contains "staranto/etcd-snapshot" (include "etcd-snapshot.image" .)))
  (list "debug.active: the pods only sleep, NO BACKUPS ARE TAKEN"
    (and $pods .Values.debug.active))
  (list "serviceAccount.use: false; you have to allow the namespace's default account to use the SCC privileged, and to list nodes if mirrors are found by label"
    (and $pods (not .Values.serviceAccount.use)))
  (list "snapshot.force: snapshots are taken while operators are progressing; such sets are marked dirty"
    .Values.snapshot.force)
  (list (printf "snapshot.purgeDays: 0 and no rule in retention; nothing is ever removed from the node, until less than %v %% of its disk is free and snapshots are refused" .Values.snapshot.minFreePercent)
    $neverPurged)
  (list "snapshot.minFreePercent: below 15 the kubelet may evict pods of the node before snapshots are refused"
    (lt (int .Values.snapshot.minFreePercent) 15))
  (list "snapshot.directory: /tmp is emptied when the node reboots"
    (hasPrefix "/tmp" .Values.snapshot.directory))
  (list "snapshot.standbyAfter: not longer than snapshot.timeout + snapshot.retryFor; the standby may take a second snapshot while the first is still being taken"
    (and $pods $volume (ge $snapshot (include "etcd-snapshot.seconds" .Values.snapshot.standbyAfter | int64))))
  (list "job.deadline: not longer than snapshot.timeout + snapshot.retryFor; a run can be stopped before its snapshot is taken"
    (ge $snapshot (include "etcd-snapshot.seconds" .Values.job.deadline | int64)))
  (list (printf "schedule: %s in %s; if clocks change there at this hour, the run is skipped on one day of the year and may be repeated on another. Choose an hour from 04:00 to 21:00" .Values.schedule .Values.timeZone)
    $zoned)
  (list "sync.hostKeyPolicy: accept-new; whoever answers first at a mirror's address is trusted with the backups"
    (include "etcd-snapshot.learnsHosts" .))
  (list "timeZone: this Kubernetes does not support it; the schedules are in the cluster's time, usually UTC"
    (and $pods .Values.timeZone (semverCompare "<1.27-0" .Capabilities.KubeVersion.Version)))
  (list "pv.server: not used, because a claim, a volume or a storage class is set"
    (and $pods $volume .Values.pv.server (ne (include "etcd-snapshot.volumeFrom" .) "nfs")))
  (list "s3: not used, because s3.bucket is empty"
    (and (not $bucket) (or (get $s3 "endpoint") (get $s3 "credentialsSecret") (get $s3 "roleArn"))))
  (list "s3.endpoint: http; whoever is on the way reads the backups, which hold all Secrets of the cluster"
    (and $bucket (hasPrefix "http:" (get $s3 "endpoint"))))
  (list "s3: neither credentialsSecret nor roleArn; the pods need AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY from extraEnv, or a role from an annotation in serviceAccount.annotations"
    (and $pods $bucket (not (get $s3 "credentialsSecret")) (not (get $s3 "roleArn"))))
  (list (printf "s3.objectLock.mode: compliance; nobody, AWS included, can remove a set before its %v days are over" (dig "objectLock" "days" 0 $s3))
    (and $bucket (dig "objectLock" "days" 0 $s3) (eq (dig "objectLock" "mode" "" $s3) "compliance")))
  (list "pv.content, sync.content, s3.content: the kube resources stay on the snapshot node; a restore needs them"
    (not (or (has "all" $sent) (has "kubeResources" $sent))))
  (list "pv.content, sync.content, s3.content: the snapshots stay on the snapshot node"
    (not (or (has "all" $sent) (has "snapshot" $sent))))
  (list "monitoring.prometheusRule.enabled: false; nobody is alerted when backups stop"
    (and $pods (not .Values.monitoring.prometheusRule.enabled)))
  (list "systemd.onFailure: empty; nobody is alerted when backups stop"
    (and (not $pods) (not .Values.systemd.onFailure)))
  (list "image: the node's pull secret does not open the cluster's own registry; push the image to a registry that it opens"
    (and (not $pods) (hasPrefix "image-registry.openshift-image-registry.svc" (include "etcd-snapshot.image" .))))
  (list "timeZone: does not apply to systemd.onCalendar, which names its own"
    (and (not $pods) .Values.timeZone .Values.systemd.onCalendar))
  (list "imagePullSecrets, debug.active, rehearse.enabled, monitoring.prometheusRule.enabled: for pods only"
    (and (not $pods) (or .Values.imagePullSecrets .Values.debug.active .Values.rehearse.enabled .Values.monitoring.prometheusRule.enabled)))
-}}
{{- $active := list -}}
{{- range $warnings }}{{ if last . }}{{ $active = append $active (first .) }}{{ end }}{{ end -}}
{{ concat $active (ternary (include "etcd-snapshot.cluster.missing" .) "[]" $pods | fromJsonArray) | toJson }}
{{- end }}

{{/*
What a run will lack. Found only where Helm talks to a cluster; nodes are looked at only if the user may create ClusterRoles
or volumes anyway, because a lookup without the right to it would end the installation.
*/}}
{{- define "etcd-snapshot.cluster.missing" -}}
{{- $missing := list -}}
{{- $namespace := .Release.Namespace -}}
{{- with lookup "v1" "Namespace" "" $namespace -}}
  {{- if ne (dig "metadata" "labels" "pod-security.kubernetes.io/enforce" "privileged" .) "privileged" -}}
    {{- $missing = append $missing (printf "namespace %s: not labelled for privileged pods; Kubernetes will refuse every pod until it is" $namespace) -}}
  {{- end -}}
  {{- $administrator := or (include "etcd-snapshot.createsVolume" $) (and (include "etcd-snapshot.findsMirrors" $) $.Values.rbac.create $.Values.serviceAccount.use) -}}
  {{- if $administrator -}}
    {{- $roles := list -}}
    {{- range (lookup "v1" "Node" "" "").items -}}{{- $roles = append $roles (dig "labels" (include "etcd-snapshot.roleLabel" $) "" .metadata) -}}{{- end -}}
    {{- if and $roles (not (has "snapshot" $roles)) -}}
      {{- $missing = append $missing (printf "nodes: none is labelled %s=snapshot; pods stay Pending until one is" (include "etcd-snapshot.roleLabel" $)) -}}
    {{- end -}}
  {{- end -}}
  {{- if include "etcd-snapshot.toMirrors" $ -}}
    {{- $keys := dig "data" dict (lookup "v1" "Secret" $namespace $.Values.sync.sshSecret) -}}
    {{- if not (hasKey $keys "private") -}}
      {{- $missing = append $missing (printf "sync.sshSecret: there is no Secret %s with the key private in %s; copies to mirrors fail until there is" $.Values.sync.sshSecret $namespace) -}}
    {{- else if and (eq $.Values.sync.hostKeyPolicy "strict") (not (hasKey $keys "known_hosts")) -}}
      {{- $missing = append $missing (printf "sync.sshSecret: the Secret %s has no key known_hosts, so that no mirror is trusted; add it, or set sync.hostKeyPolicy to accept-new" $.Values.sync.sshSecret) -}}
    {{- end -}}
  {{- end -}}
  {{- if include "etcd-snapshot.toBucket" $ -}}
    {{- with $.Values.s3.credentialsSecret -}}
      {{- if not (lookup "v1" "Secret" $namespace .) -}}
        {{- $missing = append $missing (printf "s3.credentialsSecret: there is no Secret %s in %s; copies to the bucket fail until there is" . $namespace) -}}
      {{- end -}}
    {{- end -}}
    {{- with $.Values.s3.ca.configMap -}}
      {{- if not (lookup "v1" "ConfigMap" $namespace .) -}}
        {{- $missing = append $missing (printf "s3.ca.configMap: there is no ConfigMap %s in %s; copies to the bucket fail until there is" . $namespace) -}}
      {{- end -}}
    {{- end -}}
    {{- with $.Values.s3.ca.secret -}}
      {{- if not (lookup "v1" "Secret" $namespace .) -}}
        {{- $missing = append $missing (printf "s3.ca.secret: there is no Secret %s in %s; copies to the bucket fail until there is" . $namespace) -}}
      {{- end -}}
    {{- end -}}
  {{- end -}}
  {{- with $.Values.proxy.secret -}}
    {{- if not (lookup "v1" "Secret" $namespace .) -}}
      {{- $missing = append $missing (printf "proxy.secret: there is no Secret %s in %s" . $namespace) -}}
    {{- end -}}
  {{- end -}}
  {{- if and (include "etcd-snapshot.toVolume" $) $.Values.pv.existingClaim (not (lookup "v1" "PersistentVolumeClaim" $namespace $.Values.pv.existingClaim)) -}}
    {{- $missing = append $missing (printf "pv.existingClaim: there is no claim %s in %s; pods stay Pending until there is" $.Values.pv.existingClaim $namespace) -}}
  {{- end -}}
{{- end -}}
{{ $missing | toJson }}
{{- end }}
