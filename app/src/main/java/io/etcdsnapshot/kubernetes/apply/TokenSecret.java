package io.etcdsnapshot.kubernetes.apply;

import io.etcdsnapshot.kubernetes.document.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A Secret with the token of a service account. Those that a cluster made are made again; one that somebody made by hand
 * gets a new token when it is there again.
 */
final class TokenSecret {
    private static final String ACCOUNT = "kubernetes.io/service-account.name";
    private static final Pattern RANDOM = Pattern.compile("-(token|dockercfg|dockercfg-token)-[a-z0-9]{5}");
    private static final List<String> FROM_THE_CLUSTER = List.of("token", "ca.crt", "service-ca.crt", "namespace");
    private static final List<String> LABELS =
            List.of("kubernetes.io/legacy-token-last-used", "kubernetes.io/legacy-token-invalid-since");

    private TokenSecret() {}

    static boolean is(JsonObject secret) {
        return secret.string("type").orElse("").equals("kubernetes.io/service-account-token");
    }

    static boolean isGenerated(JsonObject secret) {
        Optional<String> account = secret.string("metadata", "annotations", ACCOUNT);
        return account.isEmpty()
                || isGenerated(secret.string("metadata", "name").orElse(""), account.get());
    }

    /** Returns whether a Secret's name is one that a cluster gives those of an account. */
    static boolean isGenerated(String name, String account) {
        return name.startsWith(account)
                && RANDOM.matcher(name.substring(account.length())).matches();
    }

    static JsonObject withoutToken(JsonObject secret, List<String> notes) {
        notes.add("it gets a new token, the old one is not valid again");
        JsonObject cleaned = secret.without("metadata", "annotations", "kubernetes.io/service-account.uid");
        for (String label : LABELS) {
            cleaned = cleaned.without("metadata", "labels", label);
        }
        for (String key : FROM_THE_CLUSTER) {
            cleaned = cleaned.without("data", key);
        }
        return cleaned.object("data").members().isEmpty() ? cleaned.without("data") : cleaned;
    }
}
