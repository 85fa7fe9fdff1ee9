package io.etcdsnapshot.report;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.fetch.SkippedSet;
import io.etcdsnapshot.restore.HostCluster;
import io.etcdsnapshot.restore.Restore;
import io.etcdsnapshot.restore.RestoreCheck;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code restore} writes as JSON; fields that nobody knows are left out.
 *
 * @param staged directory with the pair, as the host sees it
 * @param command what restores it, to be run on the host
 * @param run null unless the script was run
 */
public record RestoreDocument(
        BackupSetId id,
        Instant takenAt,
        long ageSeconds,
        boolean dirty,
        @Nullable String node,
        @Nullable String clusterId,
        @Nullable String clusterVersion,
        HostCluster host,
        List<String> mismatches,
        String staged,
        List<SetFile> files,
        List<String> command,
        List<SkippedSet> passedOver,
        @Nullable Run run)
        implements Document {
    /** @param output lines, without secrets */
    public record Run(int exitCode, List<String> output) {}

    /** @param command ends with the staged directory */
    public static RestoreDocument of(Restore.Staged staged, List<String> command, @Nullable Run run) {
        RestoreCheck prospect = staged.prospect();
        return new RestoreDocument(
                prospect.set().id(),
                prospect.set().takenAt(),
                prospect.age().toSeconds(),
                prospect.set().dirty(),
                prospect.node(),
                prospect.clusterId(),
                prospect.clusterVersion(),
                prospect.host(),
                prospect.mismatches(),
                command.get(command.size() - 1),
                staged.files(),
                command,
                staged.passedOver(),
                run);
    }
}
