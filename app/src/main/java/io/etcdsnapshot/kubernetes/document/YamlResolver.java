package io.etcdsnapshot.kubernetes.document;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells whether a plain scalar is a text to a reader of YAML 1.1, as go-yaml resolves it. */
final class YamlResolver {
    private static final Set<String> WORDS = Set.of(
            "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON", "n", "N", "no", "No", "NO",
            "false", "False", "FALSE", "off", "Off", "OFF", "~", "null", "Null", "NULL", ".nan", ".NaN", ".NAN", ".inf",
            ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF");
    private static final int LONGEST_NUMBER = 400;
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern INTEGER = Pattern.compile("[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+)");
    private static final Pattern BASE_60 = Pattern.compile("[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?");
    private static final Pattern TIMESTAMP = Pattern.compile("(\\d{4})-(\\d{1,2})-(\\d{1,2})"
            + "([Tt](\\d{1,2}):(\\d{1,2}):(\\d{1,2})([.,]\\d+)?(Z|[-+]\\d\\d:\\d\\d)"
            + "| (\\d{1,2}):(\\d{1,2}):(\\d{1,2})([.,]\\d+)?)?");
    private static final int LONG_DIGITS = 64;

    private YamlResolver() {}

    static boolean isText(String text) {
        if (WORDS.contains(text)) {
            return false;
        }
        char first = text.charAt(0);
        if (text.length() > LONGEST_NUMBER || "+-.0123456789".indexOf(first) < 0) {
            return true;
        }
        if (first == '.') {
            return !(FLOAT.matcher(text).matches() && Double.isFinite(Double.parseDouble(text)));
        }
        String digits = text.replace("_", "");
        return !isInteger(digits)
                && !(FLOAT.matcher(digits).matches() && Double.isFinite(Double.parseDouble(digits)))
                && !BASE_60.matcher(text).matches()
                && !isTimestamp(text);
    }

    private static boolean isInteger(String digits) {
        Matcher integer = INTEGER.matcher(digits);
        if (!integer.matches()) {
            return false; // decimal ones are floats too
        }
        String magnitude = integer.group(1).toLowerCase(Locale.ROOT);
        int radix = magnitude.startsWith("0x") ? 16 : magnitude.startsWith("0b") ? 2 : 8;
        String number = magnitude.replaceFirst("^0[xbo]?", "");
        int bits = number.isEmpty() ? 0 : new BigInteger(number, radix).bitLength();
        boolean signed = digits.charAt(0) == '+' || digits.charAt(0) == '-';
        return signed ? bits < LONG_DIGITS : bits <= LONG_DIGITS;
    }

    private static boolean isTimestamp(String text) {
        Matcher time = TIMESTAMP.matcher(text);
        if (!time.matches()) {
            return false;
        }
        try {
            LocalDate.of(number(time, 1), number(time, 2), number(time, 3));
        } catch (DateTimeException notADay) {
            return false;
        }
        int hours = time.group(5) != null ? 5 : 10;
        return time.group(4) == null
                || (number(time, hours) < 24 && number(time, hours + 1) < 60 && number(time, hours + 2) < 60);
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }
}
