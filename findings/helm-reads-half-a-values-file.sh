#!/usr/bin/env bash
# A values file with two YAML documents is expected to be refused, or read whole. Helm 3.17 takes the first one and drops
# the rest without a word (helm, pkg/cli/values/options.go, MergeValues: one Unmarshal of the file), Helm 4.1 reads it by
# the chart loader's LoadValues, which lays the documents over each other. One file installs two things, exit code 0 both
# times.
# shellcheck source=lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
cd "$work"
mkdir -p chart/templates
printf 'apiVersion: v2\nname: text\nversion: 0.1.0\n' >chart/Chart.yaml
printf 'keepLast: 1\nencrypt: false\n' >chart/values.yaml
# shellcheck disable=SC1083  # a template's braces
echo 'read: {{ .Values.keepLast }} {{ .Values.encrypt }}' >chart/templates/text.yaml
printf 'keepLast: 30\n---\nencrypt: true\n' >values.yaml
for expected in '3 30 false' '4 30 true'; do
  helm=$(need_helm "${expected%% *}")/helm
  "$helm" version --short
  expect "helm ${expected%% *}" "read: ${expected#* }" "$("$helm" template chart -f values.yaml 2>&1 | grep -v '^---\|^#')"
done
