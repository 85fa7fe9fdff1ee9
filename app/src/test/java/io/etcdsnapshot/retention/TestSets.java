package io.etcdsnapshot.retention;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.etcd.SnapshotStatus;
import io.etcdsnapshot.retention.RetentionPolicy.Period;
import io.etcdsnapshot.testing.Manifests;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Sets and policies as plain values. */
final class TestSets {
    private TestSets() {}

    /** @param takenAt such as {@code 2024-02-29T12:00:00Z} */
    static BackupSet good(String takenAt, String... tags) {
        Instant time = Instant.parse(takenAt);
        return set(BackupSetId.at(time), time, SetState.COMPLETE, List.of(tags));
    }

    static BackupSet bad(String takenAt) {
        Instant time = Instant.parse(takenAt);
        return set(BackupSetId.at(time), time, SetState.CORRUPT, List.of());
    }

    static BackupSet half(String takenAt, Content content) {
        Instant time = Instant.parse(takenAt);
        return set(BackupSetId.at(time), time, SetState.COMPLETE, List.of(), content);
    }

    static BackupSet set(BackupSetId id, Instant takenAt, SetState state, List<String> tags) {
        return set(id, takenAt, state, tags, Content.ALL);
    }

    private static BackupSet set(BackupSetId id, Instant takenAt, SetState state, List<String> tags, Content content) {
        SnapshotStatus status = new SnapshotStatus(1, 1, 1, 1);
        Manifest manifest = Manifests.of(id, takenAt, 1, "cp0", null, tags, "test", status, List.of(), content);
        String problem = state.isUsable() ? null : "damaged for the test";
        return new BackupSet(id, "here", "here/" + id, false, state, false, manifest, List.of(), problem);
    }

    static BackupSet flat(BackupSetId id, SetState state) {
        return new BackupSet(id, "here", "here", true, state, false, null, List.of(), null);
    }

    static RetentionPolicy keep(Period period, int count) {
        return new RetentionPolicy(Map.of(period, count), null, List.of());
    }

    static RetentionPolicy keepWithin(String span) {
        return new RetentionPolicy(Map.of(), CalendarDuration.parse(span), List.of());
    }
}
