package io.etcdsnapshot.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds among the files of a kube resources archive the one that kube-apiserver reads its encryption keys from: where
 * OpenShift puts it, or the one that kube-apiserver's manifest names.
 */
public final class EncryptionConfigurations {
    /** Larger files are not looked at. */
    static final int MAX_BYTES = 256 * 1024;

    private static final int MAX_KEPT = 16;
    private static final Pattern OPENSHIFT = Pattern.compile(
            "static-pod-resources/kube-apiserver-pod-(\\d{1,18})/secrets/encryption-config/encryption-config");
    private static final Pattern MANIFEST = Pattern.compile("(.*/)?kube-apiserver[^/]*\\.yaml");
    private static final Pattern OPTION = Pattern.compile("--encryption-provider-config[=\"',\\s]+([^\"',\\s]+)");

    private final Map<String, byte[]> configurations = new TreeMap<>();
    private @Nullable String named;

    /**
     * Reads a kube resources archive to its end.
     *
     * @return the file that kube-apiserver reads its keys from, JSON or YAML; null if there is none
     * @throws DamagedArchive if it is not a whole archive
     */
    public static byte @Nullable [] read(InputStream archive) throws IOException {
        EncryptionConfigurations found = new EncryptionConfigurations();
        try (GzipReader tar = new GzipReader(archive)) {
            TarArchive.read(tar, MAX_BYTES, (name, content) -> {
                if (content != null) {
                    found.add(name, content, content.length);
                }
            });
        }
        return found.chosen();
    }

    /** Looks at a file of the archive. */
    void add(String name, byte[] content, int length) {
        String path = name.startsWith("./") ? name.substring(2) : name;
        if (length == 0) {
            return;
        }
        String text = new String(content, 0, length, UTF_8);
        if (text.contains("EncryptionConfiguration") && configurations.size() < MAX_KEPT) {
            configurations.put(path, Arrays.copyOf(content, length));
        }
        Matcher option = OPTION.matcher(text);
        if (MANIFEST.matcher(path).matches() && option.find()) {
            named = option.group(1);
        }
    }

    /** Returns the file's content; null if there is none. */
    byte @Nullable [] chosen() {
        byte[] chosen = null;
        long newest = -1;
        for (Map.Entry<String, byte[]> file : configurations.entrySet()) {
            Matcher openShift = OPENSHIFT.matcher(file.getKey());
            if (openShift.matches() && Long.parseLong(openShift.group(1)) > newest) {
                newest = Long.parseLong(openShift.group(1));
                chosen = file.getValue();
            } else if (newest < 0 && named != null && named.endsWith("/" + file.getKey())) {
                chosen = file.getValue();
            }
        }
        return chosen;
    }
}
