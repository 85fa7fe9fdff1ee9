package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.report.ListResult;
import io.etcdsnapshot.report.Result;
import java.io.IOException;
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

    private final CommandContext context;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|wide|json",
            defaultValue = "text",
            description = "how the result is written; wide adds cluster, version, dirty and tags (default: text)")
    Output output;

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
    public Result run() throws IOException {
        List<Location> wanted = locations.isEmpty()
                ? List.of(DefaultLocation.orDefault(null, hostRoot, common))
                : locations.stream().map(Location::parse).toList();
        Access access = ssh.access(common);
        ListResult result = new ListResult();
        for (Location location : wanted) {
            try (WritableStore store = context.store(location, access)) {
                result.add(store.list());
            } catch (Unreadable e) {
                fail(location, Failure.of(e), wanted, result);
            } catch (Failure e) {
                fail(location, e, wanted, result);
            }
        }
        return result;
    }

    private static void fail(Location location, Failure failure, List<Location> wanted, ListResult result) {
        if (wanted.size() == 1) {
            throw failure;
        }
        result.add(location.toString(), failure);
    }
}
