package io.etcdsnapshot.store.signed;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.crypto.SignatureCheck;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.location.Location;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows a set whose manifest nobody signed who may as one that is not whole. */
public final class SignedStore implements WritableStore {
    private static final int MAX_MANIFEST_BYTES = 1024 * 1024;
    private static final int MAX_SIGNATURE_BYTES = 64 * 1024;

    private final WritableStore store;
    private final SignatureCheck signers;

    public SignedStore(WritableStore store, SignatureCheck signers) {
        this.store = store;
        this.signers = signers;
    }

    @Override
    public Listing list() throws Unreadable {
        Listing listing = store.list();
        List<BackupSet> sets = listing.sets().stream().map(this::checked).toList();
        return new Listing(listing.location(), sets, listing.ignored(), listing.clusters());
    }

    private BackupSet checked(BackupSet set) {
        if (!set.isUsable()) {
            return set;
        }
        if (set.manifest() == null) {
            return set.as(SetState.CORRUPT, "it is not signed");
        }
        try {
            byte[] manifest = read(set, Manifest.FILE_NAME, MAX_MANIFEST_BYTES);
            byte[] signature = read(set, Companions.SIGNATURE, MAX_SIGNATURE_BYTES);
            if (manifest == null || signature == null) {
                return set.as(SetState.CORRUPT, "it is not signed");
            }
            signers.signerOf(manifest, new String(signature, UTF_8));
            return Json.readManifest(new String(manifest, UTF_8)).equals(set.manifest())
                    ? set
                    : set.as(SetState.CORRUPT, "its manifest changed while it was read");
        } catch (IllegalArgumentException e) {
            return set.as(SetState.CORRUPT, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return set.as(SetState.UNREADABLE, String.valueOf(e.getMessage()));
        }
    }

    /** @return null if there is no such file */
    private byte @Nullable [] read(BackupSet set, String file, int most) throws IOException {
        try (InputStream in = store.open(set, file)) {
            return in.readNBytes(most);
        } catch (IOException e) {
            if (e instanceof NoSuchFileException || e.getCause() instanceof NoSuchFileException) {
                return null;
            }
            throw e;
        }
    }

    @Override
    public Location location() {
        return store.location();
    }

    @Override
    public InputStream open(BackupSet set, String file) throws Unreadable {
        return store.open(set, file);
    }

    @Override
    public boolean isLocal() {
        return store.isLocal();
    }

    @Override
    public void reportTo(Progress progress) {
        store.reportTo(progress);
    }

    @Override
    public <A> Optional<A> ability(Class<A> ability) {
        return store.ability(ability);
    }

    @Override
    public void prepare() throws IOException {
        store.prepare();
    }

    @Override
    public Incoming receive(BackupSetId id) throws IOException {
        return store.receive(id);
    }

    @Override
    public void remove(BackupSet set) throws IOException {
        store.remove(set);
    }

    @Override
    public void clearLeftovers(boolean exclusive) throws IOException {
        store.clearLeftovers(exclusive);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
