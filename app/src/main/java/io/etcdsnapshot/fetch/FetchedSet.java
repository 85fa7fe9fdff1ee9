package io.etcdsnapshot.fetch;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.SetVerification;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set that was asked for, and what came of it.
 *
 * @param directory holds its files; null unless it is whole
 * @param problem why it is not whole, or empty
 * @param skipped newer sets that could not be taken
 */
public record FetchedSet(
        BackupSet set, @Nullable Path directory, SetVerification verdict, String problem, List<SkippedSet> skipped) {}
