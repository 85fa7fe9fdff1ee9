package io.etcdsnapshot.rehearse;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.fetch.FetchTarget;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The place of a rehearsal: nobody else can look, and nothing of it stays, even when the program is killed. */
final class PrivateDirectory implements FetchTarget, AutoCloseable {
    private static final String PREFIX = "etcd-snapshot-rehearsal.";
    /** No rehearsal lasts that long: such a directory outlived a machine that was switched off. */
    private static final Duration ABANDONED = Duration.ofDays(1);
    /** Two segments of etcd's log, which it allocates whatever it writes, and some room. */
    private static final long LOG_BYTES = 160L << 20;

    private static final int COPIES = 2;

    private final Path parent;
    private final Log log;
    private @Nullable SupervisedProcess keeper;
    private @Nullable Path directory;

    private PrivateDirectory(Path parent, Log log) {
        this.parent = parent;
        this.log = log;
    }

    /** @throws Failure refused, if {@code parent} is or lies in a data directory of an etcd */
    static PrivateDirectory in(Path parent, Log log) {
        try {
            Path real = parent.toRealPath();
            for (Path above = real; above != null; above = above.getParent()) {
                if (Files.exists(above.resolve("member/snap")) || above.endsWith("var/lib/etcd")) {
                    throw Failure.refused(
                                    "%s belongs to an etcd: a rehearsal never goes near its data".formatted(above))
                            .hint("choose another place with --directory");
                }
            }
            PrivateDirectory place = new PrivateDirectory(real, log);
            place.clearAbandoned();
            return place;
        } catch (IOException e) {
            throw Failure.failed("can't use the directory %s: %s".formatted(parent, Reason.of(e)), e);
        }
    }

    private void clearAbandoned() throws IOException {
        List<Path> ours;
        try (Stream<Path> entries = Files.list(parent)) {
            ours = entries.filter(entry -> entry.getFileName().toString().startsWith(PREFIX))
                    .toList();
        }
        for (Path left : ours) {
            try {
                if (isAbandoned(left)) {
                    log.info("clearing %s, left by a rehearsal that did not end".formatted(left));
                    delete(left);
                }
            } catch (IOException e) {
                log.debug("can't clear %s: %s".formatted(left, Reason.of(e)));
            }
        }
    }

    /** Of another user, it is another user's. */
    private static boolean isAbandoned(Path left) throws IOException {
        Instant limit = Instant.now().minus(ABANDONED);
        return Files.isDirectory(left, LinkOption.NOFOLLOW_LINKS)
                && Files.getLastModifiedTime(left).toInstant().isBefore(limit)
                && Files.getAttribute(left, "unix:uid").equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    @Override
    public Path prepare(BackupSet set) throws IOException {
        long free = Files.getFileStore(parent).getUsableSpace();
        long needed = COPIES * set.sizeBytes() + LOG_BYTES;
        if (free < needed) {
            throw Failure.refused("too little space in %s: %,d MiB free, %,d MiB needed: the set twice, and etcd's log"
                            .formatted(parent, free >> 20, needed >> 20))
                    .hint("choose another place with --directory");
        }
        if (directory == null) {
            keeper = SupervisedProcess.keepDirectory(parent, PREFIX);
            directory = firstLine(keeper);
        }
        return Files.createDirectory(directory.resolve(set.id().value()));
    }

    private Path firstLine(SupervisedProcess started) throws IOException {
        String line = new BufferedReader(new InputStreamReader(started.output(), StandardCharsets.UTF_8)).readLine();
        if (line == null || !line.startsWith(parent.toString())) {
            throw Failure.failed("can't make a directory in %s: %s".formatted(parent, log.clean(String.valueOf(line))));
        }
        return Path.of(line);
    }

    @Override
    public void discard(Path landed) throws IOException {
        delete(landed);
    }

    /** @throws IllegalStateException before a set was brought here */
    Path path() {
        if (directory == null) {
            throw new IllegalStateException("no set was brought here");
        }
        return directory;
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> entries = Files.walk(tree)) {
            for (Path entry : entries.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(entry);
            }
        }
    }

    @Override
    public void close() {
        if (keeper != null) {
            keeper.close();
        }
        if (directory != null && Files.exists(directory)) {
            log.warn("can't remove " + directory);
        }
    }
}
