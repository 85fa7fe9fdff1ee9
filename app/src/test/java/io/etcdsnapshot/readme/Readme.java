package io.etcdsnapshot.readme;

import io.etcdsnapshot.testing.RealThings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** README.md, by its kinds of text. */
final class Readme {
    /** Some text of it, and the number of its first line. */
    record Passage(int line, String text) {
        @Override
        public String toString() {
            return "README.md:%d: %s".formatted(line, text.lines().findFirst().orElse(""));
        }
    }

    private static final Pattern INDENTED = Pattern.compile(" {4,}\\S.*");
    private static final Pattern SPAN = Pattern.compile("`([^`]+)`");

    private final List<String> lines;

    Readme(List<String> lines) {
        this.lines = withoutFences(lines);
    }

    private static List<String> withoutFences(List<String> lines) {
        List<String> kept = new ArrayList<>();
        boolean fenced = false;
        for (String line : lines) {
            boolean fence = line.startsWith("```");
            fenced ^= fence;
            kept.add(fence || fenced ? "" : line);
        }
        return kept;
    }

    static Readme read() {
        try {
            return new Readme(Files.readAllLines(RealThings.projectRoot().resolve("README.md")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is indented by four columns or more, without that. */
    List<Passage> blocks() {
        List<Passage> blocks = new ArrayList<>();
        for (int first = 0; first < lines.size(); first++) {
            int end = first;
            for (int next = first;
                    next < lines.size() && (isCode(next) || lines.get(next).isEmpty());
                    next++) {
                end = isCode(next) ? next + 1 : end;
            }
            if (isCode(first)) {
                blocks.add(new Passage(
                        first + 1, String.join("\n", lines.subList(first, end)).stripIndent()));
                first = end;
            }
        }
        return blocks;
    }

    /** The text of the block that starts so. */
    String block(String start) {
        return blocks().stream()
                .map(Passage::text)
                .filter(text -> text.startsWith(start))
                .findFirst()
                .orElseThrow(() -> new AssertionError("README.md has no block that starts with " + start));
    }

    private boolean isCode(int index) {
        return INDENTED.matcher(lines.get(index)).matches();
    }

    /** What stands between backquotes; of a table, only in its last column. */
    List<Passage> spans() {
        List<Passage> spans = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!isCode(i)) {
                for (String span : spansOf(
                        isRow(i) ? cells(lines.get(i)).get(cells(lines.get(i)).size() - 1) : lines.get(i))) {
                    spans.add(new Passage(i + 1, span));
                }
            }
        }
        return spans;
    }

    static List<String> spansOf(String text) {
        return SPAN.matcher(text).results().map(match -> match.group(1)).toList();
    }

    private boolean isRow(int index) {
        return lines.get(index).startsWith("| ");
    }

    /** The rows of the table whose head starts with this cell. */
    List<List<String>> table(String head) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (isRow(i) && cells(lines.get(i)).get(0).equals(head)) {
                for (int row = i + 2; row < lines.size() && isRow(row); row++) {
                    rows.add(cells(lines.get(row)));
                }
            }
        }
        return rows;
    }

    private static List<String> cells(String row) {
        return Arrays.stream(row.split("\\|")).map(String::strip).skip(1).toList();
    }

    /** All places where it says this. */
    List<MatchResult> find(String regex) {
        return Pattern.compile(regex, Pattern.MULTILINE)
                .matcher(String.join("\n", lines))
                .results()
                .toList();
    }
}
