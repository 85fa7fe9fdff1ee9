# jq -n -r --slurpfile before LIST --slurpfile after LIST -f returned.jq: a line for each object that was there before:
# equal, again (its controller makes it anew, or nobody needs it), missing, or different with the paths that differ.

def name: "\(.kind) \(.metadata.name)";

def has_controller: any(.metadata.ownerReferences[]?; .controller);
def is_made_by_the_cluster:
  has_controller or .kind == "Event" or .kind == "Lease" or .metadata.name == "kube-root-ca.crt"
  or any(.metadata.labels[("endpointslice", "endpoints") + ".kubernetes.io/managed-by"]?; . != null);

# What the API server, its controllers or kubectl set.
def without_server_fields:
  del(.status, .apiVersion, .metadata["uid", "resourceVersion", "creationTimestamp", "generation", "managedFields"],
    .metadata.annotations["kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision",
      "pv.kubernetes.io/bind-completed", "pv.kubernetes.io/bound-by-controller",
      "kubernetes.io/service-account.uid", "endpoints.kubernetes.io/last-change-trigger-time",
      "deprecated.daemonset.template.generation"],
    .metadata.labels["kubernetes.io/legacy-token-last-used"])
  | if .metadata.annotations == {} then del(.metadata.annotations) else . end
  | if .kind == "Service" then del(.spec.healthCheckNodePort, (.spec | select(.clusterIP != "None") | .clusterIP, .clusterIPs))
    elif .kind == "Secret" and .type == "kubernetes.io/service-account-token" then .data |= keys
    elif .kind == "Job" then
      del(.spec.selector, ((.metadata, .spec.template.metadata) | .labels?
        | .["controller-uid", "job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name"]?))
    elif .kind == "Pod" then walk(if type == "string" then sub("^kube-api-access-[a-z0-9]{5}$"; "kube-api-access") else . end)
    else . end;

def differences($a; $b):
  [$a, $b | [paths(scalars, (select(type == "array" or type == "object") | select(length == 0)))]] | add | unique
  | map(select(. as $path | ($a | getpath($path)) != ($b | getpath($path))) | map(tostring) | join(".")) | join(" ");

($after[0].items | map({key: name, value: .}) | from_entries) as $now
| $before[0].items | unique_by(.metadata.uid)[]
| $now[name] as $other
| if is_made_by_the_cluster then "again \(name)"
  elif $other == null then "missing \(name)"
  else (without_server_fields) as $a | ($other | without_server_fields) as $b
    | if $a == $b then "equal \(name)" else "different \(name): \(differences($a; $b))" end
  end
