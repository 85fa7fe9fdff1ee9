# jq -n -r --slurpfile ours LIST --slurpfile theirs ITEMS -f shown.jq: a line for each object of the set: equal to what the
# API server shows in the version that is stored, changed (since the set was taken), unknown there, or different with paths.

def name: "\(.apiVersion) \(.kind) \(.metadata.namespace // "")/\(.metadata.name)";

def differences($a; $b):
  [$a, $b | [paths(scalars, (select(type == "array" or type == "object") | select(length == 0)))]] | add | unique
  | map(select(. as $path | ($a | getpath($path)) != ($b | getpath($path))) | map(tostring) | join(".")) | join(" ");

($theirs | map({key: name, value: .}) | from_entries) as $served
| $ours[0].items[]
| $served[name] as $other
| if $other == null then "unknown \(name)"
  elif . == $other then "equal \(name)"
  elif .metadata.resourceVersion != $other.metadata.resourceVersion then "changed \(name)"
  else "different \(name): \(differences(.; $other))" end
