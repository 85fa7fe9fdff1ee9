package io.etcdsnapshot.catalogue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** The file of a history: one outcome a line, oldest first. A line that is none is counted, and gone at the next write. */
final class HistoryLines {
    static final int MAX_LINES = 2_000;
    static final int MAX_BYTES = 1 << 20;

    /** @param text as it is written, so that what a newer program knows of an outcome stays */
    private record Line(Outcome outcome, String text) {}

    private static final Comparator<Line> NEWEST_FIRST =
            Comparator.comparing((Line line) -> line.outcome().at()).reversed();

    private final List<Line> newestFirst = new ArrayList<>();
    private int bad;

    private HistoryLines() {}

    static HistoryLines parse(byte[] content, HistoryFormat format) {
        HistoryLines lines = new HistoryLines();
        new String(content, StandardCharsets.UTF_8)
                .lines()
                .filter(text -> !text.isBlank())
                .forEach(text -> lines.add(text, format));
        lines.newestFirst.sort(NEWEST_FIRST);
        return lines;
    }

    private void add(String text, HistoryFormat format) {
        try {
            newestFirst.add(new Line(format.read().apply(text), text));
        } catch (IllegalArgumentException e) {
            bad++;
        }
    }

    History history() {
        return new History(newestFirst.stream().map(Line::outcome).toList(), bad);
    }

    /** Returns the file with more outcomes, and without the oldest where there are too many. */
    byte[] with(List<Outcome> more, HistoryFormat format) {
        List<Line> all = new ArrayList<>(newestFirst);
        more.forEach(outcome -> all.add(0, new Line(outcome, format.write().apply(outcome))));
        all.sort(NEWEST_FIRST);
        List<String> kept = new ArrayList<>();
        int bytes = 0;
        for (Line line : all.subList(0, Math.min(all.size(), MAX_LINES))) {
            String text = line.text() + "\n";
            bytes += text.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_BYTES) {
                break;
            }
            kept.add(text);
        }
        Collections.reverse(kept);
        return String.join("", kept).getBytes(StandardCharsets.UTF_8);
    }
}
