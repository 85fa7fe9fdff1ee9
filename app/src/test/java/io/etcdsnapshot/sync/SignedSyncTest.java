package io.etcdsnapshot.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.backup.StoredForm;
import io.etcdsnapshot.crypto.age.AgeKeys;
import io.etcdsnapshot.crypto.age.AgeSealer;
import io.etcdsnapshot.crypto.ssh.AllowedSigners;
import io.etcdsnapshot.crypto.ssh.SshSigner;
import io.etcdsnapshot.crypto.ssh.TestKey;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.retention.Purge;
import io.etcdsnapshot.retention.RetentionPolicy;
import io.etcdsnapshot.store.memory.MemoryStore;
import io.etcdsnapshot.store.signed.SignedStore;
import io.etcdsnapshot.store.wrapped.UnwrappedStore;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.WholeSet;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Manifests are signed where they are made, and sets that nobody signed who may are not whole. */
@Timeout(60)
class SignedSyncTest {
    private static final String ID = "2026-11-20_013000";
    private static final TestKey ALICE = TestKey.make();
    private static final TestKey BOB = TestKey.make();
    private static final StoredForm SIGNED = new StoredForm(null, false, false, SshSigner.of(ALICE.privateKey()));

    private static final StoredForm COMPRESSED = new StoredForm(null, true, false, null);

    private final MemoryPlaces places = new MemoryPlaces();

    @BeforeEach
    void aSource() {
        WholeSet.of(ID).addTo(places.source);
    }

    @Test
    void onlyASetSignedByOneWhoMayIsWhole() throws Exception {
        MemoryStore a = place("a", SIGNED);
        MemoryStore b = place("b", StoredForm.AS_IT_IS);
        assertThat(places.run("a", "b").destinations())
                .extracting(DestinationReport::failure)
                .containsOnlyNulls();

        assertThat(set(a, ALICE).state()).isEqualTo(SetState.COMPLETE);
        assertThat(set(a, BOB).problem()).isEqualTo("it is signed by somebody who may not");
        assertThat(set(b, ALICE).problem()).isEqualTo("it is not signed");
        assertThat(set(b, ALICE).state()).isEqualTo(SetState.CORRUPT);
    }

    @Test
    void aManifestThatWasChangedIsNotTheOneThatWasSigned() throws Exception {
        MemoryStore a = place("a", SIGNED);
        places.only("a");
        String path = "/a/%s/%s".formatted(ID, Manifest.FILE_NAME);
        a.files()
                .put(
                        path,
                        new String(a.files().content(path), UTF_8)
                                .replace("700", "701")
                                .getBytes(UTF_8));

        assertThat(set(a, ALICE).problem()).isEqualTo("its signature is that of another manifest");
    }

    @Test
    void aSignatureTravelsWithAManifestThatStaysAsItIs() throws Exception {
        MemoryStore a = place("a", SIGNED);
        places.only("a");
        places.from = a.opened("");
        MemoryStore b = place("b", StoredForm.AS_IT_IS);
        places.only("b");

        assertThat(set(b, ALICE).state()).isEqualTo(SetState.COMPLETE);
        assertThat(b.files().content("/b/%s/%s".formatted(ID, Companions.SIGNATURE)))
                .isEqualTo(a.files().content("/a/%s/%s".formatted(ID, Companions.SIGNATURE)));
    }

    @Test
    void anEncryptedSetIsSignedAsItIsStored() throws Exception {
        MemoryStore a = place(
                "a",
                new StoredForm(
                        new AgeSealer(List.of(AgeKeys.generate(Instant.EPOCH).recipient())),
                        true,
                        false,
                        SshSigner.of(ALICE.privateKey())));
        assertThat(places.only("a").failure()).isNull();

        assertThat(set(a, ALICE).state()).isEqualTo(SetState.COMPLETE);
    }

    @Test
    void aSignatureThatIsLostIsTold() throws Exception {
        MemoryStore a = place("a", SIGNED);
        places.only("a");
        places.from = new UnwrappedStore(a.opened(""), null);
        MemoryStore compressed = place("b", COMPRESSED);
        MemoryStore half = MemoryStore.named("c");
        places.add(
                "c", new Destination(() -> half, MemoryPlaces.KEEP_ALL, Content.SNAPSHOT, StoredForm.AS_IT_IS, null));

        for (DestinationReport report : places.run("b", "c").destinations()) {
            assertThat(report.failure()).isNull();
            assertThat(report.notes())
                    .containsExactly(ID + " is signed, and its copy in another form is not (--signing-key)");
        }
        assertThat(set(compressed, ALICE).problem()).isEqualTo("it is not signed");
    }

    @Test
    void aSignatureIsNotLostWhereOnlySignedSetsCount() throws Exception {
        MemoryStore a = place("a", SIGNED);
        places.only("a");
        places.from = new UnwrappedStore(a.opened(""), null);
        MemoryStore b = place("b", COMPRESSED);
        places.reopen("b", () -> new SignedStore(b.opened(""), new AllowedSigners("alice " + ALICE.publicKey())));

        assertThat(places.only("b").failure())
                .hasMessage(ID + " is signed, and its copy in another form is not: it would not count there");
        assertThat(MemoryPlaces.ids(b)).isEmpty();
    }

    @Test
    void whatSomebodyPlantedIsReplacedByWhatIsSigned() throws Exception {
        MemoryStore a = place("a", StoredForm.AS_IT_IS);
        places.only("a");
        placeAt(a, SIGNED);
        places.reopen("a", () -> new SignedStore(a.opened(""), new AllowedSigners("alice " + ALICE.publicKey())));

        assertThat(places.only("a").copied()).hasSize(1);
        assertThat(set(a, ALICE).state()).isEqualTo(SetState.COMPLETE);
    }

    @Test
    void retentionCountsSignedSetsOnly() throws Exception {
        MemoryStore a = place("a", SIGNED);
        places.only("a");
        WholeSet.of("2026-11-20_023000").addTo(a);
        RetentionPolicy last = new RetentionPolicy(Map.of(RetentionPolicy.Period.LAST, 1), null, List.of());

        new Purge(
                        new SignedStore(a.opened(""), new AllowedSigners("alice " + ALICE.publicKey())),
                        last,
                        Clock.fixed(MemoryPlaces.NOW, ZoneOffset.UTC),
                        Sets.SILENT)
                .run(java.time.Duration.ZERO, plan -> {});

        assertThat(MemoryPlaces.ids(a)).contains(ID);
    }

    private MemoryStore place(String name, StoredForm form) {
        return placeAt(MemoryStore.named(name), form);
    }

    private MemoryStore placeAt(MemoryStore store, StoredForm form) {
        places.add(
                store.location().toString().substring(1),
                new Destination(() -> store, MemoryPlaces.KEEP_ALL, Content.ALL, form, null));
        return store;
    }

    private static BackupSet set(MemoryStore store, TestKey signer) throws Unreadable {
        return new SignedStore(store.opened(""), new AllowedSigners("somebody " + signer.publicKey()))
                .list()
                .sets()
                .get(0);
    }
}
