package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.check.CheckTarget;
import io.etcdsnapshot.check.CheckTarget.Check;
import io.etcdsnapshot.check.WriteProbe;
import io.etcdsnapshot.location.S3Location;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

/** Whether sets could be brought to a bucket, and what its server was shown to do. */
public final class S3Check {
    private final S3Store store;
    private final Clock clock;

    private S3Check(S3Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public static CheckTarget of(S3Location location, S3Settings settings, Clock clock, Log log) {
        S3Store store = new S3Store(location, settings, clock, log);
        S3Check check = new S3Check(store, clock);
        return new CheckTarget(
                List.of(
                        new Check(location + ": listing", check::list),
                        new Check(location + ": writable", check::write),
                        new Check(location + ": server", check::abilities)),
                store);
    }

    private String list() throws IOException {
        return "%d sets".formatted(store.list().sets().size());
    }

    private String write() throws IOException {
        return WriteProbe.write(() -> store.receive(BackupSetId.at(clock.instant())), () -> {});
    }

    private String abilities() throws IOException {
        ServerAbilities abilities = store.abilities();
        return "%s, %s, %s, %s"
                .formatted(
                        abilities.conditions() ? "keeps what must not be overwritten" : "overwrites silently",
                        abilities.checksPayload() ? "checks what it receives" : "does not check what it receives",
                        abilities.versions() ? "keeps versions" : "keeps no versions",
                        abilities.locking() == null ? "no Object Lock" : "Object Lock");
    }
}
