package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.EncryptionCheck;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetFileName;
import io.etcdsnapshot.backup.SetVerification;
import io.etcdsnapshot.backup.SetVerifier;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.report.Document;
import io.etcdsnapshot.report.Texts;
import io.etcdsnapshot.values.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = "Proves backup sets, or a bare snapshot file, whole: every byte is read and checked.",
        footer = {
            "",
            "Without --id or --all the newest set is proven.",
            "",
            "Examples:",
            "  etcd-snapshot verify",
            "  etcd-snapshot verify --all /mnt/backups/prod",
            "  etcd-snapshot verify --id 2026-11-20_013000 /mnt/backups/prod",
            "  etcd-snapshot verify /mnt/backups/prod --kube-resources-from ssh://core@vault/srv/etcd-keys",
            "  etcd-snapshot verify snapshot.db"
        })
final class VerifyCommand implements Callable<Integer> {
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
    KubeResourcesFrom kubeResources;

    @Parameters(
            paramLabel = "LOCATION|FILE",
            arity = "0..1",
            description = "default: the directory that snapshot fills")
    @Nullable
    String location;

    @Option(names = "--id", paramLabel = "ID", description = "the set with this id")
    @Nullable
    BackupSetId id;

    @Option(names = "--all", description = "all sets")
    boolean all;

    @Option(
            names = "--no-trailer",
            description =
                    "accept a snapshot without a SHA-256 at its end, such as a copy of member/snap/db, if it is otherwise"
                            + " whole")
    boolean noTrailer;

    VerifyCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (id != null && all) {
            throw Failure.wrongUsage("--id and --all can't be given together");
        }
        Values values = common.readValues();
        String given = DefaultLocation.orDefault(location, hostRoot, values);
        Path path = Path.of(given);
        boolean here = !given.contains("://");
        if (here && Files.isRegularFile(path)) {
            return show(given, List.of(proveFile(path)));
        }
        Optional<BackupSetId> named = here && Files.isDirectory(path) ? setOf(path) : Optional.empty();
        String place = named.isPresent() ? String.valueOf(path.toAbsolutePath().getParent()) : given;
        return show(place, proveSets(place, named.orElse(id), values));
    }

    /** A user may name a set's own directory, as {@code snapshot} prints it. */
    private static Optional<BackupSetId> setOf(Path directory) {
        return Optional.ofNullable(directory.getFileName()).flatMap(name -> BackupSetId.parse(name.toString()));
    }

    private int show(String place, List<SetVerification> verdicts) {
        common.show(
                services.console(),
                Document.Verified.of(place, verdicts),
                () -> Texts.verified(verdicts, services.console().width()));
        return verdicts.stream().allMatch(SetVerification::ok) ? ExitCodes.DONE : ExitCodes.NOT_WHOLE;
    }

    private SetVerification proveFile(Path file) throws Unreadable, InterruptedException {
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
                ignored -> services.console().watched(name, snapshot.size(), Files.newInputStream(file)),
                verification());
    }

    private List<SetVerification> proveSets(String place, @Nullable BackupSetId wanted, Values values)
            throws IOException, InterruptedException {
        try (ReadableStore store =
                kubeResources.open(place, location -> services.store(location, ssh.settings(values)))) {
            List<SetVerification> verdicts = new ArrayList<>();
            for (BackupSet set : chosen(store.list(), wanted)) {
                services.console().debug("proving " + set.path());
                verdicts.add(SetVerifier.verify(set, file -> store.open(set, file), verification()));
            }
            return verdicts;
        }
    }

    private SetVerifier.Options verification() {
        return new SetVerifier.Options(noTrailer, EncryptionCheck.NONE);
    }

    private List<BackupSet> chosen(Listing listing, @Nullable BackupSetId wanted) {
        if (wanted != null) {
            return List.of(listing.require(wanted));
        }
        List<BackupSet> sets = listing.requireAny();
        return all ? sets : sets.subList(0, 1);
    }
}
