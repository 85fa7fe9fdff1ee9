package io.etcdsnapshot.values;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a plain YAML scalar as Helm does, so that one values file means the same to the chart and to the program: {@code n}
 * is a boolean, {@code 1:30} and dates are texts, {@code 1e999} is a text because no number holds it. Source: the resolver of
 * go-yaml 2, which Helm 3 and 4 use; and every number of Helm is a 64-bit float.
 */
final class HelmScalar {
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUE =
            Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
    private static final Set<String> FALSE =
            Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
    private static final Pattern NOT_FINITE = Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
    private static final Pattern INTEGER =
            Pattern.compile("[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|[0-9]|[1-9][0-9]+)");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final double LARGEST_INTEGER = 0x1p63;

    private HelmScalar() {}

    /**
     * Returns null, a Boolean, an Integer, a Long, a Double or the text itself.
     *
     * @throws NumberFormatException for infinity and not-a-number, which Helm refuses too
     */
    static @Nullable Object parse(String text) {
        if (NULL.contains(text)) {
            return null;
        }
        if (TRUE.contains(text) || FALSE.contains(text)) {
            return TRUE.contains(text);
        }
        if (NOT_FINITE.matcher(text).matches()) {
            throw new NumberFormatException("'%s' is not a finite number".formatted(text));
        }
        if (!text.matches("(?s)[-+.0-9].*")) {
            return text;
        }
        String digits = text.startsWith(".") ? text : text.replace("_", "");
        if (INTEGER.matcher(digits).matches()) {
            return number(integer(digits));
        }
        double value = FLOAT.matcher(digits).matches() ? Double.parseDouble(digits) : Double.NaN;
        return Double.isFinite(value) ? number(value) : text;
    }

    private static double integer(String digits) {
        String unsigned = digits.replaceFirst("^[-+]", "").toLowerCase(Locale.ROOT);
        int radix = unsigned.startsWith("0x") ? 16 : unsigned.startsWith("0b") ? 2 : unsigned.startsWith("0") ? 8 : 10;
        double value = new BigInteger(unsigned.replaceFirst("^0[xbo]", ""), radix).doubleValue();
        return digits.startsWith("-") ? -value : value;
    }

    private static Number number(double value) {
        if (value != Math.rint(value) || Math.abs(value) >= LARGEST_INTEGER) {
            return value;
        }
        long whole = (long) value;
        if (whole == (int) whole) {
            return (int) whole;
        }
        return whole;
    }
}
