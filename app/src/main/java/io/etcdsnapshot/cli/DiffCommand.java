package io.etcdsnapshot.cli;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.host.ClusterApi;
import io.etcdsnapshot.host.HostCommands;
import io.etcdsnapshot.kubernetes.compare.ChangeFilter;
import io.etcdsnapshot.kubernetes.compare.ComparedSnapshot;
import io.etcdsnapshot.kubernetes.compare.LiveDiff;
import io.etcdsnapshot.kubernetes.compare.SnapshotDiff;
import io.etcdsnapshot.reading.OpenSnapshot;
import io.etcdsnapshot.report.DiffResult;
import io.etcdsnapshot.report.Result;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "diff",
        description = {
            "Shows the objects that were added, removed or changed between two snapshots.",
            "Without an ID the two newest sets are compared; with one, that set and the newest. Of Secrets it shows which"
                    + " keys changed, never a value. Differences or not, it ends with exit code 0."
        },
        footer = {
            "",
            "Left out unless --all is given: leases, events, endpoints; status, resourceVersion and managedFields.",
            "An object named as KIND/NAME is shown with its change as a unified diff.",
            "",
            "Examples:",
            "  etcd-snapshot diff",
            "  etcd-snapshot diff 2026-11-19_013000 2026-11-20_013000 -n payments",
            "  etcd-snapshot diff deployment/web -n payments --from /mnt/backups/prod",
            "  etcd-snapshot diff yesterday.db today.db -o name",
            "  etcd-snapshot diff --live -n payments"
        })
final class DiffCommand extends OwnFormatCommand {
    enum Output {
        text,
        json,
        yaml,
        name
    }

    @Parameters(
            paramLabel = "ID|FILE.db] [ID|FILE.db] [KIND[.GROUP][/NAME]",
            arity = "0..*",
            description =
                    "the sets, latest, or bare snapshot files to compare; then the kinds or objects to look at, as"
                            + " oc get takes them (default: all)")
    List<String> words = List.of();

    @Variable("ETCD_SNAPSHOT_DIFF_NAMESPACE")
    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NS",
            description = "namespace (default: all)")
    @Nullable
    String namespace;

    @Variable("ETCD_SNAPSHOT_DIFF_ALL")
    @Option(names = "--all", description = "also show what changes on its own")
    boolean all;

    @Variable("ETCD_SNAPSHOT_DIFF_LIVE")
    @Option(
            names = "--live",
            description =
                    "compare the set, or the newest, with the cluster as it is now; on a control-plane host, where"
                            + " oc answers")
    boolean live;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json|yaml|name",
            defaultValue = "text",
            description = "how the result is written; yaml shows each change as a unified diff (default: text)")
    Output output;

    @Mixin
    SnapshotAccess access;

    DiffCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Format format() {
        return output == Output.json ? Format.JSON : Format.TEXT;
    }

    @Override
    public Result run() throws IOException, InterruptedException {
        ComparedWords given = ComparedWords.of(words);
        access.file().ifPresent(file -> {
            throw Failure.wrongUsage("--from %s is a file, not a location of sets".formatted(file))
                    .hint("name both files: etcd-snapshot diff yesterday.db today.db");
        });
        SnapshotPair pair = new SnapshotPair(access, context, common);
        if (live) {
            return pair.useOne(given.snapshots(), (before, known) -> {
                ComparedSnapshot earlier = compared(before);
                ChangeFilter filter = filter(given, earlier, earlier);
                HostCommands host = context.host(access.hostRoot.get(), common.values());
                ClusterApi api = new ClusterApi(host);
                SnapshotPair.warnOfClusters(before, host, context.console());
                SnapshotDiff.Outcome outcome =
                        LiveDiff.of(earlier, known, api::get, filter, withDiffs(filter), context.console());
                return new DiffResult(SnapshotPair.side(before), DiffResult.Side.LIVE, outcome, style());
            });
        }
        return pair.use(given.snapshots(), (before, after, keys) -> {
            ComparedSnapshot earlier = compared(before);
            ComparedSnapshot later = compared(after);
            ChangeFilter filter = filter(given, later, earlier);
            SnapshotDiff.Outcome outcome = new SnapshotDiff(earlier, later, filter, withDiffs(filter)).of(keys);
            return new DiffResult(SnapshotPair.side(before), SnapshotPair.side(after), outcome, style());
        });
    }

    private ChangeFilter filter(ComparedWords given, ComparedSnapshot one, ComparedSnapshot other) {
        return new ChangeFilter(namespace, given.wanted(one.kinds(), other.kinds()), all);
    }

    private boolean withDiffs(ChangeFilter filter) {
        return output == Output.yaml
                || filter.wanted().stream().anyMatch(asked -> asked.name().isPresent());
    }

    private static ComparedSnapshot compared(OpenSnapshot open) throws IOException {
        return new ComparedSnapshot(open.name(), open.reader(), open.objects().catalog(), open.objects()::read);
    }

    private DiffResult.Style style() {
        return switch (output) {
            case yaml -> DiffResult.Style.DIFFS;
            case name -> DiffResult.Style.NAMES;
            case text, json -> DiffResult.Style.TABLE;
        };
    }
}
