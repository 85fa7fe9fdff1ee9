package io.etcdsnapshot.etcd;

import static io.etcdsnapshot.testing.BoltFile.revision;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.BoltFile;
import io.etcdsnapshot.testing.BoltFile.Child;
import io.etcdsnapshot.testing.BoltFile.Entry;
import io.etcdsnapshot.testing.EtcdVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.params.provider.Arguments;

/** Small hand-made databases of etcd's shape, and their proof. */
public final class Databases {
    /** Of {@link #sound}. */
    static final int ROOT = 2, BRANCH = 3, FIRST_LEAF = 4, LONG_LEAF = 5, LAST_LEAF = 8, LEASES = 9, FREE = 10;

    static final int FREELIST = 11;
    static final int PAGES = 12;
    static final int KEYS = 11;
    static final int LIVE_KEYS = 7;
    public static final int LAST_REVISION = 21;

    private Databases() {}

    /** Every kind of page and bucket: the pages above, one of them with two overflow pages, one left over and free. */
    static BoltFile sound(int pageSize, boolean withFreelist) {
        BoltFile file = new BoltFile(pageSize, PAGES);
        file.metas(ROOT, withFreelist ? FREELIST : BoltFile.NO_FREELIST);
        file.leaf(ROOT, 0, Entry.bucket("key", BRANCH), Entry.bucket("lease", LEASES), metaBucket());
        file.branch(
                BRANCH,
                0,
                new Child(revision(2), FIRST_LEAF),
                new Child(revision(10), LONG_LEAF),
                new Child(revision(20), LAST_LEAF));
        file.leaf(FIRST_LEAF, 0, entries(2, 3, 4));
        file.leaf(LONG_LEAF, 2, entry(10, "v".repeat(2 * pageSize + 100)), entry(11, "w"));
        file.leaf(LAST_LEAF, 0, entries(20, LAST_REVISION));
        file.leaf(LEASES, 0, Entry.of("12345678", "lease"), Entry.of("12345679", ""));
        file.leaf(FREE, 0, entries(1));
        return withFreelist ? file.freelist(FREELIST, FREE) : file;
    }

    public static BoltFile sound() {
        return sound(4096, false);
    }

    /** As etcd has one; it lies within its parent's page. */
    static Entry metaBucket() {
        return Entry.inlineBucket("meta", Entry.of("consistent_index", "12345678"), Entry.of("term", "1"));
    }

    static Entry[] entries(long... revisions) {
        Entry[] entries = new Entry[revisions.length];
        for (int i = 0; i < revisions.length; i++) {
            entries[i] = entry(revisions[i], "");
        }
        return entries;
    }

    /** The first version of a key that is named after its revision. */
    static Entry entry(long revision, String value) {
        return Entry.of(revision(revision), BoltFile.keyValue("k" + revision, revision, revision, 1, value));
    }

    static SnapshotVerification prove(byte[] file) {
        try {
            return SnapshotVerifier.verify("test.db", file.length, new ByteArrayInputStream(file));
        } catch (IOException e) {
            throw new AssertionError("memory can be read", e);
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts tests", e);
        }
    }

    static List<Finding> failed(SnapshotVerification proof) {
        return proof.findings().stream().filter(finding -> !finding.ok()).toList();
    }

    static Arguments damage(String name, String check, Consumer<BoltFile> damageIt) {
        return Arguments.of(name, check, damageIt);
    }

    static Arguments pages(String name, Consumer<BoltFile> damageIt) {
        return damage(name, "pages", damageIt);
    }

    /** The structure tells of damage that the trailer agrees with. */
    static void assertSeen(String damage, String check, BoltFile damaged) {
        SnapshotVerification proof = prove(damaged.snapshot());
        assertThat(failed(proof))
                .as("%s: %s", damage, proof)
                .extracting(Finding::check)
                .contains(check)
                .doesNotContain("trailer");
    }

    static String asEtcdctlPrints(SnapshotStatus status) {
        return asEtcdPrints(status, EtcdVersion.V3_4);
    }

    static String asEtcdPrints(SnapshotStatus status, EtcdVersion version) {
        boolean live = version.countsLiveKeys();
        return "{\"hash\":%d,\"revision\":%d,\"totalKey\":%d,\"totalSize\":%d%s}"
                .formatted(
                        status.hash(),
                        status.revision(),
                        live ? status.liveKeys() : status.totalKeys(),
                        status.totalSize(),
                        live
                                ? ",\"version\":\"%s\""
                                        .formatted(Objects.requireNonNullElse(status.storageVersion(), ""))
                                : "");
    }

    static String asEtcdutlPrints(HashKv hashKv) {
        return "{\"hash\":%d,\"hashRevision\":%d,\"compactRevision\":%d}"
                .formatted(hashKv.hash(), hashKv.revision(), hashKv.compactRevision());
    }
}
