package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.check.CheckTarget;
import io.etcdsnapshot.check.CheckTarget.Check;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.location.S3Location;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks that sets could be copied to a bucket, and what its server can do. */
public final class S3Check {
    private final S3Store store;
    private final @Nullable ObjectLock wanted;
    private @Nullable ServerAbilities found;

    private S3Check(S3Store store, @Nullable ObjectLock wanted) {
        this.store = store;
        this.wanted = wanted;
    }

    /** @return checks of which each rests on those before it */
    public static CheckTarget of(S3Location location, S3Settings settings, Clock clock, Log log) {
        S3Check check = new S3Check(new S3Store(location, settings, clock, log), settings.objectLock());
        return new CheckTarget(
                List.of(
                        new Check(location + ": bucket", check::bucket),
                        new Check(location + ": writable", check::write),
                        new Check(location + ": overwriting", check::overwriting),
                        new Check(location + ": damage in transit", check::damage),
                        new Check(location + ": versions", check::versions),
                        new Check(location + ": Object Lock", check::lock)),
                check.store);
    }

    private String bucket() throws IOException {
        int sets = store.list().sets().size();
        return sets == 1 ? "it is there, with 1 set" : "it is there, with %,d sets".formatted(sets);
    }

    private String write() throws IOException {
        boolean stays = abilities().probeStays();
        return stays
                ? "an object was written and read; the bucket's lock keeps it"
                : "an object was written, read and removed";
    }

    private String overwriting() throws IOException {
        return abilities().conditions()
                ? "the server refuses to overwrite protected objects"
                : "the server overwrites protected objects: let only one run at a time write here";
    }

    private String damage() throws IOException {
        return abilities().checksPayload()
                ? "the server refuses data that was damaged in transit"
                : "the server accepts data that was damaged in transit: every copy is read back";
    }

    private String versions() throws IOException {
        return abilities().versions() ? "older versions are kept, and removed with their set" : "none are kept";
    }

    private String lock() throws IOException {
        S3BucketInfo.Locking locking = abilities().locking();
        if (locking == null) {
            return "none";
        }
        if (wanted != null) {
            store.proveLock(wanted);
            return "new sets are locked for %,d days (%s); an object locked for seconds withstood this key"
                    .formatted(wanted.days(), wanted.mode());
        }
        ObjectLock usual = locking.byDefault();
        if (usual == null) {
            return "available, none by default";
        }
        Instant until = store.probeLockedUntil()
                .orElseThrow(() -> Failure.failed("the bucket should lock new objects, and did not lock this one"));
        return "by default for %,d days (%s); the object that was written is locked until %s"
                .formatted(usual.days(), usual.mode(), until);
    }

    private ServerAbilities abilities() throws IOException {
        ServerAbilities known = found;
        if (known == null) {
            known = store.abilities();
            found = known;
        }
        return known;
    }
}
