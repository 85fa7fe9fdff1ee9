package io.etcdsnapshot.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.Patchable;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.backup.SetVerification;
import io.etcdsnapshot.backup.SetVerifier;
import io.etcdsnapshot.backup.StoredForm;
import io.etcdsnapshot.crypto.age.AgeIdentities;
import io.etcdsnapshot.crypto.age.AgeKeys;
import io.etcdsnapshot.crypto.age.AgeSealer;
import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.Sha256;
import io.etcdsnapshot.store.memory.MemoryStore;
import io.etcdsnapshot.store.wrapped.UnwrappedStore;
import io.etcdsnapshot.testing.WholeSet;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sets that are compressed and encrypted on their way, and what can be told of them with and without an identity. */
@Timeout(60)
class WrappedSyncTest {
    private static final String ID = "2026-11-20_013000";
    private static final String DB = "snapshot_%s.db".formatted(ID);
    private static final AgeKeys.Generated ALICE = AgeKeys.generate(Instant.EPOCH);
    private static final AgeKeys.Generated BOB = AgeKeys.generate(Instant.EPOCH);

    private enum Form {
        ENCRYPTED(".age", to(false, ALICE)),
        COMPRESSED(".zst", new StoredForm(null, true, false, null)),
        BOTH(".zst.age", to(true, ALICE));

        final String suffix;
        final StoredForm form;

        Form(String suffix, StoredForm form) {
            this.suffix = suffix;
            this.form = form;
        }
    }

    private final MemoryPlaces places = new MemoryPlaces();

    @BeforeEach
    void aSource() {
        WholeSet.of(ID).tags("before-upgrade").addTo(places.source);
    }

    @ParameterizedTest
    @EnumSource
    void theFilesOfASetAreStoredInTheFormOfItsDestination(Form form) throws Exception {
        MemoryStore a = place("a", form.form);

        assertThat(places.only("a").failure()).isNull();

        BackupSet set = a.opened("").list().sets().get(0);
        assertThat(set.state()).isEqualTo(SetState.COMPLETE);
        assertThat(set.files())
                .extracting(SetFile::name)
                .allMatch(name -> name.endsWith(form.suffix))
                .hasSize(2);
        assertThat(set.tags()).containsExactly("before-upgrade");
        String sums = text(a, Companions.CHECKSUMS);
        for (SetFile file : set.files()) {
            assertThat(sums).contains(Sha256.of(content(a, file.name())) + "  " + file.name() + "\n");
        }
        assertThat(new String(content(a, DB + form.suffix), UTF_8)).doesNotContain("/kubernetes.io/", "bolt");
    }

    @ParameterizedTest
    @EnumSource
    void anIdentityShowsThePlainSetAsItWas(Form form) throws Exception {
        MemoryStore a = place("a", form.form);
        places.only("a");
        ReadableStore opened = new UnwrappedStore(a.opened(""), identities(ALICE));

        BackupSet plain = opened.list().sets().get(0);

        assertThat(read(opened, plain, DB)).isEqualTo(content(places.source, DB));
        assertThat(read(opened, plain, Manifest.FILE_NAME)).isEqualTo(content(places.source, Manifest.FILE_NAME));
        assertThat(read(opened, plain, Companions.CHECKSUMS)).isEqualTo(content(places.source, Companions.CHECKSUMS));
        SetVerification verdict = SetVerifier.verify(plain, opened);
        assertThat(verdict.findings()).as("%s", verdict.findings()).allMatch(Finding::ok);
        assertThat(verdict.storedOnly()).isFalse();
        assertThat(verdict.snapshot()).isEqualTo(plain.requireManifest().snapshot());
    }

    @Test
    void theManifestOfAnEncryptedSetTellsNothingOfItsContent() throws Exception {
        MemoryStore a = place("a", to(false, ALICE));
        places.only("a");

        String manifest = text(a, Manifest.FILE_NAME);
        assertThat(manifest)
                .contains("\"formatVersion\": 2", "\"plainSha256\"", "\"recipients\"", "\"sealed\"", "cluster-1")
                .doesNotContain(
                        "totalKeys",
                        "revision",
                        "master-0",
                        "4.16",
                        ALICE.recipient().text());
    }

