package io.etcdsnapshot.store.signed;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.ForwardingStore;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.crypto.SignatureCheck;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.json.Json;
import java.util.Optional;

/** Shows a set whose manifest nobody signed who may as one that is not whole. */
public final class SignedStore extends ForwardingStore {
    private final SignatureCheck signers;

    public SignedStore(WritableStore store, SignatureCheck signers) {
        super(store);
        this.signers = signers;
    }

    /** Returns the signers, too: whoever copies to here may ask. */
    @Override
    public <A> Optional<A> ability(Class<A> ability) {
        return ability.isInstance(signers) ? Optional.of(ability.cast(signers)) : super.ability(ability);
    }

    @Override
    public Listing list() throws Unreadable {
        return super.list().map(this::checked);
    }

    private BackupSet checked(BackupSet set) {
        if (!set.isUsable()) {
            return set;
        }
        if (set.manifest() == null) {
            return set.as(SetState.CORRUPT, "it is not signed");
        }
        try {
            byte[] manifest = Companions.read(file -> open(set, file), Manifest.FILE_NAME);
            byte[] signature = Companions.read(file -> open(set, file), Companions.SIGNATURE);
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
}
