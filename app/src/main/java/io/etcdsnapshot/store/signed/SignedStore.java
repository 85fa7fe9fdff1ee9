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
import java.util.List;
import java.util.Optional;

/** Shows a set whose manifest nobody signed who may as one that is not whole. */
public final class SignedStore implements WritableStore {
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
            byte[] manifest = Companions.read(file -> store.open(set, file), Manifest.FILE_NAME);
            byte[] signature = Companions.read(file -> store.open(set, file), Companions.SIGNATURE);
            if (manifest == null || signature == null) {
                return set.as(SetState.CORRUPT, "it is not signed");
            }
            signers.signerOf(manifest, new String(signature, UTF_8));
            return Json.readManifest(new String(manifest, UTF_8)).equals(set.manifest())
                    ? set
                    : set.as(SetState.CORRUPT, "its manifest changed while it was read");
        } catch (IllegalArgumentException e) {
            return set.as(SetState.CORRUPT, String.valueOf(e.getMessage()));
        } catch (Unreadable e) {
            return set.as(SetState.UNREADABLE, e.getMessage());
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
