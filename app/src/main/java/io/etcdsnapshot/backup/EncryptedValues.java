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
import org.jspecify.annotations.Nullable;

/**
 * Collects, while a snapshot is verified, with which keys its values are encrypted, the newest value of each; and the
 * Secrets that hold the keys of OpenShift's further API servers.
 */
final class EncryptedValues implements ValueLabels {
    private static final byte[] ENCRYPTED = "k8s:enc:".getBytes(ISO_8859_1);
    private static final int MAX_PREFIX_BYTES = 128;
    private static final int MAX_KEPT_BYTES = 64 * 1024;
    private static final Pattern PREFIX = Pattern.compile("k8s:enc:([^:]*):([^:]*):([^:]*):.*", Pattern.DOTALL);
    /** A root, and a resource, perhaps with its group before it. */
    private static final Pattern RESOURCE = Pattern.compile(
            "(/(?:kubernetes\\.io|registry|openshift\\.io)/(?:[^/]*\\.[^/]*/)?[^/]*)/.*", Pattern.DOTALL);

    private static final byte[][] SERVER_KEY_ROOTS = {
        "/kubernetes.io/secrets/openshift-".getBytes(ISO_8859_1), "/registry/secrets/openshift-".getBytes(ISO_8859_1)
    };
    private static final Pattern SERVER_KEYS =
            Pattern.compile("/[a-z.]*/secrets/openshift-[a-z-]*apiserver/encryption-config(-\\d+)?");

    /** Holds what values of one label have in common, and the newest of them. */
    private static final class Group {
        final int label;
        final @Nullable EncryptedUse use;
        final boolean serverKeys;
        long modRevision = -1;

        @Nullable
        StoredValue newest;

        Group(int label, @Nullable EncryptedUse use, boolean serverKeys) {
            this.label = label;
            this.use = use;
            this.serverKeys = serverKeys;
        }
    }

    private final Map<String, Group> groups = new LinkedHashMap<>();

    @Override
    public int label(byte[] bytes, int keyAt, int keyBytes, int valueAt, int valueBytes, long modRevision) {
        boolean encrypted = startsWith(bytes, valueAt, valueBytes, ENCRYPTED);
        if (!encrypted && !mayBeServerKeys(bytes, keyAt, keyBytes)) {
            return 0;
        }
        String etcdKey = new String(bytes, keyAt, keyBytes, ISO_8859_1);
        boolean serverKeys = SERVER_KEYS.matcher(etcdKey).matches();
        int headBytes = Math.min(valueBytes, MAX_PREFIX_BYTES);
        EncryptedUse use = encrypted ? use(etcdKey, new String(bytes, valueAt, headBytes, ISO_8859_1)) : null;
        if (use == null && !serverKeys) {
            return 0;
        }
        String name = use + (serverKeys ? etcdKey : "");
        Group group = groups.get(name);
        if (group == null && groups.size() < MAX_LABEL) {
            group = new Group(groups.size() + 1, use, serverKeys);
            groups.put(name, group);
        }
        if (group == null) {
            return 0;
        }
        if (modRevision > group.modRevision && valueBytes <= MAX_KEPT_BYTES) {
            group.modRevision = modRevision;
            group.newest = new StoredValue(
                    Arrays.copyOfRange(bytes, keyAt, keyAt + keyBytes),
                    Arrays.copyOfRange(bytes, valueAt, valueAt + valueBytes));
        }
        return group.label;
    }

    private static boolean mayBeServerKeys(byte[] bytes, int keyAt, int keyBytes) {
        return startsWith(bytes, keyAt, keyBytes, SERVER_KEY_ROOTS[0])
                || startsWith(bytes, keyAt, keyBytes, SERVER_KEY_ROOTS[1]);
    }

    private static boolean startsWith(byte[] bytes, int at, int length, byte[] start) {
        return length >= start.length && Arrays.equals(bytes, at, at + start.length, start, 0, start.length);
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
        for (Group group : live(liveLabels)) {
            if (group.use != null) {
                List<StoredValue> values = used.computeIfAbsent(group.use, use -> new ArrayList<>());
                if (group.newest != null) {
                    values.add(group.newest);
                }
            }
        }
        return used;
    }

    /** Returns the live Secrets that hold keys of further API servers. */
    List<StoredValue> serverKeys(Set<Integer> liveLabels) {
        List<StoredValue> secrets = new ArrayList<>();
        for (Group group : live(liveLabels)) {
            if (group.serverKeys && group.newest != null) {
                secrets.add(group.newest);
            }
        }
        return secrets;
    }

    private List<Group> live(Set<Integer> liveLabels) {
        return groups.values().stream()
                .filter(group -> liveLabels.contains(group.label))
                .toList();
    }
}
