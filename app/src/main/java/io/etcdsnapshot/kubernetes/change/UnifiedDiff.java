package io.etcdsnapshot.kubernetes.change;

import java.util.ArrayList;
import java.util.List;

/** Writes the difference of two texts as {@code diff -u} does. */
public final class UnifiedDiff {
    private static final int CONTEXT = 3;

    private UnifiedDiff() {}

    /**
     * Compares two texts line by line.
     *
     * @param before empty for a text that is new
     * @return empty if they are equal; ends with a line break otherwise
     */
    public static String of(String beforeName, String before, String afterName, String after) {
        List<EditScript.Line> lines = EditScript.of(lines(before), lines(after));
        StringBuilder out = new StringBuilder();
        for (int from = nextChange(lines, 0); from < lines.size(); ) {
            int to = from;
            for (int next = from; next < lines.size() && next <= to + 2 * CONTEXT; next = nextChange(lines, to)) {
                to = next + 1;
            }
            hunk(lines, Math.max(0, from - CONTEXT), Math.min(lines.size(), to + CONTEXT), out);
            from = nextChange(lines, to);
        }
        return out.isEmpty() ? "" : "--- %s\n+++ %s\n".formatted(beforeName, afterName) + out;
    }

    private static int nextChange(List<EditScript.Line> lines, int from) {
        int at = from;
        while (at < lines.size() && lines.get(at).sign() == ' ') {
            at++;
        }
        return at;
    }

    private static void hunk(List<EditScript.Line> lines, int from, int to, StringBuilder out) {
        int[] start = {1, 1};
        int[] count = {0, 0};
        for (int i = 0; i < to; i++) {
            int[] counted = i < from ? start : count;
            counted[0] += lines.get(i).sign() != '+' ? 1 : 0;
            counted[1] += lines.get(i).sign() != '-' ? 1 : 0;
        }
        out.append("@@ -%s +%s @@\n".formatted(range(start[0], count[0]), range(start[1], count[1])));
        lines.subList(from, to)
                .forEach(line -> out.append(line.sign()).append(line.text()).append('\n'));
    }

    private static String range(int start, int count) {
        return count == 1 ? Integer.toString(start) : "%d,%d".formatted(count == 0 ? start - 1 : start, count);
    }

    private static List<String> lines(String text) {
        return text.isEmpty() ? new ArrayList<>() : text.lines().toList();
    }
}
