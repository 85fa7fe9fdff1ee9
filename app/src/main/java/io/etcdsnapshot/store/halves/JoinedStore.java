package io.etcdsnapshot.store.halves;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.Progress;
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
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Two locations that keep the halves of the same sets, read as one. A half in the first is shown whole, with the other
 * half from the second, or as not whole if that is missing or not of the same set; all else is as the first has it.
 */
public final class JoinedStore implements ReadableStore {
    private static final int MAX_COMPANION_BYTES = 1024 * 1024;

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

    @Override
    public Listing list() throws Unreadable {
        Listing listing = first.list();
        Map<BackupSetId, BackupSet> others = second.list().sets().stream()
                .filter(set -> !set.flat())
                .collect(Collectors.toMap(BackupSet::id, Function.identity(), (newest, other) -> newest));
        Map<BackupSet, Halves> halves = new HashMap<>();
        List<BackupSet> sets = new ArrayList<>();
        for (BackupSet set : listing.sets()) {
            if (!set.content().isHalf() || set.state() != SetState.COMPLETE) {
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

    /** The small files are those of the whole set; both halves' own are checked when they are asked for. */
    @Override
    public InputStream open(BackupSet set, String file) throws Unreadable {
        Halves halves = joined.get(set);
        if (halves == null) {
            return first.open(set, file);
        }
        if (file.equals(Manifest.FILE_NAME) || file.equals(Companions.CHECKSUMS)) {
            try {
                checkCompanions(first, halves.here());
                checkCompanions(second, halves.there());
            } catch (IOException e) {
                throw Unreadable.of(file + " of " + set.id(), e);
            }
            Manifest whole = set.requireManifest();
            return new ByteArrayInputStream(
                    Companions.of(whole, Json.write(whole)).get(file));
        }
        boolean here = halves.here().files().stream()
                .anyMatch(present -> present.name().equals(file));
        return here ? first.open(halves.here(), file) : second.open(halves.there(), file);
    }

    private static void checkCompanions(ReadableStore store, BackupSet half) throws IOException {
        String listed = new String(read(store, half, Companions.CHECKSUMS), StandardCharsets.UTF_8);
        String expected = Companions.checksums(half.requireManifest(), read(store, half, Manifest.FILE_NAME));
        if (!listed.lines().toList().containsAll(expected.lines().toList())) {
            throw new IOException(
                    "%s in %s doesn't hold the hashes of what is there".formatted(Companions.CHECKSUMS, half.path()));
        }
    }

    private static byte[] read(ReadableStore store, BackupSet half, String file) throws IOException {
        try (InputStream in = store.open(half, file)) {
            return in.readNBytes(MAX_COMPANION_BYTES);
        }
    }

    @Override
    public void close() throws IOException {
        try (second) {
            first.close();
        }
    }
}
