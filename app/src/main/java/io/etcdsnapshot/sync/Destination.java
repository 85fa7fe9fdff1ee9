package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.StoredForm;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.retention.RetentionPolicy;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A place that sets are brought to.
 *
 * @param opener opens it anew for each try
 * @param retention applied there after copying; an empty policy removes nothing
 * @param content what of each set is sent there
 * @param form in which it is stored there
 * @param parent opens the location above that of the cluster, where sets lay before it had a directory of its own; or
 *     null
 */
public record Destination(
        Supplier<WritableStore> opener,
        RetentionPolicy retention,
        Content content,
        StoredForm form,
        @Nullable Supplier<? extends ReadableStore> parent) {
    /** Returns what of a set is sent there. */
    Content contentOf(BackupSet set) {
        return set.content().and(content).orElseThrow();
    }

    /** Returns how many bytes of a set are sent there, as it is stored at the source. */
    long bytesOf(BackupSet set) {
        Content sent = contentOf(set);
        return set.files().stream()
                .filter(file -> sent.covers(file.role()))
                .mapToLong(file -> Math.max(0, file.size()))
                .sum();
    }
}
