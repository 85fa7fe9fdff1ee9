{{/*
The calendar event of systemd that is the same as a cron schedule, as {"onCalendar": …}; or {"problem": why there is none}.
Takes schedule and timeZone. Cron here is that of Kubernetes: where both days are restricted it runs on days that are
either, where systemd wants both, so that there is no such event.
*/}}
{{- define "etcd-snapshot.calendar" -}}
{{- $macros := dict "@yearly" "0 0 1 1 *" "@annually" "0 0 1 1 *" "@monthly" "0 0 1 * *" "@weekly" "0 0 * * 0"
  "@daily" "0 0 * * *" "@midnight" "0 0 * * *" "@hourly" "0 * * * *" -}}
{{- $cron := trim .schedule -}}
{{- $texts := regexSplit "\\s+" (get $macros (lower $cron) | default $cron) -1 -}}
{{- $months := list "jan" "feb" "mar" "apr" "may" "jun" "jul" "aug" "sep" "oct" "nov" "dec" -}}
{{- $days := list "sun" "mon" "tue" "wed" "thu" "fri" "sat" -}}
{{- $fields := list
  (dict "name" "minute" "min" 0 "max" 59 "form" "%02d" "names" list)
  (dict "name" "hour" "min" 0 "max" 23 "form" "%02d" "names" list)
  (dict "name" "day of month" "min" 1 "max" 31 "form" "%02d" "names" list)
  (dict "name" "month" "min" 1 "max" 12 "form" "%02d" "names" $months)
  (dict "name" "day of week" "min" 0 "max" 6 "form" "" "names" $days) -}}
{{- $events := list -}}
{{- $problem := "" -}}
{{- if ne (len $texts) 5 -}}
  {{- $problem = printf "'%s' has not five fields" $cron -}}
{{- else -}}
  {{- range $i, $field := $fields -}}
    {{- $event := include "etcd-snapshot.calendar.field" (dict "text" (index $texts $i) "field" $field) -}}
    {{- if and (contains "!" $event) (not $problem) -}}
      {{- $problem = printf "'%s' is no %s of cron" (index $texts $i) $field.name -}}
    {{- end -}}
    {{- $events = append $events $event -}}
  {{- end -}}
  {{- $star := "(^|,)[*?](/1)?(,|$)" -}}
  {{- if and (not $problem) (not (regexMatch $star (index $texts 2))) (not (regexMatch $star (index $texts 4))) -}}
    {{- $problem = printf "'%s' restricts the day of month and the day of week, which cron takes as either and systemd as both" $cron -}}
  {{- end -}}
{{- end -}}
{{- if $problem -}}
{{ dict "problem" $problem | toJson }}
{{- else -}}
{{- $weekdays := ternary "" (printf "%s " (index $events 4)) (eq (index $events 4) "*") -}}
{{- $zone := ternary (printf " %s" .timeZone) "" (not (empty .timeZone)) -}}
{{ dict "onCalendar" (printf "%s*-%s-%s %s:%s:00%s" $weekdays (index $events 3) (index $events 2) (index $events 1) (index $events 0) $zone) | toJson }}
{{- end -}}
{{- end }}

{{/* One field, with ! where a part of it can't be read. */}}
{{- define "etcd-snapshot.calendar.field" -}}
{{- $parts := list -}}
{{- range splitList "," .text -}}
  {{- $parts = append $parts (include "etcd-snapshot.calendar.part" (dict "text" (lower .) "field" $.field)) -}}
{{- end -}}
{{ ternary "*" (join "," $parts) (has "*" $parts) }}
{{- end }}

{{/* A list's part: all, a number or a range, with a step or without; one number with a step goes on to the end. */}}
{{- define "etcd-snapshot.calendar.part" -}}
{{- $field := .field -}}
{{- $form := "^([*?]|[0-9]+|[a-z]+)(-([0-9]+|[a-z]+))?(/([0-9]+))?$" -}}
{{- if not (regexMatch $form .text) -}}!
{{- else -}}
  {{- $from := regexReplaceAll $form .text "${1}" -}}
  {{- $to := regexReplaceAll $form .text "${3}" -}}
  {{- $step := regexReplaceAll $form .text "${5}" -}}
  {{- $all := has $from (list "*" "?") -}}
  {{- $first := ternary (toString $field.min) (include "etcd-snapshot.calendar.number" (list $from $field)) $all -}}
  {{- $last := $first -}}
  {{- if $to -}}{{ $last = include "etcd-snapshot.calendar.number" (list $to $field) }}
  {{- else if or $all $step -}}{{ $last = toString $field.max }}
  {{- end -}}
  {{- $numbers := and (regexMatch "^[0-9]+$" $first) (regexMatch "^[0-9]+$" $last) -}}
  {{- if not (and $numbers (ne $step "0") (not (and $all $to)) (lt (len $step) 5)) -}}!
  {{- else if or (lt (atoi $first) $field.min) (gt (atoi $last) $field.max) (gt (atoi $first) (atoi $last)) -}}!
  {{- else -}}
    {{- include "etcd-snapshot.calendar.range" (dict "field" $field "first" (atoi $first) "last" (atoi $last) "step" (atoi ($step | default "1"))) -}}
  {{- end -}}
{{- end -}}
{{- end }}

{{/* A name as its number; anything else as it is. */}}
{{- define "etcd-snapshot.calendar.number" -}}
{{- $number := index . 0 -}}
{{- $field := index . 1 -}}
{{- range $i, $name := $field.names -}}
  {{- if eq $name $number }}{{ $number = toString (add $i $field.min) }}{{ end -}}
{{- end -}}
{{ $number }}
{{- end }}

{{/* As systemd writes it; weekdays only by name, so one by one. */}}
{{- define "etcd-snapshot.calendar.range" -}}
{{- $field := .field -}}
{{- if and (eq .first $field.min) (eq .last $field.max) (eq .step 1) -}}*
{{- else if not $field.form -}}
  {{- $names := list -}}
  {{- range untilStep .first (add1 .last | int) .step -}}
    {{- $names = append $names (index $field.names . | title) -}}
  {{- end -}}
  {{ join "," $names }}
{{- else if gt (add .first .step) .last -}}{{ printf $field.form .first }}
{{- else -}}
  {{ printf (printf "%s..%s" $field.form $field.form) .first .last }}{{ if gt .step 1 }}/{{ .step }}{{ end }}
{{- end -}}
{{- end }}
