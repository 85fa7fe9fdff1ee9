package io.etcdsnapshot.store.halves;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.ChecksumList;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.OwnFiles;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.io.Sha256;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.location.Location;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Two locations that keep the halves of the same sets, read as one. A half in the first is shown whole, with the other
 * half from the second, or as not whole if that is missing or not of the same set; all else is as the first has it.
 */
public final class JoinedStore implements ReadableStore {
    private record Halves(BackupSet here, BackupSet there) {}

    private final ReadableStore first;
    private final ReadableStore second;
    private volatile Map<BackupSet, Halves> joined = Map.of();

    public JoinedStore(ReadableStore first, ReadableStore second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public Location location() {
        return first.location();
    }

    @Override
    public boolean isLocal() {
        return first.isLocal() && second.isLocal();
    }

    @Override
    public void reportTo(Progress progress) {
        first.reportTo(progress);
        second.reportTo(progress);
    }

    /** The first keeps the files of this program; what else it can do holds for its half alone. */
    @Override
    public <A> Optional<A> ability(Class<A> ability) {
        return ability == OwnFiles.class ? first.ability(ability) : Optional.empty();
    }

    @Override
    public Listing list() throws Unreadable {
        Listing listing = first.list();
        Map<BackupSetId, BackupSet> others = second.list().sets().stream()
                .filter(set -> !set.flat())
                .collect(Collectors.toMap(BackupSet::id, Function.identity(), (newest, other) -> newest));
        Map<BackupSet, Halves> halves = new HashMap<>();
        List<BackupSet> sets = new ArrayList<>();
        for (BackupSet set : listing.sets()) {
            if (!isHalf(set) || set.state() != SetState.COMPLETE) {
                sets.add(set);
                continue;
            }
            BackupSet other = others.get(set.id());
            BackupSet whole = join(set, other);
            sets.add(whole);
            if (other != null && whole.state() == SetState.COMPLETE) {
                halves.put(whole, new Halves(set, other));
            }
        }
        joined = Map.copyOf(halves);
        return new Listing(listing.location(), List.copyOf(sets), listing.ignored(), listing.clusters());
    }

    /** A snapshot that was saved alone has no other half. */
    private static boolean isHalf(BackupSet set) {
        return set.manifest() != null
                && set.manifest().files().size() > set.manifest().filesHere().size();
    }

    private BackupSet join(BackupSet half, @Nullable BackupSet other) {
        Manifest whole = half.requireManifest().of(Content.ALL);
        SetFile missing = whole.files().stream()
                .filter(file -> !half.content().covers(file.role()))
                .findFirst()
                .orElseThrow();
        BackupSet alone = half.with(whole, half.files());
        if (other == null || !other.content().covers(missing.role())) {
            return alone.as(SetState.INCOMPLETE, "there is no %s in %s".formatted(missing.name(), second.location()));
        }
        if (other.state() != SetState.COMPLETE) {
            return alone.as(other.state(), "in %s: %s".formatted(second.location(), other.problem()));
        }
        if (!other.requireManifest().isOfSameSet(whole)) {
            return alone.as(SetState.CORRUPT, "its half in %s is of another set".formatted(second.location()));
        }
        return half.with(
                whole,
                Stream.concat(
                                half.files().stream(),
                                other.files().stream().filter(file -> file.role() == missing.role()))
                        .sorted(Comparator.comparing(SetFile::role))
                        .toList());
    }

    /**
     * The manifest is that of the whole set, and the checksums are those that the halves list. Their signatures are not of
     * that manifest: an empty one tells that they are signed.
     */
    @Override
    public InputStream open(BackupSet set, String file) throws Unreadable {
        Halves halves = joined.get(set);
        if (halves == null) {
            return first.open(set, file);
        }
        if (file.equals(Manifest.FILE_NAME) || file.equals(Companions.CHECKSUMS)) {
            byte[] manifest = (Json.write(set.requireManifest()) + "\n").getBytes(StandardCharsets.UTF_8);
            return new ByteArrayInputStream(
                    file.equals(Manifest.FILE_NAME) ? manifest : checksums(halves, Sha256.of(manifest)));
        }
        if (file.equals(Companions.SIGNATURE)) {
            new Half(first, halves.here()).read(file);
            return InputStream.nullInputStream();
        }
        boolean here = halves.here().files().stream()
                .anyMatch(present -> present.name().equals(file));
        return here ? first.open(halves.here(), file) : second.open(halves.there(), file);
    }

    /** Returns what both halves list. A wrong hash that one of them lists of its own manifest is one of the joined. */
    private byte[] checksums(Halves halves, String joinedManifest) throws Unreadable {
        StringBuilder lines = new StringBuilder();
        String manifestHash = joinedManifest;
        for (Half half : List.of(new Half(first, halves.here()), new Half(second, halves.there()))) {
            ChecksumList listed = ChecksumList.parse(half.read(Companions.CHECKSUMS));
            half.set().files().forEach(file -> listed.hashOf(file.name())
                    .ifPresent(hash -> lines.append(ChecksumList.line(hash, file.name()))));
            String ofItsManifest = listed.hashOf(Manifest.FILE_NAME).orElse("");
            boolean isRight = ofItsManifest.equals(Sha256.of(half.read(Manifest.FILE_NAME)));
            if (!isRight && manifestHash.equals(joinedManifest)) {
                manifestHash = ofItsManifest;
            }
        }
        if (!manifestHash.isEmpty()) {
            lines.append(ChecksumList.line(manifestHash, Manifest.FILE_NAME));
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private record Half(ReadableStore store, BackupSet set) {
        byte[] read(String file) throws Unreadable {
            try (InputStream in = store.open(set, file)) {
                return in.readNBytes(Companions.MOST_BYTES);
            } catch (IOException e) {
                throw Unreadable.of("%s in %s".formatted(file, set.path()), e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (second) {
            first.close();
        }
    }
}
