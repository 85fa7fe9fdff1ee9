package io.etcdsnapshot.cli;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.RunTogether;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.report.FleetResult;
import io.etcdsnapshot.report.ListResult;
import io.etcdsnapshot.report.NagiosResult;
import io.etcdsnapshot.report.Result;
import io.etcdsnapshot.retention.CalendarDuration;
import io.etcdsnapshot.retention.RetentionPolicy;
import io.etcdsnapshot.values.RetentionRules;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "list",
        description = "Lists the backup sets of one or more locations, newest first.",
        footer = {
            "",
            "With -o nagios the exit code is that of a monitoring plugin:",
            "  0 OK",
            "  1 WARNING: a set is damaged, or failed its last verification or rehearsal",
            "  2 CRITICAL: a cluster has no good set within --max-age; wrong usage",
            "  3 UNKNOWN: a location cannot be read",
            "",
            "Examples:",
            "  etcd-snapshot list",
            "  etcd-snapshot list /mnt/backups/prod ssh://core@master-1/home/core/etcd-snapshots",
            "  etcd-snapshot list -o wide /mnt/backups/prod",
            "  etcd-snapshot list --recursive --max-age 26h /mnt/backups",
            "  etcd-snapshot list --recursive --max-age 26h -o nagios s3://backups"
        })
final class ListCommand extends OwnFormatCommand {
    enum Output {
        TEXT(Format.TEXT),
        WIDE(Format.WIDE),
        JSON(Format.JSON),
        NAGIOS(Format.TEXT);

        private final Format format;

        Output(Format format) {
            this.format = format;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|wide|json|nagios",
            defaultValue = "text",
            description = "how the result is written; wide adds cluster, version, dirty, tags, and when a set was last"
                    + " verified and rehearsed; nagios is one line for a monitoring system (default: text)")
    Output output;

    @Option(names = "--recursive", description = "one row for each cluster, also of the directories below, worst first")
    boolean recursive;

    @Option(
            names = "--max-age",
            paramLabel = "DURATION",
            description = "one row for each cluster; exit code 3 where one has no good set within this time")
    @Nullable
    CalendarDuration maxAge;

    @Mixin
    IdentityOptions identities;

    @Mixin
    HostRootOption hostRoot;

    @Mixin
    SshOptions ssh;

    @Parameters(paramLabel = "LOCATION", arity = "0..*", description = "default: the directory that snapshot fills")
    List<String> locations = List.of();

    ListCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Format format() {
        return output.format;
    }

    @Override
    public Result run() throws InterruptedException {
        Access access = ssh.access(common);
        if (output == Output.NAGIOS) {
            try {
                return NagiosResult.of(fleet(access));
            } catch (Failure e) {
                return NagiosResult.of(e);
            }
        } else if (recursive || maxAge != null) {
            return fleet(access);
        }
        return list(wanted(), access);
    }

    private List<Location> wanted() {
        return locations.isEmpty()
                ? List.of(DefaultLocation.orDefault(null, hostRoot, common))
                : locations.stream().map(Location::parse).toList();
    }

    private FleetResult fleet(Access access) throws InterruptedException {
        LocationReader reader = new LocationReader(context, access, identities, true);
        FleetSearch search = new FleetSearch(reader, context.clock().instant());
        search.look(wanted(), recursive);
        return new FleetResult(search.states(), search.unreadable(), maxAge == null ? null : maxAge.toDuration());
    }

    private Result list(List<Location> wanted, Access access) throws InterruptedException {
        LocationReader reader = new LocationReader(context, access, identities, output != Output.TEXT);
        List<RunTogether.Outcome<LocationReader.Found>> found = reader.all(wanted);
        ListResult result = new ListResult();
        for (int i = 0; i < wanted.size(); i++) {
            Failure failure = found.get(i).failure();
            if (failure == null || wanted.size() == 1) {
                LocationReader.Found here = found.get(i).orThrow();
                result.add(
                        here.listing(),
                        here.history(),
                        rules(wanted.get(i)),
                        context.clock().instant());
            } else {
                result.add(wanted.get(i).toString(), failure);
            }
        }
        return result;
    }

    private RetentionPolicy rules(Location location) {
        return common.hasFile()
                ? RetentionOptions.rulesFor(location, hostRoot, common.values()).policy()
                : RetentionRules.NONE.policy();
    }
}
