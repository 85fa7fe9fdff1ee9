package io.etcdsnapshot.kubernetes.protobuf;

import io.etcdsnapshot.kubernetes.document.DocumentException;
import io.etcdsnapshot.kubernetes.document.JsonNull;
import io.etcdsnapshot.kubernetes.document.JsonString;
import io.etcdsnapshot.kubernetes.document.JsonValue;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Points and spans of time as Kubernetes writes them. */
final class Times {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    /** Go's zero time, the first second of year 1. */
    private static final long ZERO = -62_135_596_800L;

    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;

    private Times() {}

    /** {@code metav1.Time}: nothing stored is null. */
    static JsonValue seconds(List<WireField> stored) {
        return point(stored, false, SECONDS);
    }

    /** {@code metav1.MicroTime}. */
    static JsonValue micros(List<WireField> stored) {
        return point(stored, true, MICROS);
    }

    private static JsonValue point(List<WireField> stored, boolean fraction, DateTimeFormatter format) {
        if (stored.isEmpty()) {
            return JsonNull.NULL;
        }
        long seconds = 0;
        long nanos = 0;
        for (WireField field : stored) {
            seconds = field.field() == 1 ? field.number() : seconds;
            nanos = field.field() == 2 && fraction ? (int) field.number() : nanos;
        }
        if (seconds == ZERO && nanos == 0) {
            return JsonNull.NULL;
        }
        try {
            return new JsonString(format.format(Instant.ofEpochSecond(seconds, nanos)));
        } catch (DateTimeException | ArithmeticException e) {
            throw new DocumentException("a time out of range");
        }
    }

    /** Writes {@code 1h2m3.5s}, as Go's {@code time.Duration}. */
    static String duration(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        String sign = nanos < 0 ? "-" : "";
        BigDecimal size = BigDecimal.valueOf(nanos).abs();
        if (Math.abs(nanos) < SECOND && nanos != Long.MIN_VALUE) {
            long unit = Math.abs(nanos) >= MILLI ? MILLI : Math.abs(nanos) >= MICRO ? MICRO : 1;
            String name = unit == MILLI ? "ms" : unit == MICRO ? "µs" : "ns";
            return sign + plain(size.divide(BigDecimal.valueOf(unit))) + name;
        }
        BigDecimal[] minutes = size.divideAndRemainder(BigDecimal.valueOf(60 * SECOND));
        String seconds = plain(minutes[1].divide(BigDecimal.valueOf(SECOND))) + "s";
        long whole = minutes[0].longValue();
        if (whole == 0) {
            return sign + seconds;
        }
        return sign + (whole >= 60 ? whole / 60 + "h" : "") + whole % 60 + "m" + seconds;
    }

    private static String plain(BigDecimal number) {
        BigDecimal shortest = number.stripTrailingZeros();
        return shortest.toPlainString();
    }
}
