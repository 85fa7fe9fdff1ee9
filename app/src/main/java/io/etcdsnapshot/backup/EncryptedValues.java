package io.etcdsnapshot.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.etcdsnapshot.etcd.ValueLabels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Collects, while a snapshot is verified, with which keys its values are encrypted, the newest value of each; and the
 * Secrets that hold the keys of OpenShift's further API servers.
 */
final class EncryptedValues implements ValueLabels {
    private static final byte[] ENCRYPTED = "k8s:enc:".getBytes(ISO_8859_1);
    private static final int MAX_PREFIX_BYTES = 128;
    private static final Pattern PREFIX = Pattern.compile("k8s:enc:([^:]*):([^:]*):([^:]*):.*", Pattern.DOTALL);
    /** A root, and a resource, perhaps with its group before it. */
    private static final Pattern RESOURCE = Pattern.compile(
            "(/(?:kubernetes\\.io|registry|openshift\\.io)/(?:[^/]*\\.[^/]*/)?[^/]*)/.*", Pattern.DOTALL);

    private static final byte[][] SERVER_KEY_ROOTS = {
        "/kubernetes.io/secrets/openshift-".getBytes(ISO_8859_1), "/registry/secrets/openshift-".getBytes(ISO_8859_1)
    };
    private static final Pattern SERVER_KEYS =
            Pattern.compile("/[a-z.]*/secrets/openshift-[a-z-]*apiserver/encryption-config(-\\d+)?");

    private final Map<String, EncryptedGroup> groups = new LinkedHashMap<>();

    @Override
    public int label(byte[] bytes, int keyAt, int keyBytes, int valueAt, int valueBytes, long modRevision) {
        boolean encrypted = startsWith(bytes, valueAt, valueBytes, ENCRYPTED);
        if (!encrypted && !mayBeServerKeys(bytes, keyAt, keyBytes)) {
            return 0;
        }
        EncryptedGroup group = known(bytes, keyAt, keyBytes, valueAt, valueBytes);
        if (group == null) {
            group = find(bytes, keyAt, keyBytes, valueAt, valueBytes, encrypted);
        }
        if (group == null) {
            return 0;
        }
        group.keep(bytes, keyAt, keyBytes, valueAt, valueBytes, modRevision);
        return group.label();
    }

    /** Spares all but the first value of a group the regular expressions. */
    private @Nullable EncryptedGroup known(byte[] bytes, int keyAt, int keyBytes, int valueAt, int valueBytes) {
        for (EncryptedGroup group : groups.values()) {
            if (group.has(bytes, keyAt, keyBytes, valueAt, valueBytes) && !mayBeServerKeys(bytes, keyAt, keyBytes)) {
                return group;
            }
        }
        return null;
    }

    private @Nullable EncryptedGroup find(
            byte[] bytes, int keyAt, int keyBytes, int valueAt, int valueBytes, boolean encrypted) {
        String etcdKey = new String(bytes, keyAt, keyBytes, ISO_8859_1);
        boolean serverKeys = SERVER_KEYS.matcher(etcdKey).matches();
        int headBytes = Math.min(valueBytes, MAX_PREFIX_BYTES);
        EncryptedUse use = encrypted ? use(etcdKey, new String(bytes, valueAt, headBytes, ISO_8859_1)) : null;
        if (use == null && !serverKeys) {
            return null;
        }
        String name = use + (serverKeys ? etcdKey : "");
        EncryptedGroup group = groups.get(name);
        if (group == null && groups.size() < MAX_LABEL) {
            group = new EncryptedGroup(groups.size() + 1, use, serverKeys);
            groups.put(name, group);
        }
        return group;
    }

    private static boolean mayBeServerKeys(byte[] bytes, int keyAt, int keyBytes) {
        return startsWith(bytes, keyAt, keyBytes, SERVER_KEY_ROOTS[0])
                || startsWith(bytes, keyAt, keyBytes, SERVER_KEY_ROOTS[1]);
    }

    static boolean startsWith(byte[] bytes, int at, int length, byte[] start) {
        int last = start.length - 1; // where they differ mostly
        return length > last && bytes[at + last] == start[last] && Arrays.equals(bytes, at, at + last, start, 0, last);
    }

    private static @Nullable EncryptedUse use(String etcdKey, String head) {
        Matcher resource = RESOURCE.matcher(etcdKey);
        Matcher prefix = PREFIX.matcher(head);
        return resource.matches() && prefix.matches()
                ? new EncryptedUse(prefix.group(1), prefix.group(2), prefix.group(3), resource.group(1))
                : null;
    }

    /** Returns the keys that live values are encrypted with, and values of each to try them on. */
    Map<EncryptedUse, List<StoredValue>> used(Set<Integer> liveLabels) {
        Map<EncryptedUse, List<StoredValue>> used = new LinkedHashMap<>();
        for (EncryptedGroup group : live(liveLabels)) {
            if (group.use() != null) {
                List<StoredValue> values = used.computeIfAbsent(group.use(), use -> new ArrayList<>());
                Stream.ofNullable(group.newest()).forEach(values::add);
            }
        }
        return used;
    }

    /** Returns the live Secrets that hold keys of further API servers. */
    List<StoredValue> serverKeys(Set<Integer> liveLabels) {
        List<StoredValue> secrets = new ArrayList<>();
        for (EncryptedGroup group : live(liveLabels)) {
            if (group.serverKeys()) {
                Stream.ofNullable(group.newest()).forEach(secrets::add);
            }
        }
        return secrets;
    }

    private List<EncryptedGroup> live(Set<Integer> liveLabels) {
        return groups.values().stream()
                .filter(group -> liveLabels.contains(group.label()))
                .toList();
    }
}
