package io.etcdsnapshot.backup;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import java.util.List;

/** Makes the manifest that another tool did not: of a set that was read in full and verified. */
public final class ForeignManifest {
    private static final String SCRIPT = "cluster-backup.sh";

    private ForeignManifest() {}

    /** @throws Failure not whole, if the set is damaged or can't be opened */
    public static Manifest of(BackupSet set, ReadableStore store) throws Unreadable, InterruptedException {
        SetVerification verdict = SetVerifier.verify(set, store);
        if (!verdict.ok() || verdict.snapshot() == null) {
            throw Failure.notWhole(verdict.problems());
        }
        ForeignLayout layout = set.layout();
        boolean isPair = set.content() == Content.ALL;
        return new Manifest(
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
                null,
                layout == null ? null : origin(set, false));
    }

    /** Returns where a set is that another tool left. */
    public static Origin origin(BackupSet set, boolean adopted) {
        return new Origin(set.asStored().pathOf(set.asStored().snapshotName()), adopted);
    }
}
