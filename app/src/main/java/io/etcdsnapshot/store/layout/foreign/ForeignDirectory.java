package io.etcdsnapshot.store.layout.foreign;

import io.etcdsnapshot.backup.BackupSetId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A directory in which another tool keeps one backup, as its name tells, or several. Sources: the tools' own code and
 * documents.
 *
 * @param takenAt null where the name tells no time
 * @param holdsMany whether it is a place for all of the tool's snapshots
 */
public record ForeignDirectory(String tool, String name, @Nullable Instant takenAt, boolean holdsMany) {
    private record Form(String tool, Pattern name, Function<String, Optional<Instant>> time) {}

    private static final String UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    private static final List<Form> FORMS = List.of(
            new Form(
                    "openshift-backup", Pattern.compile("backup-.+-(%s)".formatted(NamedTime.STAMP)), NamedTime::parse),
            new Form(
                    "openshift-backup-policy",
                    Pattern.compile(".+-%s-(\\d{8})".formatted(UUID)),
                    ForeignDirectory::minutes),
            // Its format of the time is the user's choice.
            new Form("adfinis", Pattern.compile("etcd-backup-(.+)"), NamedTime::parse));

    private static final Pattern VERSION_OF_GARDENER = Pattern.compile("v[12]");

    /** Returns whose directory it is; empty if no tool names directories so. */
    public static Optional<ForeignDirectory> of(String name) {
        for (Form form : FORMS) {
            Matcher matcher = form.name().matcher(name);
            if (matcher.matches()) {
                Instant time = form.time().apply(matcher.group(1)).orElse(null);
                return Optional.of(new ForeignDirectory(form.tool(), name, time, false));
            }
        }
        return VERSION_OF_GARDENER.matcher(name).matches()
                ? Optional.of(new ForeignDirectory("gardener", name, null, true))
                : Optional.empty();
    }

    /** Returns a directory with the time of a backup for its name, as scripts and cron jobs make it. */
    public static ForeignDirectory of(BackupSetId id) {
        return new ForeignDirectory("cluster-backup.sh", id.value(), id.time(), false);
    }

    private static Optional<Instant> minutes(String text) {
        return Optional.of(Instant.EPOCH.plus(Duration.ofMinutes(Long.parseLong(text))));
    }
}
