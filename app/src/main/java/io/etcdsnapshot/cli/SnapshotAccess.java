package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.console.Console;
import io.etcdsnapshot.etcd.LiveVersions;
import io.etcdsnapshot.etcd.RevisionView;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.fetch.SetSelector;
import io.etcdsnapshot.kubernetes.EncryptionKeysCheck;
import io.etcdsnapshot.location.DirectoryLocation;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.reading.OpenSnapshot;
import io.etcdsnapshot.reading.ReadingOptions;
import io.etcdsnapshot.reading.SnapshotOpener;
import io.etcdsnapshot.store.layout.foreign.ForeignFile;
import io.etcdsnapshot.values.PlainYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the snapshots are that a command looks into, and how they are opened. */
final class SnapshotAccess {
    @Option(
            names = "--from",
            paramLabel = "LOCATION|FILE",
            description = "where the sets are (default: the directory that snapshot fills)")
    @Nullable
    Location from;

    @Option(
            names = "--cluster",
            paramLabel = "ID|NAME",
            description = "the cluster whose set is meant, where a location holds sets of several")
    @Nullable
    String cluster;

    @Option(
            names = "--kube-resources",
            paramLabel = "FILE",
            description = "keys of encrypted values: a static_kuberesources_*.tar.gz, or the encryption configuration"
                    + " itself (default: those in the set)")
    @Nullable
    Path kubeResourcesFile;

    @Mixin
    KubeResourcesFrom kubeResources;

    @Variable(Variable.NONE)
    @Option(names = "--no-verify", description = "don't read and check every byte first")
    boolean noVerify;

    @Variable(Variable.NONE)
    @Option(names = "--even-if-damaged", description = "show what can be read of a damaged snapshot, marked so")
    boolean evenIfDamaged;

    @Mixin
    NoTrailerOption noTrailer;

    @Variable("ETCD_SNAPSHOT_COPY_DIRECTORY")
    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "where a snapshot from elsewhere, or a compressed or encrypted one, is copied to while it is"
                    + " read: without a name, and encrypted with a key that is only in memory (default: the system's"
                    + " temporary directory)")
    @Nullable
    Path directory;

    @Mixin
    HostRootOption hostRoot;

    @Mixin
    SshOptions ssh;

    /** Returns the set that a word means; a word that names a file stands for {@code --from} and that file. */
    SetSelector chosen(@Nullable String word) {
        if (word == null) {
            return new SetSelector(null);
        } else if (!Files.isRegularFile(Path.of(word))) {
            try {
                return SetSelector.parse(word);
            } catch (IllegalArgumentException e) {
                throw Failure.wrongUsage(e.getMessage() + ", and there is no such file");
            }
        } else if (from != null) {
            throw Failure.wrongUsage("%s is a file: --from can't be given with it".formatted(word));
        }
        from = DirectoryLocation.of(Path.of(word));
        return new SetSelector(null);
    }

    /** Works with an open snapshot. */
    @FunctionalInterface
    interface Use<T> {
        T of(OpenSnapshot snapshot) throws IOException, InterruptedException;
    }

    /**
     * Opens a set, or the bare file that was named in place of a location, for as long as it is used.
     *
     * @param wanted versions of keys that {@link OpenSnapshot#found} is to know
     */
    <T> T use(
            CommandContext context,
            CommonOptions common,
            SetSelector selector,
            Predicate<RevisionView> wanted,
            Use<T> use)
            throws IOException, InterruptedException {
        Optional<Path> file = file();
        if (file.isPresent()) {
            requireNoSet(file.get(), selector);
            try (OpenSnapshot snapshot = opener(context).open(file.get(), wanted)) {
                return use.of(snapshot);
            }
        }
        try (ReadableStore store = store(context, common);
                OpenSnapshot snapshot = opener(context).open(store, selector.of(cluster), wanted)) {
            return use.of(snapshot);
        }
    }

    /** @throws Failure wrong usage, if something was typed that a bare file has not */
    void requireNoSet(Path file, SetSelector selector) {
        if (selector.id() != null || cluster != null || kubeResources.location != null) {
            throw Failure.wrongUsage(
                            "%s is a file: a set, --cluster and --kube-resources-from are for the sets of a location"
                                    .formatted(file))
                    .hint("its kube resources are named with --kube-resources FILE");
        }
    }

    /** Warns of a snapshot that was opened although it is damaged. */
    static void warnOfDamage(OpenSnapshot snapshot, Console console) {
        if (snapshot.isDamaged()) {
            console.warn("%s is damaged, what follows may be incomplete or wrong: %s"
                    .formatted(snapshot.name(), snapshot.problem()));
        }
    }

    /** Returns the bare snapshot file that was named, empty if it is a location. */
    Optional<Path> file() {
        return from instanceof DirectoryLocation here && Files.isRegularFile(here.path()) && !isWrapped(here.path())
                ? Optional.of(here.path())
                : Optional.empty();
    }

    /** Returns whether a file is compressed or encrypted, as far as its name tells. */
    static boolean isWrapped(Path file) {
        return ForeignFile.isWrapped(String.valueOf(file.getFileName()));
    }

    /** Opens a file alone that is compressed or encrypted, as a location of one set; it holds nothing open. */
    ReadableStore store(Path file, CommandContext context, CommonOptions common) {
        return kubeResources.open(DirectoryLocation.of(file), context, ssh.access(common));
    }

    /** Opens the location of the sets. */
    ReadableStore store(CommandContext context, CommonOptions common) {
        return kubeResources.open(DefaultLocation.orDefault(from, hostRoot, common), context, ssh.access(common));
    }

    SnapshotOpener opener(CommandContext context) {
        return opener(context, LiveVersions.NONE);
    }

    /** @param live takes the live keys of what is opened */
    SnapshotOpener opener(CommandContext context, LiveVersions live) {
        Path copies = directory != null ? directory : Path.of(System.getProperty("java.io.tmpdir"));
        return new SnapshotOpener(
                new ReadingOptions(!noVerify, evenIfDamaged, noTrailer.given, kubeResourcesFile, copies, live),
                new EncryptionKeysCheck(PlainYaml::parse)::parse,
                context.clock(),
                context.console());
    }
}
