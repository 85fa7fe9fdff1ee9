package io.etcdsnapshot.restore;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Lockable;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetFileName;
import io.etcdsnapshot.backup.StagingArea;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.fetch.FetchTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
        for (Path entry : entries(area.directory(), name -> !name.startsWith("."))) {
            Optional<BackupSetId> id = BackupSetId.parse(entry.getFileName().toString());
            if (id.isEmpty() || !Files.isDirectory(entry)) {
                throw foreign(entry);
            }
            Predicate<String> ofThePair = name -> SetFileName.parsePlain(name)
                    .filter(file -> file.id().equals(id.get()))
                    .isPresent();
            List<Path> others = entries(entry, ofThePair.negate());
            if (!others.isEmpty()) {
                throw foreign(others.get(0));
            }
        }
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

    private static List<Path> entries(Path directory, Predicate<String> names) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> names.test(entry.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }
}
