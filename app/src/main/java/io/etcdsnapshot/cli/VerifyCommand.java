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
import io.etcdsnapshot.backup.Wrapping;
import io.etcdsnapshot.catalogue.Outcome;
import io.etcdsnapshot.catalogue.Recorder;
import io.etcdsnapshot.crypto.Unsealer;
import io.etcdsnapshot.failure.Damaged;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.fetch.LatestSets;
import io.etcdsnapshot.location.DirectoryLocation;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.report.Result;
import io.etcdsnapshot.report.VerifyResult;
import io.etcdsnapshot.store.layout.foreign.ForeignFile;
import io.etcdsnapshot.store.wrapped.UnwrappedStore;
import java.io.IOException;
import java.io.InputStream;
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
            "  etcd-snapshot verify snapshot.db",
            "  etcd-snapshot verify snapshot.db.age --age-identity key.txt"
        })
final class VerifyCommand extends ResultCommand {
    private static final int SKIPPED = 1 << 20;

    @Parameters(
            paramLabel = "LOCATION|FILE",
            arity = "0..1",
            description = "default: the directory that snapshot fills")
    @Nullable
    Location location;

    @Option(names = "--id", paramLabel = "ID", description = "the set with this id, or all that have it")
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
                && !isArchive(String.valueOf(here.path().getFileName()))) {
            return VerifyResult.of(here.toString(), List.of(verify(here.path())));
        }
        return verify(given);
    }

    /** Returns whether only other tools wrap a snapshot so. */
    private static boolean isArchive(String name) {
        return Wrapping.of(name) == Wrapping.NONE && ForeignFile.isWrapped(name);
    }

    private SetVerification verify(Path file) throws Unreadable, InterruptedException {
        if (id != null || all || kubeResources.location != null) {
            throw Failure.wrongUsage(
                    "%s is a file: --id, --all and --kube-resources-from are for the sets of a location"
                            .formatted(file));
        }
        String name = String.valueOf(file.getFileName());
        BackupSetId id = SetFileName.parse(name).map(SetFileName::id).orElse(null);
        SetFile stored = SetFile.alone(name, FileRole.SNAPSHOT, file.toFile().length());
        SetVerifier.Opener asStored =
                ignored -> context.console().watched(name, stored.size(), Files.newInputStream(file));
        Unsealer identities = kubeResources.identities.unsealer();
        if (stored.isPlain() || (stored.wrapping().isEncrypted() && identities == null)) {
            return SetVerifier.verify(id, file.toString(), List.of(stored), asStored, verification());
        }
        SetVerifier.Opener opened = ignored -> UnwrappedStore.opened(asStored.open(name), stored, identities);
        SetFile snapshot = stored.holding(bytesOf(opened, name));
        return SetVerifier.verify(id, file.toString(), List.of(snapshot), opened, verification());
    }

    /** Returns how much a file holds, which only reading all of it tells; as much as there is of one that is damaged. */
    private static long bytesOf(SetVerifier.Opener opened, String name) throws Unreadable {
        long bytes = 0;
        try (InputStream in = opened.open(name)) {
            for (long skipped = in.skip(SKIPPED); skipped > 0; skipped = in.skip(SKIPPED)) {
                bytes += skipped;
            }
            return bytes;
        } catch (Damaged e) {
            return bytes;
        } catch (IOException e) {
            throw Unreadable.of(name, e);
        }
    }

    private Result verify(Location given) throws IOException, InterruptedException {
        try (ReadableStore store = kubeResources.open(given, context, ssh.access(common))) {
            return VerifyResult.of(given.toString(), verify(chosen(store.list(), id), store));
        }
    }

    private List<SetVerification> verify(List<BackupSet> sets, ReadableStore store)
            throws IOException, InterruptedException {
        Recorder recorder = context.recorder();
        List<SetVerification> verifications = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        try {
            for (BackupSet set : sets) {
                context.console().debug("verifying " + set.path());
                if (set.isUsable() && set.problem() != null) {
                    context.console().warn("%s: %s".formatted(set.label(), set.problem()));
                }
                if (set.isShut() && kubeResources.identities.areGiven()) {
                    context.console()
                            .warn("none of the identities opens %s: verified as stored only".formatted(set.label()));
                }
                long start = System.nanoTime();
                SetVerification found = SetVerifier.verify(set, store, verification());
                verifications.add(found);
                outcomes.add(recorder.verified(set, found, (System.nanoTime() - start) / 1_000_000));
            }
            return verifications;
        } finally {
            recorder.append(store, Recorder.isForOurs(sets) ? outcomes : List.of());
        }
    }

    private SetVerifier.Options verification() {
        return new SetVerifier.Options(noTrailer, context.encryptionCheck());
    }

    private List<BackupSet> chosen(Listing listing, @Nullable BackupSetId wanted) {
        if (wanted != null) {
            listing.require(wanted);
            return listing.sets().stream()
                    .filter(set -> set.id().equals(wanted))
                    .toList();
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
