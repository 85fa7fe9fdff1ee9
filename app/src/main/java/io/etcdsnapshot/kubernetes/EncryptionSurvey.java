package io.etcdsnapshot.kubernetes;

import io.etcdsnapshot.kubernetes.encryption.DecryptionException;
import io.etcdsnapshot.kubernetes.encryption.DecryptionException.Reason;
import io.etcdsnapshot.kubernetes.encryption.EncryptionLabel;
import io.etcdsnapshot.kubernetes.encryption.Keyring;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Collects in one pass which keys the values of a snapshot need, and tells whether those at hand fit. Keeps a few values
 * of each key, however many there are.
 */
public final class EncryptionSurvey {
    private static final int SAMPLES = 3;
    private static final int LONGEST_SAMPLE = 64 * 1024;

    private final Map<String, Use> uses = new TreeMap<>();

    /**
     * A key in use.
     *
     * @param root the API server's part of etcd: {@code /kubernetes.io}
     * @param resources whose values need it: {@code secrets}, {@code oauth/accesstokens}
     */
    public record Need(String root, EncryptionLabel label, SortedSet<String> resources, long values) {}

    /** A key in use that cannot be had, or does not fit. */
    public record Problem(Need need, Reason reason, String detail) {}

    private static final class Use {
        private final String root;
        private final EncryptionLabel label;
        private final SortedSet<String> resources = new TreeSet<>();
        private final List<byte[][]> samples = new ArrayList<>();
        private long values;

        private Use(String root, EncryptionLabel label) {
            this.root = root;
            this.label = label;
        }

        private Need need() {
            return new Need(root, label, resources, values);
        }
    }

    /** Takes an entry into account. Values of old revisions count as much: leave them out where they do not matter. */
    public void add(byte[] etcdKey, byte[] value) {
        Optional<EncryptionLabel> label = EncryptionLabel.of(value);
        if (label.isEmpty()) {
            return;
        }
        String[] segments = new String(etcdKey, StandardCharsets.UTF_8).split("/", 5);
        if (segments.length < 3) {
            return;
        }
        String root = "/" + segments[1];
        Use use = uses.computeIfAbsent(root + " " + label.get(), name -> new Use(root, label.get()));
        use.values++;
        boolean twoParts = segments.length > 3 && (segments[2].contains(".") || segments[2].equals("oauth"));
        use.resources.add(twoParts ? segments[2] + "/" + segments[3] : segments[2]);
        if (use.samples.size() < SAMPLES && (value.length <= LONGEST_SAMPLE || use.samples.isEmpty())) {
            use.samples.add(new byte[][] {etcdKey.clone(), value.clone()});
        }
    }

    /** Returns the keys in use. */
    public List<Need> needs() {
        return uses.values().stream().map(Use::need).toList();
    }

    /** Returns the needs that these keys do not meet; a KMS provider is always among them. */
    public List<Problem> check(ApiServerKeys keys) {
        List<Problem> problems = new ArrayList<>();
        for (Use use : uses.values()) {
            DecryptionException failure = failure(use, keys.ofRoot(use.root));
            if (failure != null) {
                problems.add(new Problem(use.need(), failure.reason(), String.valueOf(failure.getMessage())));
            }
        }
        return problems;
    }

    /** One value that opens proves the key; the others may be damaged. */
    private static @Nullable DecryptionException failure(Use use, Keyring keyring) {
        DecryptionException failure = null;
        for (byte[][] sample : use.samples) {
            try {
                keyring.decrypt(sample[0], sample[1]);
                return null;
            } catch (DecryptionException e) {
                failure = e;
            }
        }
        return failure;
    }
}
