package io.etcdsnapshot.backup;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The lines of a {@code SHA256SUMS} file; others are left out. */
public final class ChecksumList {
    private static final Pattern LINE = Pattern.compile("\\\\?([0-9a-fA-F]{64}) [ *](.+)");

    private final Map<String, String> hashes = new HashMap<>();

    private ChecksumList() {}

    public static ChecksumList parse(byte[] text) {
        ChecksumList list = new ChecksumList();
        new String(text, StandardCharsets.UTF_8).lines().forEach(line -> {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                list.hashes.put(matcher.group(2), matcher.group(1).toLowerCase(Locale.ROOT));
            }
        });
        return list;
    }

    /** Returns the line of one file, as {@code sha256sum} prints it. */
    public static String line(@Nullable String sha256, String file) {
        return "%s  %s\n".formatted(sha256, file);
    }

    boolean isEmpty() {
        return hashes.isEmpty();
    }

    /** Returns whether another hash than this is listed for a file. */
    public boolean contradicts(String file, @Nullable String sha256) {
        String listed = hashes.get(file);
        return listed != null && !listed.equals(sha256);
    }

    /** Returns the hash that is listed for a file, in lower case. */
    public Optional<String> hashOf(String file) {
        return Optional.ofNullable(hashes.get(file));
    }
}
