package io.etcdsnapshot.bbolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.testing.BoltFile;
import io.etcdsnapshot.testing.BoltFile.Child;
import io.etcdsnapshot.testing.BoltFile.Entry;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CursorTest {
    private static final int ROOT = 2, TOP = 3, LEFT = 4, RIGHT = 5, FIRST = 6, LARGE = 7, EMPTY = 10, LAST = 11;
    private static final int PAGES = 12;

    /** A bucket three levels deep, with a value of several pages and a leaf without elements. */
    private static BoltFile file() {
        BoltFile file = new BoltFile(512, PAGES).metas(ROOT, BoltFile.NO_FREELIST);
        file.leaf(ROOT, 0, Entry.bucket("key", TOP), Entry.inlineBucket("meta", Entry.of("a", "1"), Entry.of("c", "")));
        file.branch(TOP, 0, new Child("b", LEFT), new Child("k", RIGHT));
        file.branch(LEFT, 0, new Child("b", FIRST), new Child("f", LARGE));
        file.branch(RIGHT, 0, new Child("k", EMPTY), new Child("p", LAST));
        file.leaf(FIRST, 0, Entry.of("b", "vb"), Entry.of("d", "vd"));
        file.leaf(LARGE, 2, Entry.of("f", "v".repeat(1_400)));
        file.leaf(EMPTY, 0);
        return file.leaf(LAST, 0, Entry.of("p", "vp"), Entry.of("q", "vq"));
    }

    @Test
    void goesThroughAllElementsInTheirOrder() throws Exception {
        Cursor cursor = keys(file()).cursor();

        List<String> seen = new ArrayList<>();
        while (cursor.next()) {
            seen.add(text(cursor.key()) + "=" + cursor.value().remaining());
        }

        assertThat(seen).containsExactly("b=2", "d=2", "f=1400", "p=2", "q=2");
        assertThat(cursor.next()).as("it stays at the end").isFalse();
    }

    @Test
    void seeksTheFirstElementThatIsNotBelowAKey() throws Exception {
        assertThat(List.of(
                        seek("a"),
                        seek("b"),
                        seek("c"),
                        seek("d"),
                        seek("e"),
                        seek("f"),
                        seek("g"),
                        seek("k"),
                        seek("p"),
                        seek("pp"),
                        seek("q")))
                .containsExactly("b", "b", "d", "d", "f", "f", "p", "p", "p", "q", "q");
        assertThat(keys(file()).cursor().seek(bytes("r"))).isFalse();
    }

    private static String seek(String key) throws IOException {
        Cursor cursor = keys(file()).cursor();
        assertThat(cursor.seek(bytes(key))).isTrue();
        return text(cursor.key());
    }

    @Test
    void goesOnFromWhereItSought() throws Exception {
        Cursor cursor = keys(file()).cursor();

        cursor.seek(bytes("e"));
        assertThat(cursor.next()).isTrue();
        assertThat(text(cursor.key())).isEqualTo("p");
        cursor.seek(bytes("c"));
        assertThat(text(cursor.key())).isEqualTo("d");
        assertThat(text(cursor.valueBytes())).isEqualTo("vd");
    }

    @Test
    void findsTheLastElementAndRandomOnes() throws Exception {
        BoltFile file = file();
        file.branch(RIGHT, 0, new Child("p", LAST));
        Cursor cursor = keys(file).cursor();

        assertThat(cursor.last()).isTrue();
        assertThat(text(cursor.key())).isEqualTo("q");
        for (int i = 0; i < 50; i++) {
            assertThat(cursor.random(new Random(i))).isTrue();
            assertThat(text(cursor.key())).isIn("b", "d", "f", "p", "q");
        }
    }

    @Test
    void readsBucketsWithinTheirParentsPageAndValuesByTheirKeys() throws Exception {
        Database database = open(file());
        Bucket meta = database.bucket("meta").orElseThrow();

        assertThat(meta.get(bytes("a")))
                .hasValueSatisfying(value -> assertThat(text(value)).isEqualTo("1"));
        assertThat(meta.get(bytes("c")))
                .hasValueSatisfying(value -> assertThat(value).isEmpty());
        assertThat(meta.get(bytes("b"))).isEmpty();
        assertThat(database.root().get(bytes("meta")))
                .as("a bucket is no value")
                .isEmpty();
        assertThat(meta.count()).isEqualTo(2);
        assertThat(keys(file()).count()).isEqualTo(5);
        assertThat(database.bucket("missing")).isEmpty();
        assertThat(meta.bucket(bytes("a"))).as("a value is no bucket").isEmpty();
    }

    @Test
    void usesTheMetaPageOfTheNewerTransactionOrTheOneThatIsValid() throws Exception {
        for (int damaged = 0; damaged < 2; damaged++) {
            BoltFile file = file();
            file.page(damaged).putLong(24, 0);
            assertThat(keys(file).count()).isEqualTo(5);
        }
        BoltFile neither = file();
        neither.page(0).putLong(24, 0);
        neither.page(1).putLong(24, 0);
        assertThatThrownBy(() -> open(neither))
                .isInstanceOf(CorruptDatabase.class)
                .hasMessageContaining("bbolt");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damages")
    void damageIsAnErrorThatNamesThePlaceAndNeverALoop(String damage, Consumer<BoltFile> damageIt, String message) {
        BoltFile file = file();
        damageIt.accept(file);

        assertThatThrownBy(() -> {
                    Bucket bucket = keys(file);
                    for (Cursor cursor = bucket.cursor(); cursor.next(); ) {
                        cursor.value();
                    }
                })
                .isInstanceOf(CorruptDatabase.class)
                .hasMessageContaining(message);
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                damage("a branch below itself", file -> file.branch(RIGHT, 0, new Child("k", TOP)), "out of order"),
                damage("one child for ever", file -> file.branch(LEFT, 0, new Child("b", LEFT)), "more than once"),
                damage("a child outside", file -> file.branch(TOP, 0, new Child("b", PAGES)), "which can't be"),
                damage("a root outside", file -> root(file, PAGES), "lies outside the file"),
                damage("a root of 2^63", file -> root(file, Long.MIN_VALUE), "lies outside the file"),
                damage("another page's number", file -> file.page(LAST).putLong(0, FIRST), "what is there is another"),
                damage(
                        "no flags",
                        file -> file.page(LAST).putShort(8, (short) 0),
                        "page 11 is not a branch or leaf page"),
                damage("overflow of 2^32", file -> file.page(LARGE).putInt(12, -1), "page 7 has more overflow pages"),
                damage("65,535 elements", file -> file.page(LAST).putShort(10, (short) -1), "page 11: its elements"),
                damage("a value beyond its page", file -> file.page(LAST).putInt(28, 5_000), "page 11: its elements"),
                damage("a value of 2^32 - 1", file -> file.page(LAST).putInt(28, -1), "page 11: its elements"),
                damage("a key of nothing", file -> file.page(LAST).putInt(24, 0), "page 11: element 0"),
                damage("a branch emptied", file -> file.page(RIGHT).putShort(10, (short) 0), "without children"),
                damage(
                        "keys swapped",
                        file -> file.leaf(LAST, 0, Entry.of("q", ""), Entry.of("p", "")),
                        "out of order"),
                damage("leaves swapped", file -> file.leaf(LAST, 0, Entry.of("a", "")), "out of order"),
                damage("a bucket without a header", file -> file.leaf(ROOT, 0, new Entry(1, "key", "x")), "header"),
                damage("an inline bucket cut", file -> file.leaf(ROOT, 0, Entry.bucket("key", 0)), "an inline bucket"));
    }

    private static Arguments damage(String name, Consumer<BoltFile> damageIt, String message) {
        return Arguments.of(name, damageIt, message);
    }

    private static void root(BoltFile file, long page) {
        file.leaf(ROOT, 0, Entry.bucket("key", page));
    }

    /** A branch of a thousand children that all are the same empty leaf. */
    @Test
    void theSameEmptyLeafAgainAndAgainIsNoEndlessWalk() {
        BoltFile file = file();
        file.branch(
                RIGHT,
                0,
                new Child("k", EMPTY),
                new Child("l", EMPTY),
                new Child("m", EMPTY),
                new Child("n", EMPTY),
                new Child("o", EMPTY),
                new Child("p", EMPTY),
                new Child("q", EMPTY),
                new Child("r", EMPTY));

        assertThatThrownBy(() -> {
                    for (Cursor cursor = keys(file).cursor(); cursor.next(); ) {
                        cursor.key();
                    }
                })
                .isInstanceOf(CorruptDatabase.class)
                .hasMessageContaining("more than once");
        assertThatThrownBy(() -> keys(file).count()).isInstanceOf(CorruptDatabase.class);
    }

    @Test
    void anErrorOfTheSourceIsNoDamage() throws Exception {
        byte[] bytes = file().database();
        PageSource failing = new PageSource() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public void read(long position, ByteBuffer buffer) throws IOException {
                if (position >= 512L * LAST) {
                    throw new IOException("stale file handle");
                }
                buffer.put(bytes, (int) position, buffer.remaining());
            }
        };
        Cursor cursor = Database.open(failing).bucket("key").orElseThrow().cursor();

        assertThat(cursor.seek(bytes("f"))).isTrue();
        assertThatThrownBy(cursor::next)
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(CorruptDatabase.class)
                .hasMessage("stale file handle");
    }

    @Test
    void aFileThatEndsEarlyIsDamage() {
        byte[] bytes = file().database();
        PageSource cut = source(bytes, bytes.length - 512);

        assertThatThrownBy(() -> {
                    for (Cursor cursor = Database.open(cut)
                                    .bucket("key")
                                    .orElseThrow()
                                    .cursor();
                            cursor.next(); ) {
                        cursor.key();
                    }
                })
                .isInstanceOf(CorruptDatabase.class);
    }

    static Bucket keys(BoltFile file) throws IOException {
        return open(file).bucket("key").orElseThrow();
    }

    private static Database open(BoltFile file) throws IOException {
        byte[] bytes = file.snapshot();
        return Database.open(source(bytes, bytes.length));
    }

    private static PageSource source(byte[] bytes, int length) {
        return new PageSource() {
            @Override
            public long size() {
                return length;
            }

            @Override
            public void read(long position, ByteBuffer buffer) throws IOException {
                if (position + buffer.remaining() > length) {
                    throw new EOFException();
                }
                buffer.put(bytes, (int) position, buffer.remaining());
            }
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
