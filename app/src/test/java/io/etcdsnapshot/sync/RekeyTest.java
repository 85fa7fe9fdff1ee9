package io.etcdsnapshot.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetVerifier;
import io.etcdsnapshot.backup.StoredForm;
import io.etcdsnapshot.crypto.age.AgeIdentities;
import io.etcdsnapshot.crypto.age.AgeKeys;
import io.etcdsnapshot.crypto.age.AgeSealer;
import io.etcdsnapshot.crypto.ssh.AllowedSigners;
import io.etcdsnapshot.crypto.ssh.SshSigner;
import io.etcdsnapshot.crypto.ssh.TestKey;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.store.memory.MemoryStore;
import io.etcdsnapshot.store.signed.SignedStore;
import io.etcdsnapshot.store.wrapped.UnwrappedStore;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.WholeSet;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sets take the place of themselves, encrypted to others. */
@Timeout(60)
class RekeyTest {
    private static final String ID = "2026-11-20_013000";
    private static final String DB = "/a/%s/snapshot_%s.db".formatted(ID, ID);
    private static final AgeKeys.Generated ALICE = AgeKeys.generate(Instant.EPOCH);
    private static final AgeKeys.Generated BOB = AgeKeys.generate(Instant.EPOCH);
    private static final TestKey SIGNER = TestKey.make();

    private final MemoryStore store = MemoryStore.named("a");

    @BeforeEach
    void aPlainSet() {
        WholeSet.of(ID).addTo(store);
    }

    @Test
    void aPlainSetIsEncryptedInItsPlaceAndThenToAnother() throws Exception {
        assertThat(rekey(to(ALICE), null).rekeyed()).containsExactly(new BackupSetId(ID));
        assertThat(rekey(to(ALICE), ALICE).alreadyThere()).isOne();
        assertThat(rekey(to(BOB), ALICE).rekeyed()).hasSize(1);

        ReadableStore opened = new UnwrappedStore(store.opened(""), identity(BOB));
        BackupSet set = opened.list().sets().get(0);
        assertThat(SetVerifier.verify(set, opened).snapshot()).isNotNull();
        assertThat(new UnwrappedStore(store.opened(""), identity(ALICE))
                        .list()
                        .sets()
                        .get(0)
                        .stored())
                .isNull();
        assertThatThrownBy(() -> store.files().content(DB)).isInstanceOf(java.io.IOException.class);
    }

    @Test
    void whatNobodyOpensAndWhatIsDamagedStaysAsItIs() throws Exception {
        rekey(to(ALICE), null);

        assertThat(rekey(to(BOB), BOB).failed()).containsExactly(ID + ": no identity opens it");
        byte[] damaged = store.files().content(DB + ".age").clone();
        damaged[damaged.length / 2] ^= 1;
        store.files().put(DB + ".age", damaged);
        assertThat(rekey(to(BOB), ALICE).failed()).hasSize(1).allMatch(line -> line.contains("is damaged"));
        assertThat(store.files().content(DB + ".age")).isEqualTo(damaged);
    }

    @Test
    void aSignedSetIsNotLeftWithoutASignature() throws Exception {
        StoredForm signed = new StoredForm(to(ALICE).sealer(), false, false, SshSigner.of(SIGNER.privateKey()));
        rekey(signed, null);

        assertThat(rekey(to(BOB), ALICE).failed())
                .containsExactly(ID + ": it is signed, and would not be any more (--signing-key)");
        assertThat(rekey(new StoredForm(to(BOB).sealer(), true, false, signed.signer()), ALICE)
                        .rekeyed())
                .hasSize(1);
        assertThat(new SignedStore(store.opened(""), new AllowedSigners("us " + SIGNER.publicKey()))
                        .list()
                        .sets()
                        .get(0)
                        .isUsable())
                .isTrue();
    }

    @Test
    void anotherRunThatWritesIsNotDisturbed() {
        store.faults().lockHeld(true);

        assertThatThrownBy(() -> rekey(to(ALICE), null))
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.REFUSED));
    }

    private Rekey.Result rekey(StoredForm form, AgeKeys.Generated with) throws Exception {
        return new Rekey(
                        new UnwrappedStore(store.opened(""), with == null ? null : identity(with)),
                        store.opened(""),
                        form,
                        Json::write,
                        Sets.SILENT)
                .run();
    }

    private static AgeIdentities identity(AgeKeys.Generated key) {
        return new AgeIdentities().add(key.fileContent());
    }

    private static StoredForm to(AgeKeys.Generated key) {
        return new StoredForm(new AgeSealer(List.of(key.recipient())), false, false, null);
    }
}
