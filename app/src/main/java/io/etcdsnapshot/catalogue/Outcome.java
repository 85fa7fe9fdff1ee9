package io.etcdsnapshot.catalogue;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Evidence;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.etcd.SnapshotStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a command found or did at a location, as one line of its history. It is remembered, never proof.
 *
 * @param at when the command was done with it
 * @param command such as {@code verify}
 * @param id of the set; null where there is none, as of a snapshot that failed
 * @param clusterId that of the set's manifest; null where not known
 * @param detail one line for a person
 * @param millis how long it took
 * @param tool name and version of the program
 * @param evidence how a copy was verified; null for what is no copy
 * @param etcdVersion that the cluster ran, or that served the set in a rehearsal; null where not known
 * @param dbSize bytes of the database; null where not known
 * @param keys live keys, else all entries; null where not known
 * @param bytesByKind bytes of the database by resource, such as {@code pods}; null where not counted
 * @param opened true where an identity opened an encrypted set; else null
 */
public record Outcome(
        Instant at,
        String command,
        @Nullable BackupSetId id,
        @Nullable String clusterId,
        boolean ok,
        String detail,
        long millis,
        String tool,
        @Nullable Evidence evidence,
        @Nullable String etcdVersion,
        @Nullable Long dbSize,
        @Nullable Long keys,
        @Nullable Map<String, Long> bytesByKind,
        @Nullable Boolean opened) {
    public static final String SNAPSHOT = "snapshot";
    public static final String SYNC = "sync";
    public static final String VERIFY = "verify";
    public static final String REHEARSE = "rehearse";

    private static final int MAX_DETAIL = 300;

    public Outcome {
        detail = Objects.requireNonNullElse(detail, "").replaceAll("\\p{Cntrl}+", " ");
        detail = detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL - 1) + "…";
    }

    /** Returns one that concerns no single set. */
    public static Outcome failed(String command, String detail, long millis, Instant at, String tool) {
        return new Outcome(at, command, null, null, false, detail, millis, tool, null, null, null, null, null, null);
    }

    /**
     * Returns one of a set, with the figures of the database unless they are for recipients alone.
     *
     * @param found figures that were counted just now; null for those of the manifest
     */
    public static Outcome of(
            String command,
            BackupSet set,
            @Nullable SnapshotStatus found,
            boolean ok,
            String detail,
            long millis,
            Instant at,
            String tool) {
        SnapshotStatus figures = figures(set, found);
        return new Outcome(
                at,
                command,
                set.id(),
                set.clusterId(),
                ok,
                detail,
                millis,
                tool,
                null,
                figures == null ? null : figures.etcdVersion(),
                figures == null ? null : figures.totalSize(),
                figures == null ? null : keys(figures),
                null,
                null);
    }

    private static @Nullable SnapshotStatus figures(BackupSet set, @Nullable SnapshotStatus found) {
        Manifest stored = set.asStored().manifest();
        if (stored != null && stored.sealed() != null) {
            return null;
        }
        return found != null || set.manifest() == null ? found : set.manifest().snapshot();
    }

    private static long keys(SnapshotStatus figures) {
        return figures.liveKeys() == null ? figures.totalKeys() : figures.liveKeys();
    }

    /** Returns the same of a copy. */
    public Outcome with(Evidence proof) {
        return with(proof, bytesByKind, opened);
    }

    /** Returns the same with what fills the database, unless its figures are for recipients alone. */
    public Outcome withKinds(@Nullable Map<String, Long> kinds) {
        return with(evidence, dbSize == null ? null : kinds, opened);
    }

    /** Returns the same of a set that was read as it was before it was encrypted, if it is one. */
    Outcome openedBy(BackupSet set) {
        boolean isOpened = ok && set.stored() != null && !set.recipients().isEmpty();
        return with(evidence, bytesByKind, isOpened ? true : null);
    }

    private Outcome with(@Nullable Evidence proof, @Nullable Map<String, Long> kinds, @Nullable Boolean byIdentity) {
        return new Outcome(
                at,
                command,
                id,
                clusterId,
                ok,
                detail,
                millis,
                tool,
                proof,
                etcdVersion,
                dbSize,
                keys,
                kinds,
                byIdentity);
    }

    /** Returns whether every byte of the set was read and found in order. */
    public boolean isVerified() {
        return ok && id != null;
    }

    /** Returns whether the set was restored, served and compared. */
    public boolean isRehearsed() {
        return isVerified() && command.equals(REHEARSE);
    }
}
