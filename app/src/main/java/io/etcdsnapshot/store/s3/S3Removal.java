package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetFileName;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.store.layout.LayoutNames;
import io.etcdsnapshot.store.layout.SetListing;
import io.etcdsnapshot.store.s3.S3Object.Upload;
import io.etcdsnapshot.store.s3.S3Object.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Removes sets from a bucket, with all their versions, and what unfinished runs left there. */
final class S3Removal {
    private final S3Client client;
    private final S3Keys keys;
    private final Duration abandonedAfter;
    private final Log log;
    private @Nullable Boolean versioned;
    private @Nullable Boolean locking;

    /** @param abandonedAfter how long something unfinished must be untouched before it counts as abandoned */
    S3Removal(S3Client client, S3Keys keys, Duration abandonedAfter, Log log) {
        this.client = client;
        this.keys = keys;
        this.abandonedAfter = abandonedAfter;
        this.log = log;
    }

    /** @throws Failure if the set is not this program's to remove, is locked, or is all that the location holds */
    void remove(BackupSet set) throws S3Exception {
        if (!set.isRemovable()) {
            throw Failure.failed(
                    "%s in %s is not removed: this program did not make it".formatted(set.id(), keys.location()));
        }
        if (!set.flat() && set.path().equals(keys.root())) {
            throw SetListing.noLocation(keys.root());
        }
        Optional<Instant> locked = lockedUntil(set);
        if (locked.isPresent()) {
            throw Failure.refused("%s in %s is locked until %s".formatted(set.id(), keys.location(), locked.get()));
        }
        if (set.layout() != null) {
            removeAdopted(set);
            return;
        }
        String prefix = keys.prefix(set.path());
        if (!set.flat()) {
            removeAll(prefix, prefix + Manifest.FILE_NAME);
            return;
        }
        for (S3Object object : client.lists().level(prefix, "/").objects()) {
            if (LayoutNames.isFlatFileOf(set.id().value(), object.key().substring(prefix.length()))) {
                removeAll(object.key(), object.key());
            }
        }
    }

    /**
     * Removes the files of a set that another tool left, and nothing beside them; the manifest goes last.
     *
     * @throws Failure if that tool has written a file again, which is a backup that nobody adopted
     */
    private void removeAdopted(BackupSet set) throws S3Exception {
        String manifest = keys.key(set.pathOf(Manifest.FILE_NAME));
        Instant adopted = modified(manifest).orElse(Instant.MIN);
        for (SetFile file : set.files()) {
            if (modified(keys.key(set.pathOf(file.name()))).orElse(adopted).isAfter(adopted)) {
                throw Companions.writtenSince(set, file.name());
            }
        }
        for (SetFile file : set.files()) {
            removeCurrent(keys.key(set.pathOf(file.name())));
        }
        String checksums = keys.key(set.pathOf(Companions.CHECKSUMS));
        if (Companions.areOurs(small(checksums), set, small(manifest))) {
            removeCurrent(checksums);
        }
        removeCurrent(manifest);
    }

    private Optional<Instant> modified(String key) throws S3Exception {
        return client.lists().objects(key).stream()
                .filter(object -> object.key().equals(key))
                .map(S3Object::modified)
                .findFirst();
    }

    private byte[] small(String key) throws S3Exception {
        return client.objects().readSmall(key, Companions.MOST_BYTES).orElse(new byte[0]);
    }

    /** Removes an object with the version that readers get; earlier ones are backups that nobody adopted. */
    private void removeCurrent(String key) throws S3Exception {
        List<Version> current = !isVersioned()
                ? List.of()
                : client.lists().versions(key).stream()
                        .filter(version -> version.key().equals(key) && version.latest() && !version.deleteMarker())
                        .toList();
        client.objects().delete(key);
        for (Version version : current) {
            client.objects().delete(key, version.id());
        }
    }

