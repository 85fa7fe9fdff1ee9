package io.etcdsnapshot.values;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Number of bytes as users write it: {@code 500M} counts in thousands, {@code 2Gi} in 1024s. */
public record Size(long bytes) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})(?:([KMGT])(i?))?B?");
    private static final String UNITS = "KMGT";

    /** @throws IllegalArgumentException if the text is no such number, zero, or does not fit in 63 bits */
    public static Size parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'%s' is not a size such as 500M or 2Gi".formatted(text));
        }
        BigInteger bytes = new BigInteger(matcher.group(1));
        if (matcher.group(2) != null) {
            long base = matcher.group(3).isEmpty() ? 1000 : 1024;
            bytes = bytes.multiply(BigInteger.valueOf(base).pow(1 + UNITS.indexOf(matcher.group(2))));
        }
        if (bytes.signum() == 0) {
            throw new IllegalArgumentException("'%s': a size must be greater than zero".formatted(text));
        }
        if (bytes.bitLength() >= Long.SIZE) {
            throw new IllegalArgumentException("'%s' is too large".formatted(text));
        }
        return new Size(bytes.longValue());
    }
}