    @ParameterizedTest
    @EnumSource
    void withoutAnIdentityWhatIsStoredIsVerified(Form form) throws Exception {
        MemoryStore a = place("a", form.form);
        places.only("a");

        for (ReadableStore store : List.of(a.opened(""), new UnwrappedStore(a.opened(""), identities(BOB)))) {
            SetVerification verdict = SetVerifier.verify(store.list().sets().get(0), store);
            assertThat(verdict.ok()).as("%s", verdict.findings()).isTrue();
            if (form != Form.COMPRESSED) {
                assertThat(verdict.storedOnly()).isTrue();
                assertThat(verdict.findings())
                        .extracting(Finding::check)
                        .contains("header", "length", "stored", "manifest");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFlippedBitIsFoundWithAndWithoutAnIdentity(Form form) throws Exception {
        MemoryStore a = place("a", form.form);
        places.only("a");
        byte[] damaged = content(a, DB + form.suffix).clone();
        damaged[damaged.length / 2] ^= 1;
        a.files().put("/a/%s/%s".formatted(ID, DB + form.suffix), damaged);

        SetVerification stored = SetVerifier.verify(a.opened("").list().sets().get(0), a.opened(""));
        assertThat(stored.ok()).isFalse();
        assertThat(stored.problems()).contains(DB + form.suffix + ": SHA-256 differs from the manifest");
        ReadableStore opened = new UnwrappedStore(a.opened(""), identities(ALICE));
        SetVerification verdict = SetVerifier.verify(opened.list().sets().get(0), opened);
        assertThat(verdict.ok()).isFalse();
        assertThat(verdict.problems()).contains(DB + form.suffix + " is damaged: ");
    }

    @Test
    void whatIsThereAlreadyIsToldByThePlainHashes() throws Exception {
        place("a", to(false, ALICE));
        places.only("a");
        MemoryStore a = placeAt("a", to(true, BOB));

        DestinationReport report = places.only("a");

        assertThat(report.copied()).isEmpty();
        assertThat(report.alreadyThere()).isOne();
        assertThat(a.opened("").list().sets()).hasSize(1);
    }

    @Test
    void anEncryptedSetIsCopiedAsItIsByWhoeverCanNotReadIt() throws Exception {
        MemoryStore a = place("a", to(true, ALICE));
        places.only("a");
        places.from = new UnwrappedStore(a.opened(""), null);
        MemoryStore b = place("b", StoredForm.AS_IT_IS);
        MemoryStore c = place("c", to(false, ALICE));

        assertThat(places.run("b", "c").destinations())
                .extracting(DestinationReport::failure)
                .containsOnlyNulls();

        for (MemoryStore copy : List.of(b, c)) {
            for (String file : List.of(DB + ".zst.age", Manifest.FILE_NAME, Companions.CHECKSUMS)) {
                assertThat(content(copy, file)).isEqualTo(content(a, file));
            }
        }
    }

    @Test
    void anIdentityAloneDecryptsNothing() throws Exception {
        MemoryStore a = place("a", to(false, ALICE));
        places.only("a");
        places.from = new UnwrappedStore(a.opened(""), identities(ALICE));
        MemoryStore b = place("b", StoredForm.AS_IT_IS);
        MemoryStore c = place("c", new StoredForm(null, false, true, null));
        MemoryStore d = place("d", to(false, BOB));

        assertThat(places.run("b", "c", "d").destinations())
                .extracting(DestinationReport::failure)
                .containsOnlyNulls();

        assertThat(content(b, DB + ".age")).isEqualTo(content(a, DB + ".age"));
        for (String file : List.of(DB, Manifest.FILE_NAME, Companions.CHECKSUMS)) {
            assertThat(content(c, file)).isEqualTo(content(places.source, file));
        }
        ReadableStore opened = new UnwrappedStore(d.opened(""), identities(BOB));
        assertThat(read(opened, opened.list().sets().get(0), DB)).isEqualTo(content(places.source, DB));
    }

    @Test
    void whatNobodyCanOpenIsNotBroughtToOtherRecipients() throws Exception {
        MemoryStore a = place("a", to(false, ALICE));
        places.only("a");
        places.from = new UnwrappedStore(a.opened(""), identities(BOB));
        place("b", to(false, BOB));

        Failure failure = places.only("b").failure();

        assertThat(failure).hasMessage(ID + " is encrypted at the source, and no identity opens it");
        assertThat(failure.hint()).contains("--age-identity");
    }

    @Test
    void aSourceThatIsDamagedIsNotEncrypted() throws Exception {
        byte[] damaged = content(places.source, DB).clone();
        damaged[5000] ^= 1;
        places.source.files().put("/source/%s/%s".formatted(ID, DB), damaged);
        MemoryStore a = place("a", to(false, ALICE));

        SyncResult result = places.run("a");

        assertThat(result.failedSets()).containsExactly(ID + ": " + DB + " is not what its manifest says");
        assertThat(MemoryPlaces.ids(a)).isEmpty();
    }

    @Test
    void whatIsStoredOtherwiseThanSentIsNotShown() throws Exception {
        MemoryStore a = place("a", to(false, ALICE));
        a.faults().damagedAtRest(DB + ".age");

        assertThat(places.only("a").failure())
                .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.NOT_WHOLE));
        assertThat(MemoryPlaces.ids(a)).isEmpty();
    }

    @Test
    void pagesAreNotPatchedIntoWhatIsEncrypted() throws Exception {
        MemoryStore a = place("a", to(false, ALICE));
        places.only("a");
        WholeSet.of("2026-11-20_023000").addTo(places.source);

        assertThat(places.only("a").failure()).isNull();
        MemoryStore plain = placeAt("a", StoredForm.AS_IT_IS);
        WholeSet.of("2026-11-20_033000").addTo(places.source);
        assertThat(places.only("a").failure()).isNull();
        assertThat(plain.ability(Patchable.class)).isEmpty();
        assertThat(MemoryPlaces.ids(a)).hasSize(3);
    }

    @Test
    void halvesAreEncryptedApart() throws Exception {
        MemoryStore a = MemoryStore.named("a");
        places.add("a", new Destination(() -> a, MemoryPlaces.KEEP_ALL, Content.SNAPSHOT, to(false, ALICE), null));
        assertThat(places.only("a").failure()).isNull();
        ReadableStore opened = new UnwrappedStore(a.opened(""), identities(ALICE));

        BackupSet half = opened.list().sets().get(0);

        assertThat(half.stored()).isNotNull();
        assertThat(half.content()).isEqualTo(Content.SNAPSHOT);
        assertThat(SetVerifier.verify(half, opened).ok()).isTrue();
    }

    @Test
    void anEncryptedSetIsSplitAsItIs() throws Exception {
        MemoryStore a = place("a", to(false, ALICE));
        places.only("a");
        places.from = new UnwrappedStore(a.opened(""), null);
        MemoryStore b = MemoryStore.named("b");
        places.add("b", new Destination(() -> b, MemoryPlaces.KEEP_ALL, Content.SNAPSHOT, StoredForm.AS_IT_IS, null));
        assertThat(places.only("b").failure()).isNull();
        ReadableStore opened = new UnwrappedStore(b.opened(""), identities(ALICE));

        BackupSet half = opened.list().sets().get(0);

        assertThat(half.problem()).isNull();
        assertThat(half.requireManifest().content()).isEqualTo(Content.SNAPSHOT);
        SetVerification verdict = SetVerifier.verify(half, opened);
        assertThat(verdict.findings()).as("%s", verdict.findings()).allMatch(Finding::ok);
    }

    @Test
    void aManifestSealedForAnotherSetIsFound() throws Exception {
        MemoryStore a = place("a", to(false, ALICE));
        WholeSet.of("2026-11-20_023000").resources("other").addTo(places.source);
        places.only("a");
        String other = new String(a.files().content("/a/2026-11-20_023000/manifest.json"), UTF_8);
        String mixed = text(a, Manifest.FILE_NAME)
                .replaceFirst(
                        "\"sealed\": \"[^\"]*\"",
                        java.util.regex.Matcher.quoteReplacement(
                                other.substring(other.indexOf("\"sealed\""), other.lastIndexOf('"') + 1)));
        a.files().put("/a/%s/manifest.json".formatted(ID), mixed.getBytes(UTF_8));

        BackupSet set = new UnwrappedStore(a.opened(""), identities(ALICE))
                .list()
                .sets()
                .get(1);

        assertThat(set.state()).isEqualTo(SetState.CORRUPT);
        assertThat(set.problem()).isEqualTo("its sealed manifest is that of another set");
    }

    private static StoredForm to(boolean compress, AgeKeys.Generated... recipients) {
        return new StoredForm(
                new AgeSealer(
                        Stream.of(recipients).map(AgeKeys.Generated::recipient).toList()),
                compress,
                false,
                null);
    }

    private static AgeIdentities identities(AgeKeys.Generated... keys) {
        AgeIdentities identities = new AgeIdentities();
        Stream.of(keys).forEach(key -> identities.add(key.fileContent()));
        return identities;
    }

    private MemoryStore place(String name, StoredForm form) {
        MemoryStore store = MemoryStore.named(name);
        places.add(name, new Destination(() -> store, MemoryPlaces.KEEP_ALL, Content.ALL, form, null));
        return store;
    }

    /** The same place with another form. */
    private MemoryStore placeAt(String name, StoredForm form) {
        MemoryStore store = places.store(name);
        places.add(name, new Destination(() -> store, MemoryPlaces.KEEP_ALL, Content.ALL, form, null));
        return store;
    }

    private static byte[] content(MemoryStore store, String file) throws IOException {
        return store.files().content("%s/%s/%s".formatted(store.location(), ID, file));
    }

    private static String text(MemoryStore store, String file) throws IOException {
        return new String(content(store, file), UTF_8);
    }

    private static byte[] read(ReadableStore store, BackupSet set, String file) throws IOException {
        try (var in = store.open(set, file)) {
            return in.readAllBytes();
        }
    }
}
