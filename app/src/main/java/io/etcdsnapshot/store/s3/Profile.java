package io.etcdsnapshot.store.s3;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One section of a shared credentials file. Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials
 * files".
 */
record Profile(String name, Map<String, String> values) {
    private static final Pattern SECTION = Pattern.compile("\\[\\s*(?:profile\\s+)?(.*?)\\s*\\]");

    /** Returns the section of this name; empty if the file has none. */
    static Optional<Profile> find(String fileContent, String name) {
        Map<String, String> values = new HashMap<>();
        boolean inside = false;
        boolean found = false;
        for (String line : fileContent.split("\\R")) {
            String text = line.strip();
            Matcher section = SECTION.matcher(text);
            int equals = text.indexOf('=');
            if (section.matches()) {
                inside = section.group(1).equals(name);
                found |= inside;
            } else if (inside && equals > 0 && !text.startsWith("#") && !text.startsWith(";")) {
                values.put(
                        text.substring(0, equals).strip(),
                        text.substring(equals + 1).strip());
            }
        }
        return found ? Optional.of(new Profile(name, Map.copyOf(values))) : Optional.empty();
    }

    /** Returns null if the section has no such key, or nothing behind it. */
    @Nullable
    String get(String key) {
        String value = values.get(key);
        return value == null || value.isEmpty() ? null : value;
    }

    /** Hides the values, which are secrets. */
    @Override
    public String toString() {
        return "profile " + name;
    }
}
