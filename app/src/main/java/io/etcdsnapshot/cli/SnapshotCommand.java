package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Circumstances;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.StagingArea;
import io.etcdsnapshot.backup.TakeBackup;
import io.etcdsnapshot.catalogue.Outcome;
import io.etcdsnapshot.catalogue.Recorder;
import io.etcdsnapshot.etcd.SnapshotReader;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.host.HostFacts;
import io.etcdsnapshot.kubernetes.resource.KindCatalog;
import io.etcdsnapshot.kubernetes.usage.DatabaseUsage;
import io.etcdsnapshot.report.Result;
import io.etcdsnapshot.report.SkippedResult;
import io.etcdsnapshot.report.SnapshotResult;
import io.etcdsnapshot.retention.CalendarDuration;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "snapshot",
        description = "Takes one backup set on this control-plane host, and publishes it once it is verified.",
        footer = {
            "",
            "Examples:",
            "  etcd-snapshot snapshot",
            "  etcd-snapshot snapshot --directory /home/core/before-upgrade --tag pre-upgrade",
            "  etcd-snapshot snapshot --method etcdctl --force"
        })
final class SnapshotCommand extends MeasuredCommand {
    /** Enough for a picture of what grows, in a history that is bounded. */
    private static final int REMEMBERED_KINDS = 12;

    @Mixin
    SnapshotOptions options;

    @Mixin
    SnapshotRunOptions run;

    @Option(
            names = "--standby",
            paramLabel = "DURATION",
            description = "take a set only if no other run takes one within this time")
    @Nullable
    CalendarDuration standby;

    @Mixin
    LockWaitOption lockWait;

    @Mixin
    SkipFileOption skipFile;

    @Mixin
    HostRootOption hostRoot;

    @Mixin
    PingOptions ping;

    SnapshotCommand(CommandContext context) {
        super(context);
    }

    @Override
    public PingOptions ping() {
        return ping;
    }

    @Override
    public Result run() throws Unreadable, InterruptedException {
        SnapshotSettings settings = options.settings(hostRoot.get(), common.values(), run);
        String node = context.nodeName(settings.hostRoot());
        String wanted = settings.onlyOnHost();
        if (wanted != null && !HostFacts.isNamed(node, wanted)) {
            return new SkippedResult("this host is %s, not %s: nothing to do".formatted(node, wanted));
        }
        if (standby == null) {
            ping.started();
        }
        TakeBackup.Taken taken = takeAndRemember(context.takeBackup(settings), settings);
        if (!taken.byAnother()) {
            return SnapshotResult.of(taken.set());
        }
        String reason =
                "another run took %s: nothing to do".formatted(taken.set().id());
        skipFile.leave(reason);
        return new SkippedResult(reason);
    }

    private TakeBackup.Taken takeAndRemember(TakeBackup backup, SnapshotSettings settings)
            throws Unreadable, InterruptedException {
        Recorder recorder = context.recorder();
        String directory = settings.place().directory();
        StagingArea area = context.stagingArea(settings.hostRoot().resolve(directory), directory);
        long start = System.nanoTime();
        try {
            TakeBackup.Taken taken = take(backup, settings);
            if (!taken.byAnother()) {
                BackupSet set = taken.set();
                recorder.append(
                        area,
                        List.of(recorder.taken(set, set.requireManifest().durationMillis())
                                .withKinds(bytesByKind(area, set))));
            }
            return taken;
        } catch (Failure e) {
            // Another run that holds the lock tells of its own end.
            if (e.kind() != Failure.Kind.REFUSED || !e.isTransient()) {
                long millis = (System.nanoTime() - start) / 1_000_000;
                recorder.append(area, List.of(recorder.failed(Outcome.SNAPSHOT, e.getMessage(), millis)));
            }
            throw e;
        }
    }

    /** Counts what fills the database, for the history; null where only recipients may know, or it can't be read. */
    private @Nullable Map<String, Long> bytesByKind(StagingArea area, BackupSet set) {
        SetFile file = set.files().stream()
                .filter(each -> each.role() == FileRole.SNAPSHOT && each.isPlain())
                .findFirst()
                .orElse(null);
        if (file == null) {
            return null;
        }
        try (SnapshotReader snapshot =
                SnapshotReader.open(area.directory().resolve(set.id().value()).resolve(file.name()))) {
            return DatabaseUsage.of(snapshot, KindCatalog.builtIn()).bytesByKind(REMEMBERED_KINDS);
        } catch (IOException e) {
            context.console().debug("can't count what fills the database: " + Reason.of(e));
            return null;
        }
    }

    private TakeBackup.Taken take(TakeBackup backup, SnapshotSettings settings)
            throws Unreadable, InterruptedException {
        Circumstances.Inquiry circumstances = () -> context.circumstances(settings, Version.tool());
        if (standby == null) {
            return backup.run(lockWait.get(), circumstances);
        }
        context.console().info("standing by: waiting %s for the set of another run".formatted(standby));
        Duration patience = settings.capture().timeout().plus(settings.capture().retryFor());
        return backup.runUnlessAnother(standby.toDuration(), patience, circumstances);
    }
}
