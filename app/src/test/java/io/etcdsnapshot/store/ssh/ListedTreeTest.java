package io.etcdsnapshot.store.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.etcdsnapshot.store.layout.FileTree.Entry;
import io.etcdsnapshot.store.layout.FileTree.Kind;
import io.etcdsnapshot.store.memory.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files there hold other things than the answers, so that it shows who was asked. */
class ListedTreeTest {
    private static final String ANSWER =
            """
            41c0 4096 1700000000 ./one
            8180 3 1700000000 ./one/manifest.json
            81a4 12345678901 1700000000 ./one/with blanks  in it
            41c0 4096 1700000000 ./two
            8180 3 1700000000 ./two/file
            a1ff 4 1700000000 ./link
            41c0 4096 1700000000 ./empty
            """;

    private MemoryStore there;

    @BeforeEach
    void make() {
        there = MemoryStore.named("sets");
        for (String directory : List.of("one", "two", "empty")) {
            there.files().put("/sets/%s/live".formatted(directory), "live".getBytes(StandardCharsets.UTF_8));
        }
    }

    private ListedTree read(String answer, String complaints) throws IOException {
        return ListedTree.read(there.files(), "/sets", answer.getBytes(StandardCharsets.UTF_8), complaints);
    }

    private static List<String> names(ListedTree tree, String directory) throws IOException {
        return tree.entries(directory).stream().map(Entry::name).toList();
    }

    @Test
    void anAnswerSparesQuestions() throws IOException {
        ListedTree tree = read(ANSWER + "end 0\n", "");

        assertThat(names(tree, "/sets")).containsExactly("one", "two", "link", "empty");
        assertThat(tree.entries("/sets"))
                .extracting(Entry::kind)
                .containsExactly(Kind.DIRECTORY, Kind.DIRECTORY, Kind.OTHER, Kind.DIRECTORY);
        assertThat(names(tree, "/sets/one")).containsExactly("manifest.json", "with blanks  in it");
        assertThat(tree.entries("/sets/one")).extracting(Entry::size).containsExactly(3L, 12345678901L);
    }

    /** It may be empty, or closed to whoever listed. */
    @Test
    void aDirectoryOfWhichNothingIsListedIsAskedFor() throws IOException {
        ListedTree tree = read(ANSWER + "end 0\n", "");

        assertThat(names(tree, "/sets/empty")).containsExactly("live");
        assertThat(tree.read("/sets/two/live", 10)).asString().isEqualTo("live");
    }

    @Test
    void aDirectoryThatCouldNotBeReadToItsEndIsAskedForAndTheOthersAreNot() throws IOException {
        ListedTree tree = read(ANSWER + "end 1\n", "find: ‘./two’: Input/output error\nstat: can't stat './gone/x'");

        assertThat(names(tree, "/sets/two")).containsExactly("live");
        assertThat(names(tree, "/sets/one")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "find: ‘.’: Input/output error"})
    void anAnswerThatLacksNobodyKnowsWhatIsNone(String complaints) {
        assertThatIOException().isThrownBy(() -> read(ANSWER + "end 1\n", complaints));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ANSWER, ANSWER + "odd\nend 0\n", ANSWER + "8180 3 1700000000 /etc/passwd\nend 0\n"})
    void whatIsNoWholeAnswerIsNone(String answer) {
        assertThatIOException().isThrownBy(() -> read(answer, ""));
    }

    @Test
    void aPackedAnswerThatIsCutShortIsNone() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write((ANSWER + "end 0\n").getBytes(StandardCharsets.UTF_8));
        }
        byte[] whole = packed.toByteArray();

        assertThat(names(ListedTree.read(there.files(), "/sets", whole, ""), "/sets"))
                .hasSize(4);
        assertThatIOException()
                .isThrownBy(() -> ListedTree.read(there.files(), "/sets", Arrays.copyOf(whole, whole.length / 2), ""));
    }

    /** A host could send without end. */
    @Test
    void moreThanAnyLocationHoldsIsNotTakenIn() {
        String line = "8180 3 1700000000 ./one/file\n";

        assertThatIOException()
                .isThrownBy(() -> read(line.repeat(300_000) + "end 0\n", ""))
                .withMessageContaining("too much");
        String longName = "8180 3 1700000000 ./%s\n".formatted("x".repeat(15_000));
        assertThatIOException()
                .isThrownBy(() -> read(longName.repeat(3_000) + "end 0\n", ""))
                .withMessageContaining("too much");
        assertThatIOException().isThrownBy(() -> read("8180 3 1700000000 ./" + "x".repeat(20_000), ""));
    }
}
