#!/usr/bin/env bash
# Helm's toYaml writes the text "1234e567" (the form of one short commit id in a hundred) without quotes, as its own YAML
# library finds the number too large and takes it for text. SnakeYAML and js-yaml read the same line as a number:
# infinity. A values file that Helm hands on as YAML changes its type.
# shellcheck source=lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
cd "$work"
mkdir -p chart/templates
printf 'apiVersion: v2\nname: text\nversion: 0.1.0\n' >chart/Chart.yaml
echo 'tag: "1234e567"' >chart/values.yaml
# shellcheck disable=SC1083  # a template's braces
echo '{{ toYaml .Values }}' >chart/templates/text.yaml
for major in 3 4; do
  helm=$(need_helm "$major")/helm
  "$helm" version --short
  expect "helm $major" "tag: 1234e567" "$("$helm" template chart | grep tag)"
done

npm install --silent --no-audit --no-fund --prefix "$work" js-yaml@4.1.0 >/dev/null
expect "js-yaml 4.1.0 reads" "number Infinity" \
  "$(node -e 'const tag = require("js-yaml").load("tag: 1234e567").tag; console.log(typeof tag, tag)')"

mvn -B -ntp -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -Dartifact=org.yaml:snakeyaml:2.5 \
  -DoutputDirectory="$work"
cat >Read.java <<'END'
public class Read {
    public static void main(String[] arguments) {
        java.util.Map<String, Object> values = new org.yaml.snakeyaml.Yaml().load("tag: 1234e567");
        System.out.println(values.get("tag").getClass().getSimpleName() + " " + values.get("tag"));
    }
}
END
expect "SnakeYAML 2.5 reads" "Double Infinity" "$(java -cp snakeyaml-2.5.jar Read.java)"
