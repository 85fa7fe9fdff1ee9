package io.etcdsnapshot.etcd;

import static io.etcdsnapshot.etcd.Databases.BRANCH;
import static io.etcdsnapshot.etcd.Databases.FIRST_LEAF;
import static io.etcdsnapshot.etcd.Databases.FREE;
import static io.etcdsnapshot.etcd.Databases.FREELIST;
import static io.etcdsnapshot.etcd.Databases.LAST_LEAF;
import static io.etcdsnapshot.etcd.Databases.LEASES;
import static io.etcdsnapshot.etcd.Databases.LONG_LEAF;
import static io.etcdsnapshot.etcd.Databases.PAGES;
import static io.etcdsnapshot.etcd.Databases.ROOT;
import static io.etcdsnapshot.etcd.Databases.damage;
import static io.etcdsnapshot.etcd.Databases.entries;
import static io.etcdsnapshot.etcd.Databases.metaBucket;
import static io.etcdsnapshot.etcd.Databases.pages;
import static io.etcdsnapshot.testing.BoltFile.revision;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.BoltFile;
import io.etcdsnapshot.testing.BoltFile.Child;
import io.etcdsnapshot.testing.BoltFile.Entry;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pages that are sound by themselves, in a tree that is not. Damage that the trailer agrees with, as when etcd sends a database that was broken before: the structure tells. */
class TreeDamageTest {
    private static final int FLAGS = 8, COUNT = 10;
    private static final long FAR = 1L << 32;

    @ParameterizedTest(name = "{0}")
    @MethodSource("damages")
    void isSeenWithoutTheTrailersHelp(String damage, String check, Consumer<BoltFile> damageIt) {
        BoltFile file = Databases.sound(4096, true);
        assertThat(Databases.prove(file.snapshot()).ok()).isTrue();

        damageIt.accept(file);

        Databases.assertSeen(damage, check, file);
    }

    /** As etcd writes databases: where nothing says which pages are free, only the tree itself can be wrong. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("damagesOfTheTree")
    void isSeenWithoutAFreelistToo(String damage, String check, Consumer<BoltFile> damageIt) {
        BoltFile file = Databases.sound(4096, false);

        damageIt.accept(file);

        Databases.assertSeen(damage, check, file);
    }

    static Stream<Arguments> damagesOfTheTree() {
        return Stream.of(references(), buckets())
                .flatMap(cases -> cases)
                .filter(each -> !each.get()[0].equals("a page nobody uses"));
    }

    static Stream<Arguments> damages() {
        return Stream.of(references(), freelists(), buckets()).flatMap(cases -> cases);
    }

    private static Stream<Arguments> references() {
        return Stream.of(
                pages("a page twice", file -> branch(file, FIRST_LEAF, LONG_LEAF, FIRST_LEAF)),
                pages("a page within another's overflow", file -> branch(file, FIRST_LEAF, LONG_LEAF, LONG_LEAF + 1)),
                pages("a branch below itself", file -> branch(file, BRANCH, LONG_LEAF, LAST_LEAF)),
                pages("the root below itself", file -> branch(file, FIRST_LEAF, LONG_LEAF, ROOT)),
                pages("the freelist as a leaf", file -> branch(file, FIRST_LEAF, LONG_LEAF, FREELIST)),
                pages("a child beyond the file", file -> branch(file, FIRST_LEAF, LONG_LEAF, PAGES)),
                pages("a child of 2^32 + 4", file -> branch(file, FAR + FIRST_LEAF, LONG_LEAF, LAST_LEAF)),
                pages("a child of 2^64 - 1", file -> branch(file, FIRST_LEAF, LONG_LEAF, -1)),
                pages("a meta page as child", file -> branch(file, 0, LONG_LEAF, LAST_LEAF)),
                pages("a page nobody uses", file -> file.branch(BRANCH, 0, new Child(revision(2), FIRST_LEAF))));
    }

    private static void branch(BoltFile file, long first, long second, long third) {
        Child last = new Child(revision(20), third);
        file.branch(BRANCH, 0, new Child(revision(2), first), new Child(revision(10), second), last);
    }

    private static Stream<Arguments> freelists() {
        return Stream.of(
                pages("a used page is free", file -> file.freelist(FREELIST, FREE, FIRST_LEAF)),
                pages("an overflow page is free", file -> file.freelist(FREELIST, LONG_LEAF + 1, FREE)),
                pages("the freelist is free", file -> file.freelist(FREELIST, FREE, FREELIST)),
                pages("a page is free twice", file -> file.freelist(FREELIST, FREE, FREE)),
                pages("a free page is forgotten", file -> file.freelist(FREELIST)),
                pages("a page beyond the file is free", file -> file.freelist(FREELIST, FREE, PAGES)),
                pages("a page of 2^64 - 1 is free", file -> file.freelist(FREELIST, FREE, -1)),
                pages("a meta page is free", file -> file.freelist(FREELIST, 1, FREE)),
                pages("more free pages than fit", file -> file.page(FREELIST).putShort(COUNT, (short) 5000)),
                pages(
                        "2^64 - 1 free pages",
                        file -> file.page(FREELIST).putShort(COUNT, (short) -1).putLong(16, -1)),
                pages("the freelist is a leaf", file -> file.page(FREELIST).putShort(FLAGS, (short) 2)),
                pages("the freelist lies elsewhere", file -> file.metas(ROOT, LEASES)),
                pages("the freelist is no page", file -> file.metas(ROOT, PAGES)));
    }

    private static Stream<Arguments> buckets() {
        Entry key = Entry.bucket("key", BRANCH);
        Entry lease = Entry.bucket("lease", LEASES);
        return Stream.of(
                pages("root beyond the file", file -> root(file, key, Entry.bucket("lease", PAGES), metaBucket())),
                pages("root of 2^32 + 9", file -> root(file, key, Entry.bucket("lease", FAR + LEASES), metaBucket())),
                pages("root of 2^64 - 1", file -> root(file, key, Entry.bucket("lease", -1), metaBucket())),
                pages("two buckets of one root", file -> root(file, key, Entry.bucket("lease", BRANCH), metaBucket())),
                pages("a bucket without a header", file -> root(file, key, lease, new Entry(1, "meta", "short"))),
                pages("an inline bucket without a page", file -> root(file, key, lease, Entry.bucket("meta", 0))),
                pages("an inline bucket cut short", file -> root(file, key, lease, cut(metaBucket()))),
                pages("a bucket in an inline bucket", file -> root(file, key, lease, inline("meta", lease))),
                pages("an inline bucket out of order", file -> root(file, key, lease, inline("meta", entries(3, 2)))),
                pages("an ordinary key at the root", file -> root(file, key, lease, metaBucket(), Entry.of("x", "y"))),
                damage(
                        "no bucket of revisions",
                        "keys",
                        file -> root(file, Entry.bucket("k", BRANCH), lease, metaBucket())),
                damage("no bucket meta", "keys", file -> root(file, key, lease, inline("x", entries(1)))));
    }

    private static void root(BoltFile file, Entry... entries) {
        file.leaf(ROOT, 0, entries);
    }

    private static Entry inline(String name, Entry... entries) {
        return Entry.inlineBucket(name, entries);
    }

    private static Entry cut(Entry entry) {
        return new Entry(
                1, entry.key(), entry.value().substring(0, entry.value().length() - 1));
    }
}
