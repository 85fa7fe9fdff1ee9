package io.etcdsnapshot.reading;

import io.etcdsnapshot.backup.EncryptionCheck;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.SetVerification;
import io.etcdsnapshot.backup.SetVerifier;
import io.etcdsnapshot.bbolt.CorruptDatabase;
import io.etcdsnapshot.etcd.RevisionView;
import io.etcdsnapshot.etcd.SnapshotReader;
import io.etcdsnapshot.fetch.SetSearch.Tried;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads a source once: what was verified, or only walked, is then open. */
final class SourceReading {
    private final ReadingOptions options;
    private final ConfigurationParser configurations;
    private final Log log;

    SourceReading(ReadingOptions options, ConfigurationParser configurations, Log log) {
        this.options = options;
        this.configurations = configurations;
        this.log = log;
    }

    /**
     * Opens a source.
     *
     * @return the open snapshot, or why it is not whole
     */
    Tried<Optional<OpenSnapshot>> open(SnapshotSource source, Predicate<RevisionView> wanted)
            throws IOException, InterruptedException {
        boolean opened = false;
        try {
            Tried<Optional<OpenSnapshot>> tried = read(source, new Landmarks(wanted, options.live()));
            opened = tried.outcome().isPresent();
            return tried;
        } catch (CorruptDatabase e) {
            return new Tried<>(Optional.empty(), String.valueOf(e.getMessage()));
        } finally {
            if (!opened) {
                source.file().close();
            }
        }
    }

    private Tried<Optional<OpenSnapshot>> read(SnapshotSource source, Landmarks landmarks)
            throws IOException, InterruptedException {
        @Nullable SetVerification verification = null;
        if (options.verify()) {
            verification = source.verification()
                    .run(new SetVerifier.Options(options.acceptNoTrailer(), EncryptionCheck.NONE, landmarks));
            if (!verification.ok() && !options.evenIfDamaged()) {
                return new Tried<>(Optional.empty(), verification.problems());
            }
        } else {
            source.file().readAhead();
        }
        SnapshotReader reader = SnapshotReader.open(source.file().pages());
        String problem = verification == null || verification.ok() ? "" : verification.problems();
        if (verification == null) {
            problem = walk(reader, landmarks);
        }
        SnapshotObjects objects = new SnapshotObjects(reader, landmarks, source, configurations, log);
        OpenSnapshot snapshot = new OpenSnapshot(source, verification, problem, reader, landmarks.found(), objects);
        return new Tried<>(Optional.of(snapshot), "");
    }

    /** @return the first problem that was found, or nothing */
    private String walk(SnapshotReader reader, Landmarks landmarks) throws IOException {
        String[] problem = {""};
        reader.walkKeys(false, landmarks, damage -> {
            if (!options.evenIfDamaged()) {
                throw damage;
            }
            problem[0] = problem[0].isEmpty() ? String.valueOf(damage.getMessage()) : problem[0];
        });
        return problem[0];
    }
}
