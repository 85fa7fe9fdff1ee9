package io.etcdsnapshot.store.layout.foreign;

import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.ForeignLayout;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetFileName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot that another tool saved alone, as its name tells. Sources: the tools' own code and documents.
 *
 * @param takenAt null where the name tells no time
 * @param file as it is stored; whatever is around the snapshot is told by the end of its name
 * @param partial whether it was left by a save that did not end
 */
public record ForeignFile(String tool, @Nullable Instant takenAt, SetFile file, boolean partial) {
    private static final String PARTIAL = ".part";
    private static final String ENCRYPTED = ".age";

    /** @param certain whether no other file is named like this, so that one of an odd size is a damaged snapshot */
    private record Form(String tool, Pattern name, boolean certain) {
        Form(String tool, String name, boolean certain) {
            this(tool, Pattern.compile(name), certain);
        }
    }

    private static final List<Form> FORMS = List.of(
            new Form("gardener", "Full-\\d{8,}-\\d{8,}-(?<time>%s)".formatted(NamedTime.UNIX), true),
            new Form("talos-backup", ".+-(?<time>%s)\\.snap".formatted(NamedTime.RFC_3339), true),
            new Form("hypershift", "(?<time>%s)\\.db".formatted(NamedTime.UNIX), true),
            new Form("k3s/rke2", "(?:etcd-snapshot|on-demand)-.+-(?<time>%s)".formatted(NamedTime.UNIX), true),
            new Form("k3s/rke2", "(?!Incr-).+-(?<time>%s)".formatted(NamedTime.UNIX), false),
            new Form("etcdctl", "snapshot\\.db", true),
            new Form(ForeignLayout.OTHER, ".+\\.(?:db|snap|snapshot)", false));

    /** What a name can have behind it, and how that is called. */
    private enum Compression {
        ZSTD(".zst", SetFile.ZSTD),
        GZIP(".gz", SetFile.GZIP),
        ZIP(".zip", SetFile.ZIP);

        private final String suffix;
        private final String name;

        Compression(String suffix, String name) {
            this.suffix = suffix;
            this.name = name;
        }

        static Predicate<Compression> endOf(String name) {
            return each -> name.endsWith(each.suffix);
        }
    }

    /** Returns what a file is, as far as name and size tell; empty if no tool names snapshots so. */
    public static Optional<ForeignFile> of(String name, long size) {
        if (name.startsWith(".") || SetFileName.parse(name).isPresent()) {
            return Optional.empty();
        }
        String whole = cut(name, PARTIAL);
        // Gardener marks the last snapshot of a cluster behind all else.
        String unmarked = whole.startsWith("Full-") ? cut(whole, ".final") : whole;
        String compressed = cut(unmarked, ENCRYPTED);
        @Nullable
        Compression compression = Optional.of(compressed)
                .flatMap(it -> List.of(Compression.values()).stream()
                        .filter(Compression.endOf(it))
                        .findFirst())
                .orElse(null);
        String core = compression == null ? compressed : cut(compressed, compression.suffix);
        SetFile file = new SetFile(
                name,
                FileRole.SNAPSHOT,
                size,
                null,
                null,
                null,
                compression == null ? null : compression.name,
                compressed.equals(unmarked) ? null : List.of());
        boolean partial = !whole.equals(name);
        return SetFileName.parse(core).isPresent() ? Optional.empty() : ofCore(core, file, partial);
    }

    /** Returns a snapshot of which nothing is known but that somebody says it is one. */
    public static ForeignFile other(String name, long size) {
        SetFile file = SetFile.alone(name, FileRole.SNAPSHOT, size);
        return new ForeignFile(ForeignLayout.OTHER, null, file, false);
    }

    /** Returns whether the name says that a file is compressed or encrypted. */
    public static boolean isWrapped(String name) {
        return !of(name, 0).orElse(other(name, 0)).file().isPlain();
    }

    private static String cut(String name, String suffix) {
        return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
    }

    private static Optional<ForeignFile> ofCore(String core, SetFile file, boolean partial) {
        for (Form form : FORMS) {
            Matcher matcher = form.name().matcher(core);
            if (matcher.matches()) {
                boolean likely = form.certain() || partial || !file.isPlain() || isWholePages(file.size());
                Optional<Instant> time = form.name().pattern().contains("<time>")
                        ? NamedTime.parse(matcher.group("time"))
                        : NamedTime.in(core);
                return likely
                        ? Optional.of(new ForeignFile(form.tool(), time.orElse(null), file, partial))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static boolean isWholePages(long size) {
        return size % 512 == 32;
    }
}
