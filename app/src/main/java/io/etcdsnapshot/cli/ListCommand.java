package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.io.RunTogether;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.report.ListResult;
import io.etcdsnapshot.report.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "list",
        description = "Lists the backup sets of one or more locations, newest first.",
        footer = {
            "",
            "Examples:",
            "  etcd-snapshot list",
            "  etcd-snapshot list /mnt/backups/prod ssh://core@master-1/home/core/etcd-snapshots",
            "  etcd-snapshot list -o wide /mnt/backups/prod"
        })
final class ListCommand implements CliCommand {
    enum Output {
        TEXT,
        WIDE,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Limits the silence of one location; all are asked at once. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    private final CommandContext context;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|wide|json",
            defaultValue = "text",
            description = "how the result is written; wide adds cluster, version, dirty and tags (default: text)")
    Output output;

    @Mixin
    IdentityOptions identities;

    @Mixin
    HostRootOption hostRoot;

    @Mixin
    SshOptions ssh;

    @Mixin
    CommonOptions common;

    @Parameters(paramLabel = "LOCATION", arity = "0..*", description = "default: the directory that snapshot fills")
    List<String> locations = List.of();

    ListCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Format format() {
        return Format.valueOf(output.name());
    }

    @Override
    public Result run() throws InterruptedException {
        List<Location> wanted = locations.isEmpty()
                ? List.of(DefaultLocation.orDefault(null, hostRoot, common))
                : locations.stream().map(Location::parse).toList();
        Access access = ssh.access(common);
        List<RunTogether.Task<Listing>> tasks = new ArrayList<>();
        wanted.forEach(location -> tasks.add(progress -> list(location, access, progress)));
        List<RunTogether.Outcome<Listing>> listings = RunTogether.all(tasks, LONGEST_SILENCE, Duration.ZERO);
        ListResult result = new ListResult();
        for (int i = 0; i < wanted.size(); i++) {
            Failure failure = listings.get(i).failure();
            if (failure == null || wanted.size() == 1) {
                result.add(listings.get(i).orThrow());
            } else {
                result.add(wanted.get(i).toString(), failure);
            }
        }
        return result;
    }

    private Listing list(Location location, Access access, Progress progress) throws IOException {
        try (ReadableStore store = identities.opening(context.store(location, access))) {
            store.reportTo(progress);
            return store.list();
        }
    }
}
