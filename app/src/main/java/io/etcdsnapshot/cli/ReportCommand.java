package io.etcdsnapshot.cli;

import io.etcdsnapshot.catalogue.Catalogue;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.report.ReportResult;
import io.etcdsnapshot.report.Result;
import io.etcdsnapshot.report.page.CataloguePage;
import io.etcdsnapshot.retention.CalendarDuration;
import io.etcdsnapshot.values.Size;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "report",
        description = {
            "Shows whether there is a good backup set everywhere: as text, as JSON, or as a page for a browser.",
            "What retention removes next needs its rules: -f my-values.yaml, or the options below."
        },
        footer = {
            "",
            "Examples:",
            "  etcd-snapshot report /mnt/backups/prod --html backups.html",
            "  etcd-snapshot report -f my-values.yaml /mnt/backups/prod --html backups.html",
            "  etcd-snapshot report --recursive /mnt/backups --max-age 26h"
        })
final class ReportCommand extends ResultCommand {
    @Parameters(paramLabel = "LOCATION", arity = "0..*", description = "default: the directory that snapshot fills")
    List<Location> locations = List.of();

    @Variable(Variable.NONE)
    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "write one page that needs nothing else beside it; - for standard output")
    @Nullable
    Path html;

    @Variable("ETCD_SNAPSHOT_REPORT_RECURSIVE")
    @Option(names = "--recursive", description = "also the directories of single clusters below each location")
    boolean recursive;

    @Variable("ETCD_SNAPSHOT_REPORT_MAX_AGE")
    @Option(
            names = "--max-age",
            paramLabel = "DURATION",
            description = "exit 3 where the newest good set of a cluster or a location is older (default: 26h, and no"
                    + " such exit)")
    @Nullable
    CalendarDuration maxAge;

    @Option(
            names = "--quota",
            paramLabel = "SIZE",
            description = "etcd's limit for the database, quota-backend-bytes (default: 8Gi)")
    @Nullable
    Size quota;

    @Mixin
    RetentionOptions retention;

    @Mixin
    IdentityOptions identities;

    @Mixin
    HostRootOption hostRoot;

    @Mixin
    SshOptions ssh;

    ReportCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Result run() throws IOException, InterruptedException {
        boolean toOutput = html != null && html.toString().equals("-");
        if (toOutput && format() == Format.JSON) {
            throw Failure.wrongUsage("--html - and -o json both write to standard output");
        }
        List<Location> wanted =
                locations.isEmpty() ? List.of(DefaultLocation.orDefault(null, hostRoot, common)) : locations;
        Access access = ssh.access(common);
        List<ReportResult.Reading> readings = new PlaceReader(
                        location -> identities.opening(context.store(location, access)),
                        location -> retention.known(location, hostRoot, common),
                        recursive,
                        context.console())
                .read(wanted);
        Catalogue catalogue = Catalogue.of(
                readings.stream().map(ReportResult.Reading::place).toList(),
                context.clock().instant(),
                maxAge == null ? Catalogue.USUAL_AGE : maxAge.toDuration(),
                quota == null ? Catalogue.USUAL_QUOTA : quota.bytes());
        ReportResult result = new ReportResult(catalogue, readings, maxAge != null);
        if (html == null) {
            return result;
        }
        String page = CataloguePage.of(catalogue, Version.tool(), null);
        if (toOutput) {
            return result.asPage(page);
        }
        PageFile.write(html, page);
        return result.writtenTo(html);
    }
}
