package io.etcdsnapshot.values;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a plain YAML scalar means to Helm, which reads with go-yaml 2 ({@code resolve.go}): {@code n} is a boolean,
 * {@code 12e4567} a text, as it is no finite number, and so are dates and {@code 1:30}.
 */
final class HelmScalars {
    private static final Set<String> TRUE =
            Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
    private static final Set<String> FALSE =
            Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
    private static final Pattern SPECIAL = Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
    private static final Pattern INTEGER =
            Pattern.compile("([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|([1-9][0-9]*|0))");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

    private HelmScalars() {}

    /** Returns null, a {@link Boolean}, an {@link Integer}, a {@link Long}, a {@link Double}, or the text itself. */
    static @Nullable Object resolve(String text) {
        if (NULL.contains(text)) {
            return null;
        } else if (TRUE.contains(text) || FALSE.contains(text)) {
            return TRUE.contains(text);
        } else if (SPECIAL.matcher(text).matches()) {
            String word = text.toLowerCase(Locale.ROOT);
            return word.endsWith("nan")
                    ? Double.NaN
                    : word.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        String plain = text.startsWith(".") ? text : text.replace("_", "");
        Matcher integer = INTEGER.matcher(plain);
        if (integer.matches()) {
            BigInteger number = number(integer);
            if (number.bitLength() < Integer.SIZE) {
                return number.intValue();
            } else if (number.bitLength() < Long.SIZE) {
                return number.longValue();
            }
        }
        if (FLOAT.matcher(plain).matches()) {
            double number = Double.parseDouble(plain);
            return Double.isInfinite(number) ? text : (Object) number;
        }
        return text;
    }

    private static BigInteger number(Matcher integer) {
        int[] radixOfGroup = {0, 0, 16, 2, 8, 10};
        int group = 2;
        while (integer.group(group) == null) {
            group++;
        }
        BigInteger number = new BigInteger(integer.group(group), radixOfGroup[group]);
        return integer.group(1).equals("-") ? number.negate() : number;
    }
}
