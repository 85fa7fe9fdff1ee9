package io.etcdsnapshot.host;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Guard;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Refuses a backup that could fill the file system: a control-plane host with a full disk evicts its pods. Needed is the
 * larger of etcd's own database file and the newest set, with a margin; a share of the file system stays free.
 */
public final class SpaceGuard implements Guard {
    private static final String ETCD_DATABASE = "/var/lib/etcd/member/snap/db";
    private static final double MARGIN = 1.1;
    private static final long LEAST_BYTES = 16L << 20;

    private final HostRoot root;
    private final Path directory;
    private final int minFreePercent;
    private final int copies;

    /**
     * @param minFreePercent of the file system, that must stay free after the backup
     * @param copies how many of the set lie there for a moment: two where it is encrypted
     */
    public SpaceGuard(HostRoot root, Path directory, int minFreePercent, int copies) {
        this.root = root;
        this.directory = directory;
        this.minFreePercent = minFreePercent;
        this.copies = copies;
    }

    @Override
    public void check(List<BackupSet> existing) {
        long needed = needed(existing);
        try {
            FileStore fileStore = Files.getFileStore(BackupDirectory.nearestExisting(directory));
            long free = fileStore.getUsableSpace();
            long reserve = fileStore.getTotalSpace() / 100 * minFreePercent;
            if (free - needed < reserve) {
                throw Failure.refused("too little space for %s: %s free, %s needed and %s (%d %%) must stay free"
                                .formatted(directory, mib(free), mib(needed), mib(reserve), minFreePercent))
                        .hint("remove sets with etcd-snapshot purge, or choose another directory");
            }
        } catch (IOException e) {
            throw Failure.failed("can't tell the free space of %s: %s".formatted(directory, Reason.of(e)), e);
        }
    }

    /** Returns true: a killed run's leftovers count as used until they are cleared. */
    @Override
    public boolean needsLock() {
        return true;
    }

    private long needed(List<BackupSet> existing) {
        long database = root.resolve(ETCD_DATABASE).toFile().length();
        long newest = existing.stream()
                .filter(BackupSet::isUsable)
                .mapToLong(BackupSet::sizeBytes)
                .findFirst()
                .orElse(0);
        return LEAST_BYTES + (long) (Math.max(database, newest) * MARGIN * copies);
    }

    private static String mib(long bytes) {
        return "%,d MiB".formatted(bytes >> 20);
    }
}
