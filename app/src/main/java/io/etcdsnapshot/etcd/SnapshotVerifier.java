package io.etcdsnapshot.etcd;

import io.etcdsnapshot.stream.Fanout;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Proves a snapshot whole in one pass over its bytes: the SHA-256 trailer, the bbolt structure, and the figures that
 * etcd itself would print.
 */
public final class SnapshotVerifier {
    private final String file;
    private final long size;
    private final TrailerDigest digest;
    private final PageScanner scanner;

    /**
     * @param file the name used in findings
     * @param size bytes that will come
     */
    SnapshotVerifier(String file, long size) {
        this.file = file;
        this.size = size;
        this.digest = new TrailerDigest(size);
        this.scanner = new PageScanner(size - (TrailerDigest.hasTrailer(size) ? TrailerDigest.BYTES : 0));
    }

    /** Reads {@code in} to its end; a length other than {@code size} is a finding, not an error. */
    public static SnapshotVerification verify(String file, long size, InputStream in)
            throws IOException, InterruptedException {
        SnapshotVerifier verifier = new SnapshotVerifier(file, size);
        Fanout.run(in, verifier.consumers()).orThrow();
        return verifier.proof();
    }

    /** Each must see all chunks in order; they may run in parallel. */
    List<Fanout.Consumer> consumers() {
        return List.of(digest, scanner);
    }

    /** The verdict, once every consumer has seen the last chunk. */
    private SnapshotVerification proof() {
        List<Finding> findings = new ArrayList<>();
        if (digest.bytesSeen() != size) {
            findings.add(Finding.failed(
                    file,
                    "size",
                    "was %d bytes and is now %d: it changed while read".formatted(size, digest.bytesSeen())));
        }
        findings.add(digest.finding(file));
        @Nullable SnapshotStatus status = checkStructure(findings);
        return new SnapshotVerification(digest.bytesSeen(), digest.sha256(), status, List.copyOf(findings));
    }

    private @Nullable SnapshotStatus checkStructure(List<Finding> findings) {
        PageTable pages = scanner.pages();
        Problems problems = new Problems(file, findings);
        for (String problem : scanner.metaProblems()) {
            problems.add("meta", problem);
        }
        Meta meta = scanner.meta();
        if (meta == null || pages == null) {
            return null;
        }
        TreeWalk walk = new TreeWalk(meta, pages, problems);
        SnapshotStatus status = walk.run();
        if (problems.none()) {
            findings.add(Finding.passed(file, "meta", "both meta pages valid, transaction " + meta.txid()));
            findings.add(Finding.passed(
                    file,
                    "pages",
                    "%,d pages, %,d in use, each reached once".formatted(pages.count(), walk.reachedPages())));
            findings.add(Finding.passed(file, "keys", "%,d keys in order".formatted(status.totalKeys())));
        }
        return walk.countable() ? status : null;
    }
}
