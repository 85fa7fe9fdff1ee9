package io.etcdsnapshot.report;

import io.etcdsnapshot.console.Printable;
import io.etcdsnapshot.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a run as one line of JSON, short enough for the termination log of a container. */
public final class Summary {
    /** The kubelet keeps 4096 bytes of a termination log. */
    static final int MAX_BYTES = 4095;

    private static final int MAX_ERROR = 600;
    private static final int MAX_DETAIL = 200;

    private Summary() {}

    /** Returns one line; where it would be too long, lists lose their last items, which {@code more…} counts. */
    public static String of(RunReport run) {
        Map<String, Object> result =
                run.result() == null ? Map.of() : run.result().summary();
        int shown = result.values().stream()
                .mapToInt(value -> value instanceof List<?> list ? list.size() : 0)
                .max()
                .orElse(0);
        String line = line(run, result, shown);
        while (shown > 0 && line.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            line = line(run, result, --shown);
        }
        return line;
    }

    private static String line(RunReport run, Map<String, Object> result, int shown) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("command", run.command());
        line.put("exitCode", run.exitCode());
        line.put("ok", run.ok());
        if (run.error() != null) {
            line.put("error", clip(run.error(), MAX_ERROR));
        }
        if (run.hint() != null) {
            line.put("hint", clip(run.hint(), MAX_ERROR));
        }
        result.forEach((name, value) -> {
            if (value instanceof List<?> list && list.size() > shown) {
                line.put(name, list.subList(0, shown));
                line.put("more" + Character.toUpperCase(name.charAt(0)) + name.substring(1), list.size() - shown);
            } else {
                line.put(name, value instanceof String text ? clip(text, MAX_ERROR) : value);
            }
        });
        return Printable.line(Json.writeLine(line));
    }

    /** Returns these names and values as fields, in their order. */
    static Map<String, Object> fields(String name, Object value, String otherName, Object otherValue) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(name, value);
        fields.put(otherName, otherValue);
        return fields;
    }

    /** Returns a detail on one line, cut where it is long. */
    static String clip(String text) {
        return clip(text, MAX_DETAIL);
    }

    private static String clip(String text, int length) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= length ? line : line.substring(0, length - 1) + "…";
    }
}
