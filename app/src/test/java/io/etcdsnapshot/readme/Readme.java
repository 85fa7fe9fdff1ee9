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
import java.util.stream.IntStream;

/** README.md and what it leads users to, one after another, by their kinds of text. */
final class Readme {
    private static final List<String> DOCUMENTS = List.of("README.md", "RESTORE.md", "chart/README.md");

    /**
     * Some text of a document.
     *
     * @param line the number of its first line in all of them together
     * @param where document and line, for people
     */
    record Passage(int line, String where, String text) {
        Passage withText(String other) {
            return new Passage(line, where, other);
        }

        @Override
        public String toString() {
            return "%s: %s".formatted(where, text.lines().findFirst().orElse(""));
        }
    }

    private static final Pattern INDENTED = Pattern.compile(" {4,}\\S.*");
    private static final Pattern SPAN = Pattern.compile("`([^`]+)`");

    private final List<String> lines = new ArrayList<>();
    private final List<String> places = new ArrayList<>();

    private Readme() {}

    static Readme read() {
        Readme readme = new Readme();
        try {
            for (String document : DOCUMENTS) {
                readme.add(document, Files.readAllLines(RealThings.projectRoot().resolve(document)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return readme;
    }

    private void add(String document, List<String> given) {
        boolean fenced = false;
        for (int i = 0; i < given.size(); i++) {
            boolean fence = given.get(i).startsWith("```");
            fenced ^= fence;
            lines.add(fence || fenced ? "" : given.get(i));
            places.add("%s:%d".formatted(document, i + 1));
        }
    }

    private Passage passage(int index, String text) {
        return new Passage(index + 1, places.get(index), text);
    }

    /** The lines of a block, each by itself. */
    List<Passage> linesOf(Passage block) {
        List<String> texts = block.text().lines().toList();
        return IntStream.range(0, texts.size())
                .mapToObj(i -> passage(block.line() - 1 + i, texts.get(i)))
                .toList();
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
                blocks.add(passage(
                        first, String.join("\n", lines.subList(first, end)).stripIndent()));
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
                .orElseThrow(() -> new AssertionError("no document has a block that starts with " + start));
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
                    spans.add(passage(i, span));
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
