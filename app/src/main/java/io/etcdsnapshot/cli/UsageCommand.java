package io.etcdsnapshot.cli;

import io.etcdsnapshot.bbolt.CorruptDatabase;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.kubernetes.resource.KindCatalog;
import io.etcdsnapshot.kubernetes.usage.DatabaseUsage;
import io.etcdsnapshot.reading.OpenSnapshot;
import io.etcdsnapshot.report.Result;
import io.etcdsnapshot.report.UsageResult;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "usage",
        description = {
            "Shows what fills the database of a snapshot: kinds, namespaces, the largest objects, old revisions, free pages.",
            "All of it adds up to the size of the file."
        },
        footer = {
            "",
            "Examples:",
            "  etcd-snapshot usage",
            "  etcd-snapshot usage 2026-11-20_013000 --from /mnt/backups/prod",
            "  etcd-snapshot usage snapshot.db -o json"
        })
final class UsageCommand extends ResultCommand {
    @Parameters(
            paramLabel = "ID|latest|FILE.db",
            arity = "0..1",
            description = "the set with this id, the newest that passes verification, or a bare snapshot file (default:"
                    + " latest)")
    @Nullable
    String wanted;

    @Mixin
    SnapshotAccess access;

    UsageCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Result run() throws IOException, InterruptedException {
        return access.use(context, common, access.chosen(wanted), version -> false, this::usage);
    }

    private Result usage(OpenSnapshot snapshot) throws IOException {
        SnapshotAccess.warnOfDamage(snapshot, context.console());
        try {
            return new UsageResult(
                    snapshot.name(),
                    snapshot.isDamaged() ? snapshot.problem() : null,
                    DatabaseUsage.of(snapshot.reader(), KindCatalog.builtIn()));
        } catch (CorruptDatabase e) {
            throw Failure.notWhole("%s is damaged: %s".formatted(snapshot.name(), e.getMessage()));
        }
    }
}
