package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetFileName;
import io.etcdsnapshot.backup.SetVerification;
import io.etcdsnapshot.backup.SetVerifier;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.fetch.LatestSets;
import io.etcdsnapshot.location.DirectoryLocation;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.report.Result;
import io.etcdsnapshot.report.VerifyResult;
import io.etcdsnapshot.store.layout.foreign.ForeignFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = "Verifies backup sets, or a bare snapshot file: every byte is read and checked.",
        footer = {
            "",
            "Without --id or --all the newest set is verified, of each cluster.",
            "",
            "Examples:",
            "  etcd-snapshot verify",
            "  etcd-snapshot verify --all /mnt/backups/prod",
            "  etcd-snapshot verify --id 2026-11-20_013000 /mnt/backups/prod",
            "  etcd-snapshot verify /mnt/prod --kube-resources-from ssh://core@vault/srv/keys",
            "  etcd-snapshot verify --age-identity key.txt /mnt/backups/prod",
            "  etcd-snapshot verify snapshot.db"
        })
final class VerifyCommand extends ResultCommand {
    @Parameters(
            paramLabel = "LOCATION|FILE",
            arity = "0..1",
            description = "default: the directory that snapshot fills")
    @Nullable
    Location location;

    @Option(names = "--id", paramLabel = "ID", description = "the set with this id")
    @Nullable
    BackupSetId id;

    @Option(names = "--all", description = "all sets")
    boolean all;

    @Option(
            names = "--no-trailer",
            description = "accept a snapshot without a SHA-256 at its end, such as a copy of member/snap/db, if it is"
                    + " otherwise undamaged")
    boolean noTrailer;

    @Mixin
    KubeResourcesFrom kubeResources;

    @Mixin
    HostRootOption hostRoot;

    @Mixin
    SshOptions ssh;

    @Mixin
    MetricsOption metrics;

    VerifyCommand(CommandContext context) {
        super(context);
    }

    @Override
    public MetricsOption metrics() {
        return metrics;
    }

    @Override
    public Result run() throws IOException, InterruptedException {
        if (id != null && all) {
            throw Failure.wrongUsage("--id and --all can't be given together");
        }
        Location given = DefaultLocation.orDefault(location, hostRoot, common);
        if (given instanceof DirectoryLocation here
                && Files.isRegularFile(here.path())
                && !ForeignFile.isWrapped(String.valueOf(here.path().getFileName()))) {
            return VerifyResult.of(here.toString(), List.of(verify(here.path())));
        }
        return verify(given);
    }

    private SetVerification verify(Path file) throws Unreadable, InterruptedException {
        if (id != null || all || kubeResources.location != null) {
            throw Failure.wrongUsage(
                    "%s is a file: --id, --all and --kube-resources-from are for the sets of a location"
                            .formatted(file));
        }
        String name = String.valueOf(file.getFileName());
        BackupSetId id = SetFileName.parse(name).map(SetFileName::id).orElse(null);
        SetFile snapshot = new SetFile(name, FileRole.SNAPSHOT, file.toFile().length(), null);
        return SetVerifier.verify(
                id,
                file.toString(),
                List.of(snapshot),
                ignored -> context.console().watched(name, snapshot.size(), Files.newInputStream(file)),
                verification());
    }

    private Result verify(Location given) throws IOException, InterruptedException {
        try (ReadableStore store = kubeResources.open(given, context, ssh.access(common))) {
            List<SetVerification> verifications = new ArrayList<>();
            for (BackupSet set : chosen(store.list(), id)) {
                context.console().debug("verifying " + set.path());
                if (set.isUsable() && set.problem() != null) {
                    context.console().warn("%s: %s".formatted(set.id(), set.problem()));
                }
                verifications.add(SetVerifier.verify(set, store, verification()));
            }
            return VerifyResult.of(given.toString(), verifications);
        }
    }

    private SetVerifier.Options verification() {
        return new SetVerifier.Options(noTrailer, context.encryptionCheck());
    }

    private List<BackupSet> chosen(Listing listing, @Nullable BackupSetId wanted) {
        if (wanted != null) {
            return List.of(listing.require(wanted));
        }
        List<BackupSet> sets = listing.requireAny();
        return all
                ? sets
                : newestOfEachCluster(LatestSets.of(sets, context.clock().instant()));
    }

    private List<BackupSet> newestOfEachCluster(LatestSets sets) {
        sets.fromTheFuture()
                .forEach(set -> context.console().warn("skipping %s: %s".formatted(set.id(), LatestSets.FUTURE)));
        Map<String, BackupSet> newest = new LinkedHashMap<>();
        sets.suspectAndNewest()
                .forEach(set -> context.console().warn("skipping %s: %s".formatted(set.id(), set.suspicion())));
        sets.inOrder().forEach(set -> newest.putIfAbsent(String.valueOf(set.clusterId()), set));
        if (newest.isEmpty()) {
            throw Failure.failed("all sets are from the future").hint("name one with --id, or verify --all");
        }
        return List.copyOf(newest.values());
    }
}
