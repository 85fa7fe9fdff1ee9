package io.etcdsnapshot.store.wrapped;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.ForwardingReads;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.crypto.UnsealException;
import io.etcdsnapshot.crypto.Unsealer;
import io.etcdsnapshot.failure.Damaged;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.json.Json;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Shows compressed and encrypted sets as what their files hold, with the manifest that the plain set had. A set that no
 * identity opens is shown as it is stored. Nothing is written anywhere: files are opened as they are read, and that they
 * are stored as their manifest says is checked in the same read.
 */
public final class UnwrappedStore extends ForwardingReads {
    private final ReadableStore store;
    private final @Nullable Unsealer identities;
    /** The plain manifests of encrypted sets, as they were written before. */
    private final Map<BackupSet, String> manifests = new ConcurrentHashMap<>();

    private volatile boolean isWrappedThere;

    /** @param identities null: encrypted sets stay as they are */
    public UnwrappedStore(ReadableStore store, @Nullable Unsealer identities) {
        super(store);
        this.store = store;
        this.identities = identities;
    }

    /**
     * Reads what a file holds that lies alone.
     *
     * @param identities null if it is not encrypted
     */
    public static InputStream opened(InputStream in, SetFile file, @Nullable Unsealer identities) {
        return new UnwrappingInput(in, file, identities);
    }

    /** Opening a file costs as much the second time. */
    @Override
    public boolean isLocal() {
        return store.isLocal() && !isWrappedThere;
    }

    @Override
    public Listing list() throws Unreadable {
        Listing listing = store.list().map(this::unwrapped);
        isWrappedThere = listing.sets().stream().anyMatch(BackupSet::isWrapped);
        return listing;
    }

    private BackupSet unwrapped(BackupSet set) {
        if (set.layout() != null) {
            return ForeignContent.of(set, identities != null);
        }
        if (set.state() != SetState.COMPLETE || !set.isWrapped()) {
            return set;
        }
        Manifest manifest = set.requireManifest();
        if (manifest.sealed() == null) {
            return manifest.recipients().isEmpty() ? set.unwrapped(manifest.unwrapped()) : set;
        }
        if (identities == null) {
            return set;
        }
        try {
            String text = SealedManifest.open(manifest, identities);
            Manifest plain = SealedManifest.parse(manifest, text);
            BackupSet opened = set.unwrapped(plain);
            if (Json.readManifest(text).equals(plain)) {
                manifests.put(opened, text);
            }
            return opened;
        } catch (UnsealException e) {
            return isForThese(manifest)
                    ? set.as(SetState.CORRUPT, "its sealed manifest can't be opened: " + e.getMessage())
                    : set;
        } catch (Damaged e) {
            return set.as(SetState.CORRUPT, e.getMessage());
        }
    }

    private boolean isForThese(Manifest manifest) {
        Unsealer known = identities;
        return known != null && manifest.recipients().stream().anyMatch(known.fingerprints()::contains);
    }

    @Override
    public InputStream open(BackupSet set, String file) throws Unreadable {
        BackupSet stored = set.stored();
        if (stored == null) {
            return store.open(set, file);
        }
        Manifest plain = set.manifest();
        boolean isCompanion = file.equals(Manifest.FILE_NAME) || file.equals(Companions.CHECKSUMS);
        if (plain == null && isCompanion) {
            throw Unreadable.of(file, new NoSuchFileException(file));
        } else if (plain == null) {
            SetFile theirs = ForeignContent.fileOf(set, stored, file);
            return new UnwrappingInput(store.open(stored, theirs.name()), theirs, identities);
        }
        if (isCompanion) {
            byte[] content = Companions.of(plain, manifests.getOrDefault(set, Json.write(plain)))
                    .getOrDefault(file, new byte[0]);
            return new ByteArrayInputStream(content);
        }
        SetFile wanted = set.layout() != null
                ? ForeignContent.fileOf(set, stored, file)
                : stored.requireManifest().filesHere().stream()
                        .filter(each -> each.plain().name().equals(file))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(file));
        return new UnwrappingInput(store.open(stored, wanted.name()), wanted, identities);
    }
}
