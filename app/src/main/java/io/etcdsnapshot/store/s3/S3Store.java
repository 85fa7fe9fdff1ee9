package io.etcdsnapshot.store.s3;

import static io.etcdsnapshot.store.s3.WordedIncoming.worded;

import io.etcdsnapshot.backup.Adopting;
import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.OwnFile;
import io.etcdsnapshot.backup.OwnFiles;
import io.etcdsnapshot.backup.TimeLocked;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.io.ReadableStream;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.location.S3Location;
import io.etcdsnapshot.store.layout.LayoutNames;
import io.etcdsnapshot.store.layout.SetListing;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A location in a bucket, with the names and the layout of one on this machine. A set is there when its manifest is. No
 * locks: every write says what it expects to find.
 */
public final class S3Store implements WritableStore, TimeLocked, OwnFiles, Adopting {
    /** By how much the clock of a server may be behind. */
    private static final Duration CLOCKS_APART = Duration.ofHours(1);

    private final S3Location location;
    private final S3Settings settings;
    private final S3Client client;
    private final S3Keys keys;
    private final S3Removal removal;
    private final S3OwnFiles ownFiles;
    private final Clock clock;
    private final Log log;
    private @Nullable Boolean checksPayload;

    /** Opens a location; nothing is sent yet. */
    public S3Store(S3Location location, S3Settings settings, Clock clock, Log log) {
        this(location, settings, LayoutNames.ABANDONED, clock, log);
    }

    /** @param abandonedAfter how long something unfinished must be untouched before it counts as abandoned */
    S3Store(S3Location location, S3Settings settings, Duration abandonedAfter, Clock clock, Log log) {
        this.location = location;
        this.settings = settings;
        this.client = S3Client.of(settings, location.bucket(), clock, log);
        this.keys = new S3Keys(location);
        this.removal = new S3Removal(client, keys, abandonedAfter, log);
        this.ownFiles = new S3OwnFiles(client, keys);
        this.clock = clock;
        this.log = log;
    }

    S3Keys keys() {
        return keys;
    }

    @Override
    public Location location() {
        return location;
    }

    @Override
    public boolean isLocal() {
        return false;
    }

    @Override
    public void reportTo(Progress progress) {
        client.transport().reportTo(progress);
    }

    private SetListing listing() {
        return new SetListing(new S3Tree(client, keys), location, keys.root());
    }

    @Override
    public Listing list() throws Unreadable {
        try {
            return listing().list();
        } catch (S3Exception e) {
            throw e.asUnreadable();
        } catch (IOException e) {
            throw Unreadable.of("the location " + location, e);
        }
    }

    BackupSet published(BackupSetId id) throws IOException {
        return listing().published(id);
    }

    @Override
    public InputStream open(BackupSet set, String file) throws Unreadable {
        String what = "%s of %s in %s".formatted(file, set.id(), location);
        try {
            InputStream in = client.objects().read(keys.key(set.pathOf(file)));
            InputStream watched = log.watched(set.id().value(), set.sizeOf(file), in);
            return new ReadableStream(watched, e -> unreadable(what, e));
        } catch (IOException e) {
            throw unreadable(what, e);
        }
    }

    private static Unreadable unreadable(String what, IOException e) {
        return e instanceof S3Exception failure ? failure.asUnreadable() : Unreadable.of(what, e);
    }

    /** A bucket is made with rights, versions and locks by whoever owns it, so one that is missing is an error. */
    @Override
    public void prepare() throws IOException {
        worded(() -> {
            listing().requireLocation();
            return true;
        });
    }

    @Override
    public Incoming receive(BackupSetId id) throws IOException {
        return worded(() -> {
            return new WordedIncoming(new S3Incoming(this, client, id, sending()));
        });
    }

    /** @throws Failure if sets are to be locked, and the bucket can't */
    private Sending sending() throws S3Exception {
        S3BucketInfo.Locking locking = AbilitiesProbe.locking(client);
        ObjectLock wanted = settings.objectLock();
        if (wanted != null && locking == null) {
            throw Failure.failed("the bucket '%s' has no Object Lock".formatted(location.bucket()))
                    .hint("Object Lock is chosen when a bucket is made; without it, leave out --s3-lock-days");
        }
        Lock lock = wanted == null ? null : new Lock(wanted.mode(), wanted.until(clock.instant()));
        return new Sending(
                !settings.readBack() && checksPayload(),
                lock,
                lock == null ? usualLock(locking) : lock,
                locking != null);
    }

    private @Nullable Lock usualLock(S3BucketInfo.@Nullable Locking locking) {
        ObjectLock usual = locking == null ? null : locking.byDefault();
        return usual == null
                ? null
                : new Lock(usual.mode(), usual.until(clock.instant().minus(CLOCKS_APART)));
    }

    private synchronized boolean checksPayload() throws S3Exception {
        Boolean known = checksPayload;
        if (known == null) {
            known = new AbilitiesProbe(client, keys).checksPayload();
            checksPayload = known;
        }
        return known;
    }

    /** Finds out what bucket and server can do, by writing below the location. */
    ServerAbilities abilities() throws IOException {
        return worded(() -> {
            sending();
            return new AbilitiesProbe(client, keys).run();
        });
    }

    /** @throws Failure if the bucket does not lock objects as the settings want it */
    void proveLock(ObjectLock wanted) throws IOException {
        worded(() -> {
            new LockProbe(client, keys).run(wanted.mode());
            return true;
        });
    }

    /** Returns until when what {@link #abilities} wrote can't be removed; empty if it is not locked. */
    Optional<Instant> probeLockedUntil() throws IOException {
        return worded(() -> new AbilitiesProbe(client, keys).lockedUntil());
    }

    @Override
    public void adopt(BackupSet set, Map<String, byte[]> companions) throws IOException {
        worded(() -> {
            Sending sending = sending();
            for (String name : List.of(Companions.CHECKSUMS, Manifest.FILE_NAME)) {
                String key = keys.key(set.pathOf(name));
                boolean isThere = client.objects().head(key).isPresent();
                if (isThere && name.equals(Manifest.FILE_NAME)) {
                    throw Failure.failed("there is a manifest of %s in %s already".formatted(set.label(), location));
                } else if (!isThere) {
                    S3Request.Body body = S3Request.Body.of(companions.getOrDefault(name, new byte[0]));
                    client.objects().put(key, body, Condition.ABSENT, sending.lock(), sending.withMd5());
                }
            }
            return true;
        });
    }

    @Override
    public void remove(BackupSet set) throws IOException {
        worded(() -> {
            removal.remove(set);
            return true;
        });
    }

    @Override
    public void clearLeftovers(boolean exclusive) throws IOException {
        worded(() -> {
            removal.clearLeftovers();
            return true;
        });
    }

    @Override
    public Optional<Instant> lockedUntil(BackupSet set) throws IOException {
        return worded(() -> removal.lockedUntil(set));
    }

    @Override
    public Optional<byte[]> readOwn(OwnFile file) throws IOException {
        return worded(() -> ownFiles.readOwn(file));
    }

    @Override
    public void changeOwn(OwnFile file, UnaryOperator<byte[]> change) throws IOException {
        worded(() -> {
            listing().requireLocation();
            ownFiles.changeOwn(file, change);
            return true;
        });
    }

    @Override
    public void close() {}
}
