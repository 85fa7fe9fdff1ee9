package io.etcdsnapshot.kubernetes.document;

import java.math.BigDecimal;

/**
 * A JSON number as the API server writes it: an integer of 64 bits, else a double in Go's shortest form.
 *
 * @param text in JSON's grammar
 */
public record JsonNumber(String text) implements JsonValue {
    private static final double SMALLEST_PLAIN = 1e-6;
    private static final double SMALLEST_EXPONENT = 1e21;

    public static JsonNumber of(long value) {
        return new JsonNumber(Long.toString(value));
    }

    /** Source: {@code floatEncoder} of Go's encoding/json, which follows ECMAScript. */
    public static JsonNumber of(double value) {
        if (value == 0) {
            return new JsonNumber(1 / value < 0 ? "-0" : "0");
        }
        double size = Math.abs(value);
        return new JsonNumber(
                size >= SMALLEST_PLAIN && size < SMALLEST_EXPONENT
                        ? decimal(value).toPlainString()
                        : scientific(value));
    }

    /** Returns {@code 1.5e-7}. */
    static String scientific(double value) {
        BigDecimal decimal = decimal(value);
        String digits = decimal.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - decimal.scale();
        return (value < 0 ? "-" : "")
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + (exponent < 0 ? "e-" : "e+")
                + Math.abs(exponent);
    }

    private static BigDecimal decimal(double value) {
        return new BigDecimal(Double.toString(value)).stripTrailingZeros();
    }

    /** Returns what the API server makes of a number that it reads: an integer where it fits, else a double. */
    public static JsonNumber parse(String text) {
        try {
            return of(Long.parseLong(text));
        } catch (NumberFormatException notAnInteger) {
            double value = Double.parseDouble(text);
            if (Double.isInfinite(value)) {
                throw new DocumentException("a number does not fit in a double");
            }
            return of(value);
        }
    }
}
