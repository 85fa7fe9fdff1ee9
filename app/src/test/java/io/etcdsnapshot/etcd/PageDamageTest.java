package io.etcdsnapshot.etcd;

import static io.etcdsnapshot.etcd.Databases.BRANCH;
import static io.etcdsnapshot.etcd.Databases.FIRST_LEAF;
import static io.etcdsnapshot.etcd.Databases.FREELIST;
import static io.etcdsnapshot.etcd.Databases.LAST_LEAF;
import static io.etcdsnapshot.etcd.Databases.LONG_LEAF;
import static io.etcdsnapshot.etcd.Databases.PAGES;
import static io.etcdsnapshot.etcd.Databases.ROOT;
import static io.etcdsnapshot.etcd.Databases.damage;
import static io.etcdsnapshot.etcd.Databases.entries;
import static io.etcdsnapshot.etcd.Databases.pages;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.BoltFile;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Damage that the trailer agrees with, as when etcd sends a database that was broken before: the structure tells. */
class PageDamageTest {
    private static final int ID = 0, FLAGS = 8, COUNT = 10, OVERFLOW = 12, FIRST_ELEMENT = 16;

    @ParameterizedTest(name = "{0}")
    @MethodSource("damages")
    void isSeenWithoutTheTrailersHelp(String damage, String check, Consumer<BoltFile> damageIt) {
        BoltFile file = Databases.sound(4096, true);
        assertThat(Databases.prove(file.snapshot()).ok()).isTrue();

        damageIt.accept(file);

        Databases.assertSeen(damage, check, file);
    }

    static Stream<Arguments> damages() {
        return Stream.of(metas(), headers(), elements()).flatMap(cases -> cases);
    }

    private static Stream<Arguments> metas() {
        return Stream.of(
                damage("meta page 0: a bit of the root", "meta", file -> file.page(0)
                        .put(32, (byte) 3)),
                damage("meta page 1: a bit of the root", "meta", file -> file.page(1)
                        .put(32, (byte) 3)),
                damage("meta page 0: checksum", "meta", file -> file.page(0).put(72, (byte) 1)),
                damage("meta page 1: checksum", "meta", file -> file.page(1).put(72, (byte) 1)),
                damage("meta page 1: number", "meta", file -> file.page(1).putLong(ID, 0)),
                damage("more pages than the file", "meta", file -> remeta(file, ROOT, PAGES + 1)),
                damage("fewer pages than the file", "meta", file -> remeta(file, ROOT, PAGES - 1)),
                damage("root is no page", "pages", file -> remeta(file, PAGES, PAGES)),
                damage("root is a meta page", "pages", file -> remeta(file, 1, PAGES)),
                damage("root is the freelist", "pages", file -> remeta(file, FREELIST, PAGES)));
    }

    private static void remeta(BoltFile file, long root, long pageCount) {
        BoltFile.writeMeta(file.page(0), 4096, 0, root, FREELIST, pageCount);
        BoltFile.writeMeta(file.page(1), 4096, 1, root, FREELIST, pageCount);
    }

    private static Stream<Arguments> headers() {
        return Stream.of(
                pages("a leaf with another page's number", file -> file.page(FIRST_LEAF)
                        .putLong(ID, LAST_LEAF)),
                pages("a branch without a number", file -> file.page(BRANCH).putLong(ID, 0)),
                pages("no flags", file -> file.page(FIRST_LEAF).putShort(FLAGS, (short) 0)),
                pages("two flags", file -> file.page(FIRST_LEAF).putShort(FLAGS, (short) 3)),
                pages("a leaf says branch", file -> file.page(FIRST_LEAF).putShort(FLAGS, (short) 1)),
                pages("a branch says leaf", file -> file.page(BRANCH).putShort(FLAGS, (short) 2)),
                pages("a leaf says freelist", file -> file.page(FIRST_LEAF).putShort(FLAGS, (short) 0x10)),
                pages("one element more", file -> file.page(FIRST_LEAF).putShort(COUNT, (short) 4)),
                pages("one element less", file -> file.page(FIRST_LEAF).putShort(COUNT, (short) 2)),
                pages("65,535 elements", file -> file.page(FIRST_LEAF).putShort(COUNT, (short) -1)),
                pages("a leaf emptied", file -> file.page(FIRST_LEAF).putShort(COUNT, (short) 0)),
                pages("a branch emptied", file -> file.page(BRANCH).putShort(COUNT, (short) 0)),
                pages("overflow cut", file -> file.page(LONG_LEAF).putInt(OVERFLOW, 1)),
                pages("overflow into the next page", file -> file.page(LONG_LEAF)
                        .putInt(OVERFLOW, 3)),
                pages("overflow beyond the file", file -> file.page(LONG_LEAF).putInt(OVERFLOW, PAGES)),
                pages("overflow of 2^32 - 1", file -> file.page(LONG_LEAF).putInt(OVERFLOW, -1)));
    }

    private static Stream<Arguments> elements() {
        int position = FIRST_ELEMENT + 4, keySize = FIRST_ELEMENT + 8, valueSize = FIRST_ELEMENT + 12;
        return Stream.of(
                pages("position one off", file -> file.page(FIRST_LEAF).putInt(position, 49)),
                pages("position beyond the page", file -> file.page(FIRST_LEAF).putInt(position, 5000)),
                pages("position of 2^32 - 1", file -> file.page(FIRST_LEAF).putInt(position, -1)),
                pages("key one shorter", file -> file.page(FIRST_LEAF).putInt(keySize, 16)),
                pages("key of nothing", file -> file.page(FIRST_LEAF).putInt(keySize, 0)),
                pages("key of 2^32 - 1", file -> file.page(FIRST_LEAF).putInt(keySize, -1)),
                pages("value one longer", file -> file.page(FIRST_LEAF).putInt(valueSize, 11)),
                pages("value of 2^32 - 1", file -> file.page(FIRST_LEAF).putInt(valueSize, -1)),
                pages("value beyond its page", file -> file.page(LAST_LEAF).putInt(valueSize + 16, 4096)),
                pages("branch position one off", file -> file.page(BRANCH).putInt(FIRST_ELEMENT, 49)),
                pages("keys swapped", file -> file.leaf(FIRST_LEAF, 0, entries(3, 2, 4))),
                pages("a key twice", file -> file.leaf(FIRST_LEAF, 0, entries(2, 2, 4))),
                damage(
                        "a leaf's first key before its branch's",
                        "keys",
                        file -> file.leaf(LAST_LEAF, 0, entries(19, 21))),
                damage(
                        "a leaf's last key beyond its branch's",
                        "keys",
                        file -> file.leaf(FIRST_LEAF, 0, entries(2, 3, 10))));
    }
}
