package io.etcdsnapshot.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.crypto.age.AgeIdentities;
import io.etcdsnapshot.crypto.age.AgeKeys;
import io.etcdsnapshot.crypto.age.AgeSealer;
import io.etcdsnapshot.failure.Damaged;
import io.etcdsnapshot.store.memory.MemoryStore;
import io.etcdsnapshot.store.wrapped.UnwrappedStore;
import io.etcdsnapshot.sync.WrappedSets;
import io.etcdsnapshot.testing.WholeSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class IdentityCheckTest {
    private static final AgeKeys.Generated ALICE = AgeKeys.generate(Instant.EPOCH);
    private static final AgeKeys.Generated BOB = AgeKeys.generate(Instant.EPOCH);
    private static final String OLD = "2026-11-19_013000";
    private static final String NEW = "2026-11-20_013000";

    private final MemoryStore store = MemoryStore.named("a");

    @Test
    void nothingIsToldWhereNothingIsEncrypted() throws Exception {
        WholeSet.of(NEW).addTo(store);

        assertThat(look(null, OpenedSets.NONE)).isEmpty();
    }

    @Test
    void anIdentityAtHandOpensTheNewestEncryptedSet() throws Exception {
        encrypted(OLD, BOB);
        encrypted(NEW, ALICE);

        assertThat(look(ALICE, OpenedSets.NONE)).isEqualTo("an identity opens " + NEW);
    }

    @Test
    void itIsAWarningIfNobodyEverShowedThatOneOpensIt() throws Exception {
        encrypted(NEW, ALICE);

        for (AgeKeys.Generated key : new AgeKeys.Generated[] {null, BOB}) {
            assertThatThrownBy(() -> look(key, OpenedSets.NONE))
                    .isInstanceOf(CheckTarget.Warning.class)
                    .hasMessage("nobody has shown that an identity opens " + NEW);
        }
    }

    @Test
    void whatWasOpenedEarlierCountsForSetsOfTheSameRecipients() throws Exception {
        encrypted(OLD, ALICE);
        encrypted("2026-11-18_013000", BOB);
        encrypted(NEW, ALICE);
        OpenedSets earlier = (where, sets) -> sets.stream()
                .map(BackupSet::id)
                .map(Object::toString)
                .filter(OLD::equals)
                .map(id -> Instant.EPOCH)
                .findFirst();

        assertThat(look(null, earlier))
                .isEqualTo("an identity for %s was last used at 1970-01-01T00:00:00Z".formatted(NEW));
        assertThatThrownBy(() ->
                        look(null, (where, sets) -> sets.size() == 2 ? Optional.empty() : Optional.of(Instant.EPOCH)))
                .isInstanceOf(CheckTarget.Warning.class);
    }

    @Test
    void aFileForSomebodyElseThanItsManifestSaysIsFound() throws Exception {
        encrypted(NEW, ALICE);
        MemoryStore other = MemoryStore.named("a");
        WrappedSets.add(WholeSet.of(NEW), other, new AgeSealer(List.of(BOB.recipient())));
        String file = "/a/%s/snapshot_%s.db.age".formatted(NEW, NEW);
        store.files().put(file, other.files().content(file));

        assertThatThrownBy(() -> look(ALICE, OpenedSets.NONE))
                .isInstanceOf(Damaged.class)
                .hasMessageContaining("none of the identities opens it");
    }

    private void encrypted(String id, AgeKeys.Generated to) throws Exception {
        WrappedSets.add(WholeSet.of(id), store, new AgeSealer(List.of(to.recipient())));
    }

    private String look(AgeKeys.Generated identity, OpenedSets earlier) throws Exception {
        AgeIdentities identities = identity == null ? null : new AgeIdentities().add(identity.fileContent());
        return new IdentityCheck(() -> new UnwrappedStore(store.opened(""), identities), earlier).look();
    }
}
