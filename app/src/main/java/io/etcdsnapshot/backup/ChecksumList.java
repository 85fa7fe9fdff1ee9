package io.etcdsnapshot.backup;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of a {@code SHA256SUMS} file; others are left out. */
final class ChecksumList {
    private static final Pattern LINE = Pattern.compile("\\\\?([0-9a-fA-F]{64}) [ *](.+)");

    private final Map<String, String> hashes = new HashMap<>();

    ChecksumList(String text) {
        text.lines().forEach(line -> {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                hashes.put(matcher.group(2), matcher.group(1).toLowerCase(Locale.ROOT));
            }
        });
    }

    boolean isEmpty() {
        return hashes.isEmpty();
    }

    /** Returns the hash that is listed for a file, in lower case. */
    Optional<String> hashOf(String file) {
        return Optional.ofNullable(hashes.get(file));
    }
}
