{{/*
Reads a cron schedule as Kubernetes does. Takes schedule; returns {"fields": the five texts, "events": the same for systemd},
or {"problem": what is wrong with it}.
*/}}
{{- define "etcd-snapshot.cron" -}}
{{- $macros := dict "@yearly" "0 0 1 1 *" "@annually" "0 0 1 1 *" "@monthly" "0 0 1 * *" "@weekly" "0 0 * * 0"
  "@daily" "0 0 * * *" "@midnight" "0 0 * * *" "@hourly" "0 * * * *" -}}
{{- $cron := trim .schedule -}}
{{- $texts := regexSplit "\\s+" (get $macros (lower $cron) | default $cron) -1 -}}
{{- $months := list "jan" "feb" "mar" "apr" "may" "jun" "jul" "aug" "sep" "oct" "nov" "dec" -}}
{{- $days := list "sun" "mon" "tue" "wed" "thu" "fri" "sat" -}}
{{- $fields := list
  (dict "name" "minute" "range" "0-59" "min" 0 "max" 59 "form" "%02d" "names" list)
  (dict "name" "hour" "range" "0-23" "min" 0 "max" 23 "form" "%02d" "names" list)
  (dict "name" "day of month" "range" "1-31" "min" 1 "max" 31 "form" "%02d" "names" list)
  (dict "name" "month" "range" "1-12" "min" 1 "max" 12 "form" "%02d" "names" $months)
  (dict "name" "day of week" "range" "0-6, Sunday is 0" "min" 0 "max" 6 "form" "" "names" $days) -}}
{{- $events := list -}}
{{- $problem := "" -}}
{{- if ne (len $texts) 5 -}}
  {{- $problem = printf "'%s' does not have five fields" $cron -}}
{{- else -}}
  {{- range $i, $field := $fields -}}
    {{- $event := include "etcd-snapshot.calendar.field" (dict "text" (index $texts $i) "field" $field) -}}
    {{- if and (contains "!" $event) (not $problem) -}}
      {{- $problem = printf "'%s' is not a valid %s (%s)" (index $texts $i) $field.name $field.range -}}
    {{- end -}}
    {{- $events = append $events $event -}}
  {{- end -}}
  {{- if and (not $problem) (include "etcd-snapshot.neverComes" $texts) -}}
    {{- $problem = printf "'%s' never comes: no such month has that day" $cron -}}
  {{- end -}}
{{- end -}}
{{ ternary (dict "problem" $problem) (dict "fields" $texts "events" $events) (ne $problem "") | toJson }}
{{- end }}

{{/* Prints `yes` if a schedule names only days such as 30 February. Kubernetes takes it, and never runs it. Takes the fields. */}}
{{- define "etcd-snapshot.neverComes" -}}
{{- $day := index . 2 -}}
{{- $month := index . 3 | lower -}}
{{- $after29 := and (regexMatch "^(30|31)([-,](30|31))*$" $day) (regexMatch "^(0*2|feb)$" $month) -}}
{{- $after30 := and (regexMatch "^31([-,]31)*$" $day) (regexMatch "^(0*[2469]|11|feb|apr|jun|sep|nov)(,(0*[2469]|11|feb|apr|jun|sep|nov))*$" $month) -}}
{{- if and (or $after29 $after30) (regexMatch "^[*?](/1)?$" (index . 4)) }}yes{{ end -}}
{{- end }}

{{/*
The systemd calendar event for a cron schedule, as {"onCalendar": …}, or {"problem": why there is none}. Takes schedule and
timeZone. If both days are restricted, cron runs on days that match either and systemd on days that match both, so that there
is no such event. Both skip a time that does not exist because clocks go forward; when they go back, Kubernetes runs a time
that exists twice again, and systemd does not: its events stand still in the repeated hour.
*/}}
{{- define "etcd-snapshot.calendar" -}}
{{- $cron := include "etcd-snapshot.cron" . | fromJson -}}
{{- $problem := $cron.problem -}}
{{- if not $problem -}}
  {{- $star := "(^|,)[*?](/1)?(,|$)" -}}
  {{- if not (or (regexMatch $star (index $cron.fields 2)) (regexMatch $star (index $cron.fields 4))) -}}
    {{- $problem = printf "'%s' restricts the day of month and the day of week: cron runs on days that match either, systemd on days that match both" (trim .schedule) -}}
  {{- end -}}
{{- end -}}
{{- if $problem -}}
{{ dict "problem" $problem | toJson }}
{{- else -}}
{{- $events := $cron.events -}}
{{- $weekdays := ternary "" (printf "%s " (index $events 4)) (eq (index $events 4) "*") -}}
{{- $zone := ternary (printf " %s" .timeZone) "" (not (empty .timeZone)) -}}
{{ dict "onCalendar" (printf "%s*-%s-%s %s:%s:00%s" $weekdays (index $events 3) (index $events 2) (index $events 1) (index $events 0) $zone) | toJson }}
{{- end -}}
{{- end }}

{{/*
Prints `yes` if a schedule has an hour at which clocks change, and a time zone that may change them: on one day of the year
that run is skipped, on another it can be repeated. Clocks go forward between 00:00 and 04:00 (Cairo at 00:00, London at 01:00,
Berlin at 02:00, Athens at 03:00); in Greenland and on Easter Island after 22:00. Takes schedule and timeZone.
*/}}
{{- define "etcd-snapshot.losesRuns" -}}
{{- $fields := (include "etcd-snapshot.cron" . | fromJson).fields -}}
{{- $fixed := regexMatch "^(UTC|GMT|UCT|Zulu|Universal|Greenwich|Etc/.*)?$" (.timeZone | default "") -}}
{{- $eastern := regexMatch "^(EET|(Europe|Asia)/(Athens|Bucharest|Famagusta|Helsinki|Kiev|Kyiv|Mariehamn|Nicosia|Riga|Sofia|Tallinn|Uzhgorod|Vilnius|Zaporozhye))$" (.timeZone | default "") -}}
{{- $evening := regexMatch "/(Nuuk|Godthab|Scoresbysund|Easter|EasterIsland)$" (.timeZone | default "") -}}
{{- $hours := printf "0?[0-%d]%s" (ternary 3 2 $eastern) (ternary "|2[23]" "" $evening) -}}
{{- if and $fields (not $fixed) (regexMatch (printf "(^|,)((%s)([-/,]|$)|[*?]/([2-9]|1[0-9]|2[0-9]))" $hours) (index ($fields | default (list "" "")) 1)) }}yes{{ end -}}
{{- end }}

{{/* One field for systemd, with ! in place of a part that is not valid. */}}
{{- define "etcd-snapshot.calendar.field" -}}
{{- $parts := list -}}
{{- range splitList "," .text -}}
  {{- $parts = append $parts (include "etcd-snapshot.calendar.part" (dict "text" (lower .) "field" $.field)) -}}
{{- end -}}
{{ ternary "*" (join "," $parts) (has "*" $parts) }}
{{- end }}

{{/* One part of a list: all, a number or a range, with or without a step. One number with a step runs to the maximum. */}}
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

{{/* The number of a name; anything else unchanged. */}}
{{- define "etcd-snapshot.calendar.number" -}}
{{- $number := index . 0 -}}
{{- $field := index . 1 -}}
{{- range $i, $name := $field.names -}}
  {{- if eq $name $number }}{{ $number = toString (add $i $field.min) }}{{ end -}}
{{- end -}}
{{ $number }}
{{- end }}

{{/* A range for systemd, which knows weekdays by name only. */}}
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
