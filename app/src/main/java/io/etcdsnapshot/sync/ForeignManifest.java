package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.ForeignLayout;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.Origin;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetVerification;
import io.etcdsnapshot.backup.SetVerifier;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import java.util.List;

/** Makes the manifest that another tool did not: of a set that was read in full and verified. */
final class ForeignManifest {
    private static final String SCRIPT = "cluster-backup.sh";

    private ForeignManifest() {}

    /** @throws Failure not whole, if the set is damaged or can't be opened */
    static Manifest of(BackupSet set, ReadableStore store) throws Unreadable, InterruptedException {
        SetVerification verdict = SetVerifier.verify(set, store);
        if (!verdict.ok() || verdict.snapshot() == null) {
            throw Failure.notWhole(verdict.problems());
        }
        ForeignLayout layout = set.layout();
        boolean isPair = set.content() == Content.ALL;
        Manifest manifest = new Manifest(
                Manifest.FORMAT_VERSION,
                set.id(),
                set.takenAt(),
                0,
                Manifest.UNKNOWN,
                null,
                null,
                isPair ? "script" : "etcdctl",
                set.dirty(),
                List.of(),
                layout == null ? SCRIPT : layout.tool(),
                verdict.snapshot(),
                verdict.files(),
                set.content(),
                verdict.alarms(),
                verdict.encryption(),
                null,
                null,
                null);
        return layout == null ? manifest : manifest.from(new Origin(set.asStored().pathOf(theirs(set)), false));
    }

    private static String theirs(BackupSet set) {
        return set.asStored().snapshotName();
    }
}
