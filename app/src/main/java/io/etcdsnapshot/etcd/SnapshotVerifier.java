package io.etcdsnapshot.etcd;

import io.etcdsnapshot.bbolt.Meta;
import io.etcdsnapshot.bbolt.PageScanner;
import io.etcdsnapshot.bbolt.TreeCheck;
import io.etcdsnapshot.io.Fanout;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a snapshot in one pass over its bytes: the SHA-256 trailer, the bbolt structure, and the figures that etcd
 * itself would print.
 */
public final class SnapshotVerifier {
    /** Of the heap, for telling keys apart. */
    private static final int SET_SHARE_OF_HEAP = 8;

    private final String file;
    private final long size;
    private final Options options;
    private final long setBytes;
    private final TrailerDigest digest;
    private final PageScanner scanner;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * What a caller may ask for.
     *
     * @param acceptNoTrailer whether a database without a trailer is a warning, not a problem
     * @param labels marks values of a kind
     * @param observer sees all versions of keys on the way
     */
    public record Options(boolean acceptNoTrailer, ValueLabels labels, RevisionObserver observer) {
        public static final Options STRICT = new Options(false, ValueLabels.NONE);

        public Options(boolean acceptNoTrailer, ValueLabels labels) {
            this(acceptNoTrailer, labels, RevisionObserver.NONE);
        }
    }

    /**
     * @param file the name used in findings
     * @param size bytes that will come
     */
    SnapshotVerifier(String file, long size, Options options) {
        this(
                file,
                size,
                options,
                DetailMemory.shareOfHeap(),
                Runtime.getRuntime().maxMemory() / SET_SHARE_OF_HEAP);
    }

    /**
     * @param memory for details of entries
     * @param setBytes for telling keys apart
     */
    SnapshotVerifier(String file, long size, Options options, DetailMemory memory, long setBytes) {
        this.file = file;
        this.size = size;
        this.options = options;
        this.setBytes = setBytes;
        this.digest = new TrailerDigest(size);
        this.scanner = new PageScanner(
                size - (TrailerDigest.hasTrailer(size) ? TrailerDigest.BYTES : 0),
                new EntrySummary(options.labels(), options.observer(), memory),
                memory.left());
    }

    /** Verifies with {@link Options#STRICT}. */
    public static SnapshotVerification verify(String file, long size, InputStream in)
            throws IOException, InterruptedException {
        return verify(file, size, in, Options.STRICT);
    }

    /**
     * Reads {@code in} to its end. A length other than {@code size} is a finding, as is all else that is wrong with the
     * content.
     *
     * @throws IOException if {@code in} can't be read
     */
    public static SnapshotVerification verify(String file, long size, InputStream in, Options options)
            throws IOException, InterruptedException {
        return new SnapshotVerifier(file, size, options).run(in);
    }

    SnapshotVerification run(InputStream in) throws IOException, InterruptedException {
        Fanout.run(in, consumers()).orThrow();
        return finish();
    }

    /** Each must see all chunks in order; they may run in parallel. */
    List<Fanout.Consumer> consumers() {
        return List.of(digest, scanner::accept);
    }

    private SnapshotVerification finish() {
        if (digest.bytesSeen() != size) {
            findings.add(Finding.failed(
                    file,
                    "size",
                    "was %d bytes and is now %d: it changed while read".formatted(size, digest.bytesSeen())));
        }
        Optional<FileKind> otherKind = digest.otherKind();
        if (scanner.meta() == null && otherKind.isPresent()) {
            findings.add(Finding.failed(
                    file,
                    "format",
                    "not an etcd snapshot, but %s: %s"
                            .formatted(otherKind.get(), otherKind.get().advice())));
            return verification(null);
        }
        int trailerAt = findings.size();
        SnapshotFigures figures = checkStructure();
        findings.add(
                trailerAt, trailerFinding(figures != null && findings.stream().allMatch(Finding::ok)));
        return verification(figures);
    }

    private SnapshotVerification verification(@Nullable SnapshotFigures figures) {
        return new SnapshotVerification(
                digest.bytesSeen(),
                digest.sha256(),
                digest.trailer(),
                figures == null ? null : figures.status(),
                figures == null ? List.of() : List.copyOf(figures.alarms()),
                figures == null ? Set.of() : figures.liveLabels(),
                List.copyOf(findings));
    }

    private Finding trailerFinding(boolean elseWhole) {
        return switch (digest.trailer()) {
            case MATCHES -> Finding.passed(file, "trailer", "SHA-256 matches");
            case DIFFERS -> Finding.failed(file, "trailer", "SHA-256 differs: the content is not what etcd sent");
            case MISSING -> noTrailer(elseWhole);
        };
    }

    private Finding noTrailer(boolean elseWhole) {
        if (!elseWhole) {
            return Finding.failed(
                    file, "trailer", "no SHA-256 at the end: cut short, or not saved by etcdctl or etcdutl");
        }
        String detail = "no SHA-256 at the end, otherwise sound: copied from a data directory (member/snap/db), restore"
                + " it with --skip-hash-check into an empty directory";
        return options.acceptNoTrailer()
                ? Finding.warning(file, "trailer", detail)
                : Finding.failed(file, "trailer", detail + ", or accept it with --no-trailer");
    }

    private @Nullable SnapshotFigures checkStructure() {
        Problems problems = new Problems(file, findings);
        scanner.metaProblems().forEach(problem -> problems.add("meta", problem));
        if (scanner.surplusPages() > 0 && digest.trailer() != Trailer.MISSING) {
            problems.add("meta", "%,d pages follow those of the database".formatted(scanner.surplusPages()));
        }
        Meta meta = scanner.meta();
        TreeCheck tree = scanner.treeCheck(problems::add);
        if (meta == null || tree == null) {
            return null;
        }
        SnapshotFigures figures = new SnapshotFigures(
                meta, tree, problems, setBytes, options.observer().liveVersions());
        if (problems.none()) {
            findings.add(Finding.passed(file, "meta", "both meta pages valid, transaction " + meta.txid()));
            findings.add(Finding.passed(
                    file,
                    "pages",
                    "%,d pages, %,d in use, each reached once".formatted(tree.pageCount(), tree.reachedPages())));
            findings.add(Finding.passed(
                    file, "keys", "%,d keys in order".formatted(figures.status().totalKeys())));
        }
        return tree.isComplete() ? figures : null;
    }
}
