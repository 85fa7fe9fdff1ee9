package io.etcdsnapshot.report;

import io.etcdsnapshot.console.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Lays out text in aligned columns. */
final class Table {
    private static final String GAP = "  ";
    private static final int NARROWEST = 20;
    private static final String BELOW = "      ";

    private final List<String> header;
    private final Set<Integer> rightAligned;
    private final List<List<String>> rows = new ArrayList<>();

    Table() {
        this(List.of(), Set.of());
    }

    /** @param rightAligned columns of numbers */
    Table(List<String> header, Set<Integer> rightAligned) {
        this.header = header;
        this.rightAligned = rightAligned;
    }

    void row(String... cells) {
        rows.add(Stream.of(cells).map(Printable::line).toList());
    }

    /** Returns the columns that the longest row takes, with the last cell at its narrowest. */
    int width() {
        int[] widths = widths(all());
        return Arrays.stream(widths, 0, Math.max(0, widths.length - 1))
                        .map(width -> width + GAP.length())
                        .sum()
                + NARROWEST;
    }

    @Override
    public String toString() {
        return fitted(Integer.MAX_VALUE);
    }

    private List<List<String>> all() {
        List<List<String>> all = new ArrayList<>();
        if (!header.isEmpty()) {
            all.add(header);
        }
        all.addAll(rows);
        return all;
    }

    /** Returns the table with the last column on several lines, or below the others, where it would end beyond {@code width}. */
    String fitted(int width) {
        List<List<String>> all = all();
        int[] widths = widths(all);
        StringBuilder text = new StringBuilder();
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size() - 1; i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                line.append(rightAligned.contains(i) ? padding + row.get(i) : row.get(i) + padding)
                        .append(GAP);
            }
            int last = row.size() - 1;
            boolean below = line.length() + Math.max(NARROWEST, longestWord(row.get(last))) > width;
            String indent = below ? BELOW : " ".repeat(line.length());
            String cell = rightAligned.contains(last)
                    ? " ".repeat(widths[last] - row.get(last).length()) + row.get(last)
                    : row.get(last);
            if (below && line.length() + row.get(last).length() > width) {
                text.append(line.toString().stripTrailing()).append('\n');
                line.replace(0, line.length(), indent);
            }
            for (String part : wrapped(cell, width - line.length())) {
                text.append((line + part).stripTrailing()).append('\n');
                line.replace(0, line.length(), indent);
            }
        }
        return text.toString();
    }

    private static int longestWord(String text) {
        return Stream.of(text.split(" ")).mapToInt(String::length).max().orElse(0);
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[0];
        for (List<String> row : rows) {
            widths = Arrays.copyOf(widths, Math.max(widths.length, row.size()));
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    /** Breaks at spaces; a word that is too long stays in one piece. */
    static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > Math.max(width, NARROWEST)) {
            int space = rest.lastIndexOf(' ', Math.max(width, NARROWEST));
            int end = space > 0 ? space : rest.indexOf(' ');
            if (end < 0) {
                break;
            }
            lines.add(rest.substring(0, end));
            rest = rest.substring(end + 1);
        }
        lines.add(rest);
        return lines;
    }
}
