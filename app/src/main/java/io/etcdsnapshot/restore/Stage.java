package io.etcdsnapshot.restore;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Lockable;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.StagingArea;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.fetch.FetchTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory on the host in which {@code cluster-restore.sh} finds one pair of files and no other: it takes the
 * newest of each kind, whether or not they belong together.
 */
final class Stage implements FetchTarget, AutoCloseable {
    private static final long SPACE_MARGIN = 16L << 20;

    private final StagingArea area;
    private final Consumer<BackupSet> before;
    private Lockable.@Nullable Lock lock;

    /** @param before sees each set before anything of it lands, and may throw */
    Stage(StagingArea area, Consumer<BackupSet> before) {
        this.area = area;
        this.before = before;
    }

    /** @throws Failure refused, if something lies here that no earlier run of this program staged */
    void requireOwn() throws IOException {
        if (!area.exists()) {
            return;
        }
        for (Path entry : entries()) {
            List<Path> others =
                    StagedSet.of(entry).orElseThrow(() -> foreign(entry)).others();
            if (!others.isEmpty()) {
                throw foreign(others.get(0));
            }
        }
    }

    /** Returns the sets that earlier runs staged, the oldest first. */
    List<StagedSet> earlier(BackupSetId staged) throws IOException {
        return entries().stream()
                .flatMap(entry -> StagedSet.of(entry).stream())
                .filter(set -> !set.id().equals(staged))
                .toList();
    }

    private static Failure foreign(Path entry) {
        return Failure.refused("%s was not staged by this program".formatted(entry))
                .hint("choose an empty directory with --stage");
    }

    @Override
    public Path prepare(BackupSet set) throws IOException {
        before.accept(set);
        if (lock == null) {
            area.prepare();
            lock = area.lock("restore");
            area.clearLeftovers(lock.isExclusive());
        }
        OptionalLong free = area.freeBytes();
        long needed = set.sizeBytes() + SPACE_MARGIN;
        if (free.isPresent() && free.getAsLong() < needed) {
            throw Failure.refused("too little space in %s: %,d MiB free, %,d MiB needed"
                    .formatted(area.location(), free.getAsLong() >> 20, needed >> 20));
        }
        return area.stage();
    }

    @Override
    public void discard(Path staging) throws IOException {
        area.discard(staging);
    }

    /** Shows the pair, in place of the same set staged before; its manifest has done its work. */
    Path show(Path staging, BackupSetId id) throws IOException {
        Files.deleteIfExists(staging.resolve(Manifest.FILE_NAME));
        Files.deleteIfExists(staging.resolve(Companions.CHECKSUMS));
        Files.createFile(staging.resolve(StagedSet.MARK));
        Path target = area.directory().resolve(id.value());
        if (Files.exists(target)) {
            area.discard(target);
        }
        area.publish(staging, id);
        return target;
    }

    @Override
    public void close() {
        if (lock != null) {
            lock.close();
        }
    }

    /** Returns what lies here for all to see, sorted; what another run has not finished is hidden. */
    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(area.directory())) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }
}
