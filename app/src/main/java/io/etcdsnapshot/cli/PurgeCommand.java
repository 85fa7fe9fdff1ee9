package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.report.Document;
import io.etcdsnapshot.report.Texts;
import io.etcdsnapshot.retention.Purge;
import io.etcdsnapshot.retention.RetentionPlan;
import io.etcdsnapshot.retention.RetentionPolicy;
import io.etcdsnapshot.retention.Span;
import io.etcdsnapshot.values.Values;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "purge",
        description = "Removes the backup sets that the policy no longer keeps, and says why it keeps the others.",
        footer = {
            "",
            "A set stays if any rule keeps it. The newest usable set always stays.",
            "",
            "Examples:",
            "  etcd-snapshot purge --dry-run --keep-within 5d",
            "  etcd-snapshot purge --keep-last 3 --keep-daily 7 --keep-weekly 4 /mnt/backups/prod",
            "  etcd-snapshot purge -f my-values.yaml"
        })
final class PurgeCommand implements Callable<Integer> {
    private final Services services;

    @Mixin
    CommonOptions common;

    @Mixin
    MetricsOption metrics;

    @Mixin
    HostRootOption hostRoot;

    @Mixin
    SshOptions ssh;

    @Mixin
    RetentionOptions retention;

    @Parameters(paramLabel = "LOCATION", arity = "0..1", description = "default: the directory that snapshot fills")
    @Nullable
    String location;

    @Option(names = "--dry-run", description = "show the plan and change nothing")
    boolean dryRun;

    @Option(
            names = "--lock-wait",
            paramLabel = "DURATION",
            defaultValue = "0s",
            description = "how long to wait for another run that holds the lock (default: not at all)")
    Span lockWait;

    PurgeCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Values values = common.readValues();
        Optional<Integer> purgeDays = values.count("snapshot.purgeDays");
        RetentionPolicy policy = retention.forNode(values);
        if (policy.isEmpty()) {
            if (purgeDays.isPresent() && purgeDays.get() == 0) {
                return nothingEver(values);
            }
            throw Failure.wrongUsage("no rule says what to keep, so nothing may be removed")
                    .hint(
                            "try --dry-run --keep-within 5d, or -f my-values.yaml; all rules: etcd-snapshot purge --help");
        }
        Purge.Result result = purge(policy, values);
        showResult(result);
        result.failed().forEach(reason -> services.console().error(reason, ""));
        return result.failed().isEmpty() ? ExitCodes.DONE : ExitCodes.DONE_IN_PART;
    }

    private Purge.Result purge(RetentionPolicy policy, Values values) throws IOException, InterruptedException {
        try (WritableStore store = store(values)) {
            Purge purge = new Purge(store, policy, services.clock(), services.console());
            if (!dryRun) {
                return purge.run(lockWait.toDuration(), this::showPlan);
            }
            Purge.Result result = purge.dryRun();
            showPlan(result.plan());
            return result;
        }
    }

    private void showPlan(RetentionPlan plan) {
        boolean nothing = plan.keep().isEmpty() && plan.remove().isEmpty();
        if (!common.json() && !nothing) {
            services.console().result(Texts.plan(plan, services.console().width()));
        }
    }

    private void showResult(Purge.Result result) {
        common.show(services.console(), Document.Purged.of(result, dryRun), () -> Texts.purged(result, dryRun));
    }

    /** What {@code snapshot.purgeDays: 0} without other rules asks for. */
    private int nothingEver(Values values) throws IOException {
        Purge.Result result;
        try (WritableStore store = store(values)) {
            result = Purge.Result.keepingAll(store.list(), "snapshot.purgeDays is 0");
        }
        showPlan(result.plan());
        showResult(result);
        return ExitCodes.DONE;
    }

    private WritableStore store(Values values) {
        return services.store(DefaultLocation.orDefault(location, hostRoot, values), ssh.settings(values));
    }
}
