package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.report.PurgeResult;
import io.etcdsnapshot.report.Result;
import io.etcdsnapshot.report.SkippedResult;
import io.etcdsnapshot.report.TextReport;
import io.etcdsnapshot.retention.Purge;
import io.etcdsnapshot.retention.RetentionPlan;
import io.etcdsnapshot.retention.RetentionPolicy;
import io.etcdsnapshot.values.RetentionRules;
import io.etcdsnapshot.values.Values;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "purge",
        description = "Removes the backup sets that no rule keeps, and says why it keeps the others.",
        footer = {
            "",
            "A set stays if any rule keeps it. The newest usable set always stays.",
            "A values file has rules for each place: pv.retention for the volume, sync.retention for mirrors,",
            "s3.retention for the bucket, retention and snapshot.purgeDays for the node's own sets.",
            "",
            "Examples:",
            "  etcd-snapshot purge --dry-run --keep-within 5d",
            "  etcd-snapshot purge --keep-last 3 --keep-daily 7 --keep-weekly 4 /mnt/backups/prod",
            "  etcd-snapshot purge -f my-values.yaml"
        })
final class PurgeCommand extends ResultCommand {
    @Parameters(paramLabel = "LOCATION", arity = "0..1", description = "default: the directory that snapshot fills")
    @Nullable
    Location location;

    @Option(names = "--dry-run", description = "show what would be done and change nothing")
    boolean dryRun;

    @Mixin
    LockWaitOption lockWait;

    @Mixin
    SkipFileOption skipFile;

    @Mixin
    RetentionOptions retention;

    @Mixin
    SignersOption signers;

    @Mixin
    HostRootOption hostRoot;

    @Mixin
    SshOptions ssh;

    @Mixin
    MetricsOption metrics;

    PurgeCommand(CommandContext context) {
        super(context);
    }

    @Override
    public MetricsOption metrics() {
        return metrics;
    }

    @Override
    public boolean isDryRun() {
        return dryRun;
    }

    @Override
    public Result run() throws IOException, InterruptedException {
        if (skipFile.isThere()) {
            return new SkippedResult("another run took the set: nothing to do");
        }
        if (!common.hasFile()) {
            return purge(retention.over(RetentionRules.NONE.policy()), null);
        }
        Values values = common.values();
        Location place = location == null ? DefaultLocation.of(hostRoot.get(), values) : location;
        RetentionRules rules = RetentionOptions.rulesFor(place, hostRoot, values);
        RetentionPolicy policy = retention.over(rules.policy());
        PurgeResult purged = purge(policy, rules.policy().equals(policy) ? rules.keys() : rules.keys() + ", options");
        if (DefaultLocation.isNodes(place, hostRoot, values)) {
            values.clusterId()
                    .filter(purged.result().listing().clusters()::contains)
                    .ifPresent(id -> warnOfCopies(place, id));
        }
        return purged;
    }

    /** Says what a node that was a mirror until the role label moved here still has of that time. */
    private void warnOfCopies(Location place, String id) {
        String node = context.environment().getOrDefault("ETCD_SNAPSHOT_NODE", "");
        Location copies = place.child(id);
        context.console()
                .warn(
                        "%s%s holds copies from when another node took the snapshots, and no retention reaches them now; to remove them: etcd-snapshot purge %s --keep-last 1"
                                .formatted(node.isEmpty() ? "" : node + ": ", copies, copies));
    }

    private PurgeResult purge(RetentionPolicy policy, @Nullable String rules) throws IOException, InterruptedException {
        boolean keepsAll = rules != null && common.values().snapshot().purgeDays() == 0;
        if (policy.isEmpty() && !keepsAll) {
            throw Failure.wrongUsage("no rule says what to keep, so nothing may be removed")
                    .hint("try --dry-run --keep-within 5d, or -f my-values.yaml; all rules: etcd-snapshot purge"
                            + " --help");
        }
        try (WritableStore store = signers.over(
                context.store(DefaultLocation.orDefault(location, hostRoot, common), ssh.access(common)))) {
            if (policy.isEmpty()) {
                return new PurgeResult(
                        Purge.Result.keepingAll(store.list(), "snapshot.purgeDays is 0"), dryRun, rules, false);
            }
            Purge purge = new Purge(store, policy, context.clock(), context.console());
            boolean shown =
                    !dryRun && format() == Format.TEXT && !context.console().isQuiet();
            Purge.Result result = dryRun
                    ? purge.dryRun()
                    : purge.run(lockWait.get(), plan -> {
                        if (shown) {
                            show(plan, rules);
                        }
                    });
            return new PurgeResult(result, dryRun, rules, shown);
        }
    }

    /** Shows the whole plan before anything is removed. */
    private void show(RetentionPlan plan, @Nullable String rules) {
        TextReport text =
                new TextReport(context.clock().instant(), context.console().width(), false);
        PurgeResult.printPlan(text, plan, rules);
        context.console().result(text.toString());
    }
}
