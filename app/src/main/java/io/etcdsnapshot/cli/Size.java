package io.etcdsnapshot.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes as users write it: {@code 500M} counts in thousands, {@code 2Gi} in 1024s. */
record Size(long bytes) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})([KMGT]?)(i?)B?");
    private static final String UNITS = "KMGT";

    /** @throws IllegalArgumentException if the text is no such number, or zero */
    static Size parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()
                || (matcher.group(2).isEmpty() && !matcher.group(3).isEmpty())) {
            throw new IllegalArgumentException("'%s' is not a size such as 500M or 2Gi".formatted(text));
        }
        long base = matcher.group(3).isEmpty() ? 1000 : 1024;
        long bytes = Long.parseLong(matcher.group(1));
        for (int power = 0;
                power <= UNITS.indexOf(matcher.group(2)) && !matcher.group(2).isEmpty();
                power++) {
            bytes = Math.multiplyExact(bytes, base);
        }
        if (bytes == 0) {
            throw new IllegalArgumentException("'%s' is nothing".formatted(text));
        }
        return new Size(bytes);
    }
}
