package io.etcdsnapshot.kube;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Holds how a pod reaches its cluster's API.
 *
 * @param api such as {@code https://172.30.0.1:443}
 * @param token file with the bearer token, which the kubelet renews
 * @param ca file with the certificates that the API's own is signed by
 */
public record ServiceAccount(URI api, Path token, Path ca) {
    /** Names where the kubelet mounts it. */
    public static final String MOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

    /** @throws Failure if this is no pod of a cluster */
    public static ServiceAccount ofPod(Map<String, String> environment, Path mount) {
        String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
        if (host.isEmpty()) {
            throw Failure.failed(
                            "mirrors can be found by their label in a pod only: KUBERNETES_SERVICE_HOST is not set here")
                    .hint("name them in the values, sync.hosts, or with --to ssh://USER@HOST/DIRECTORY");
        }
        String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
        URI api = URI.create("https://%s:%s".formatted(host.contains(":") ? "[" + host + "]" : host, port));
        return new ServiceAccount(api, mount.resolve("token"), mount.resolve("ca.crt"));
    }

    /** Reads the token, anew each time: it changes within the hour. No message of a failure has it. */
    String bearer() {
        String text;
        try {
            text = Files.readString(token).strip();
        } catch (IOException e) {
            throw Failure.failed("can't read the service account's token %s: %s".formatted(token, Reason.of(e)), e)
                    .hint("the pod needs automountServiceAccountToken: true");
        }
        if (!TOKEN.matcher(text).matches()) {
            throw Failure.failed("there is no token in " + token).hint("restart the pod to get a new one");
        }
        return text;
    }
}