    /** Returns the latest end of the locks of a set's objects; empty if all have ended, or there are none. */
    Optional<Instant> lockedUntil(BackupSet set) throws S3Exception {
        if (!isLocking()) {
            return Optional.empty();
        }
        List<String> names =
                new ArrayList<>(set.files().stream().map(file -> file.name()).toList());
        if (!set.flat() || set.layout() != null) {
            names.addAll(List.of(Manifest.FILE_NAME, Companions.CHECKSUMS));
        }
        Instant last = Instant.MIN;
        for (String name : names) {
            Instant until = client.info()
                    .retainedUntil(keys.key(set.pathOf(name)), null)
                    .orElse(Instant.MIN);
            last = until.isAfter(last) ? until : last;
        }
        return last.isAfter(client.transport().serverTime()) ? Optional.of(last) : Optional.empty();
    }

    /**
     * Removes all objects with this prefix: first the one that makes them a set, out of sight, and its delete marker
     * last, so that a killed removal never brings an older version of it back.
     */
    private void removeAll(String prefix, String first) throws S3Exception {
        client.objects().delete(first);
        if (!isVersioned()) {
            for (S3Object object : client.lists().objects(prefix)) {
                client.objects().delete(object.key());
            }
            return;
        }
        List<Version> versions = new ArrayList<>(client.lists().versions(prefix));
        versions.sort(Comparator.comparing(Version::deleteMarker)
                .thenComparing(version -> !version.key().equals(first)));
        for (Version version : versions) {
            client.objects().delete(version.key(), version.id());
        }
    }

    void clearLeftovers() throws S3Exception {
        Instant abandoned = client.transport().serverTime().minus(abandonedAfter);
        String root = keys.prefix(keys.root());
        for (Upload upload : client.lists().uploads(root)) {
            if (isOfSet(upload.key()) && isAbandoned(upload, abandoned)) {
                client.uploads().abort(upload.key(), upload.id());
                log.info("cleared an upload of %s, left by a run that did not end".formatted(upload.key()));
            }
        }
        for (String prefix : client.lists().level(root, "/").prefixes()) {
            if (BackupSetId.parse(prefix.substring(root.length(), prefix.length() - 1))
                    .isPresent()) {
                try {
                    clearUnfinished(prefix, abandoned);
                } catch (S3Exception e) {
                    log.warn("can't clear %s in %s: %s".formatted(prefix, keys.location(), e.getMessage()));
                }
            }
        }
    }

    private boolean isOfSet(String key) {
        String[] names = key.substring(keys.prefix(keys.root()).length()).split("/");
        return names.length == 2
                && BackupSetId.parse(names[0]).isPresent()
                && (SetFileName.parse(names[1]).isPresent()
                        || names[1].equals(Companions.CHECKSUMS)
                        || names[1].equals(Companions.SIGNATURE));
    }

    private boolean isAbandoned(Upload upload, Instant abandoned) throws S3Exception {
        return upload.initiated().isBefore(abandoned)
                && client.uploads()
                        .lastPart(upload.key(), upload.id())
                        .map(last -> last.isBefore(abandoned))
                        .orElse(true);
    }

    /** Clears a set without a manifest if all of it is this program's own and old. */
    private void clearUnfinished(String prefix, Instant abandoned) throws S3Exception {
        List<S3Object> objects = client.lists().objects(prefix);
        if (objects.isEmpty()
                || objects.stream().anyMatch(object -> object.key().equals(prefix + Manifest.FILE_NAME))
                || objects.stream().anyMatch(object -> object.modified().isAfter(abandoned))
                || !client.lists().uploads(prefix).isEmpty()) {
            return;
        }
        for (S3Object object : objects) {
            boolean locked = isLocking()
                    && client.info()
                            .retainedUntil(object.key(), null)
                            .filter(client.transport().serverTime()::isBefore)
                            .isPresent();
            if (locked
                    || !client.objects()
                            .head(object.key())
                            .map(S3Objects.Head::own)
                            .orElse(false)) {
                return;
            }
        }
        removeAll(prefix, prefix + Manifest.FILE_NAME);
        log.info("cleared %s in %s, left by a run that did not end".formatted(prefix, keys.location()));
    }

    private synchronized boolean isVersioned() throws S3Exception {
        Boolean known = versioned;
        if (known == null) {
            known = client.info().keepsVersions();
            versioned = known;
        }
        return known;
    }

    private synchronized boolean isLocking() throws S3Exception {
        Boolean known = locking;
        if (known == null) {
            known = AbilitiesProbe.locking(client) != null;
            locking = known;
        }
        return known;
    }
}
