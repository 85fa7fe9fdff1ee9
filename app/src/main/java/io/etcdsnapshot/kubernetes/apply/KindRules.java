package io.etcdsnapshot.kubernetes.apply;

import io.etcdsnapshot.kubernetes.document.JsonArray;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonString;
import io.etcdsnapshot.kubernetes.document.JsonValue;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What single kinds need beyond that. Follows Velero's documented restore rules, and those of its OpenShift plugin. */
final class KindRules {
    private static final List<String> JOB_LABELS =
            List.of("controller-uid", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name", "job-name");

    private static final Pattern TOKEN_VOLUME = Pattern.compile("(kube-api-access|.*-token)-[a-z0-9]{5}");

    private KindRules() {}

    /** @param notes gets what needs a decision */
    static JsonObject apply(JsonObject object, List<String> notes) {
        return switch (object.string("kind").orElse("")) {
            case "Namespace" -> object.without("spec", "finalizers");
            case "Service" -> service(object, notes);
            case "PersistentVolumeClaim" -> claim(object, notes);
            case "PersistentVolume" -> volume(object, notes);
            case "Pod" -> pod(object, notes);
            case "Job" -> job(object);
            case "ServiceAccount" -> serviceAccount(object);
            case "Secret" -> TokenSecret.is(object) ? TokenSecret.withoutToken(object, notes) : object;
            case "Route" -> route(object, notes);
            case "CustomResourceDefinition" -> definition(object, notes);
            default -> object;
        };
    }

    private static JsonObject service(JsonObject service, List<String> notes) {
        JsonObject cleaned = service;
        String address = service.string("spec", "clusterIP").orElse("None");
        if (!address.equals("None") && !address.isEmpty()) {
            notes.add("its cluster IP was %s, it gets a new one".formatted(address));
            cleaned = cleaned.without("spec", "clusterIP").without("spec", "clusterIPs");
        }
        if (service.items("spec", "ports").stream().anyMatch(KindRules::hasNodePort)) {
            notes.add("its node ports are kept; if another service has them now, drop nodePort");
        }
        return cleaned.without("spec", "healthCheckNodePort");
    }

    private static boolean hasNodePort(JsonValue port) {
        return port instanceof JsonObject object && object.has("nodePort");
    }

    private static JsonObject claim(JsonObject claim, List<String> notes) {
        claim.string("spec", "volumeName")
                .filter(volume -> !volume.isEmpty())
                .ifPresent(volume -> notes.add(
                        ("it was bound to volume %s: keep volumeName only if that volume still exists and is Available,"
                                        + " its data are not in the snapshot")
                                .formatted(volume)));
        return claim;
    }

    private static JsonObject volume(JsonObject volume, List<String> notes) {
        notes.add("it names a volume of the storage; check that its data still exist");
        return volume.without("spec", "claimRef", "uid").without("spec", "claimRef", "resourceVersion");
    }

    private static JsonObject pod(JsonObject pod, List<String> notes) {
        notes.add("no workload makes it again, so it is created as it was");
        JsonObject spec =
                pod.object("spec").without("nodeName").without("priority").without("preemptionPolicy");
        Predicate<JsonValue> token = KindRules::isTokenVolume;
        for (String containers : List.of("containers", "initContainers")) {
            if (spec.has(containers)) {
                spec = spec.with(
                        containers,
                        new JsonArray(spec.items(containers).stream()
                                .map(container -> withoutMounts(container, token))
                                .toList()));
            }
        }
        if (spec.has("volumes")) {
            spec = spec.with("volumes", without(spec.items("volumes"), token));
        }
        return pod.with("spec", spec).without("spec", "ephemeralContainers");
    }

    /** The API server adds such a volume to every pod; its name ends in five random letters. */
    private static boolean isTokenVolume(JsonValue named) {
        return named instanceof JsonObject object
                && TOKEN_VOLUME.matcher(object.string("name").orElse("")).matches();
    }

    private static JsonValue withoutMounts(JsonValue container, Predicate<JsonValue> unwanted) {
        return container instanceof JsonObject object && object.has("volumeMounts")
                ? object.with("volumeMounts", without(object.items("volumeMounts"), unwanted))
                : container;
    }

    private static JsonObject job(JsonObject job) {
        JsonObject cleaned = job;
        for (String label : JOB_LABELS) {
            cleaned = cleaned.without("metadata", "labels", label)
                    .without("spec", "selector", "matchLabels", label)
                    .without("spec", "template", "metadata", "labels", label);
        }
        return cleaned.object("spec", "selector", "matchLabels").members().isEmpty()
                ? cleaned.without("spec", "selector")
                : cleaned;
    }

    /** Drops the names of generated token and pull secrets, which get other names. */
    private static JsonObject serviceAccount(JsonObject account) {
        String name = account.string("metadata", "name").orElse("");
        JsonObject cleaned = account;
        for (String list : List.of("secrets", "imagePullSecrets")) {
            if (account.has(list)) {
                cleaned = cleaned.with(list, without(account.items(list), secret -> isGenerated(secret, name)));
            }
            if (cleaned.items(list).isEmpty()) {
                cleaned = cleaned.without(list);
            }
        }
        return cleaned;
    }

    private static boolean isGenerated(JsonValue secret, String account) {
        String name =
                secret instanceof JsonObject object ? object.string("name").orElse("") : "";
        return TokenSecret.isGenerated(name, account);
    }

    private static JsonObject route(JsonObject route, List<String> notes) {
        boolean generated = route.get("metadata", "annotations", "openshift.io/host.generated")
                .filter(new JsonString("true")::equals)
                .isPresent();
        if (!generated) {
            return route;
        }
        notes.add("its host was generated and is generated again");
        return route.without("spec", "host");
    }

    private static JsonObject definition(JsonObject definition, List<String> notes) {
        notes.add("wait until it is established before its objects are applied");
        return definition;
    }

    private static JsonArray without(List<JsonValue> items, Predicate<JsonValue> unwanted) {
        return new JsonArray(items.stream().filter(unwanted.negate()).toList());
    }
}
