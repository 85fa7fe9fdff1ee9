package io.etcdsnapshot.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Lockable;
import io.etcdsnapshot.backup.Patchable;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.backup.SpaceAware;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.store.layout.LayoutNames.Writer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store must do besides whose sets are files in a directory, moved by renames and kept by locks. */
public abstract class FileStoreContract extends StoreContract {
    private static final int PAGE = 4096;

    protected abstract Writer writer();

    /** Random pages, all zeros, what was zeros, and an end that is no whole page; shorter and longer than the earlier file. */
    @ParameterizedTest
    @ValueSource(ints = {-5 * PAGE - 32, 0, 3 * PAGE + 32})
    void laysPagesOverACopyOfAnEarlierFile(int growth) throws Exception {
        add(ID);
        String earlier = "snapshot_" + ID + ".db";
        byte[] old = random(64 * PAGE + 32);
        Arrays.fill(old, 20 * PAGE, 24 * PAGE, (byte) 0);
        place.write(ID + "/" + earlier, old);
        byte[] wanted = Arrays.copyOf(old, old.length + growth);
        int tail = wanted.length / PAGE * PAGE - PAGE;
        int[][] runs = {{0, PAGE}, {3 * PAGE, 9 * PAGE}, {21 * PAGE, 22 * PAGE}, {tail, wanted.length}};
        for (int[] run : runs) {
            System.arraycopy(random(run[1]), run[0], wanted, run[0], run[1] - run[0]);
        }
        Arrays.fill(wanted, 4 * PAGE, 6 * PAGE, (byte) 0);

        try (Incoming incoming = store.receive(new BackupSetId("2026-11-21_013000"))) {
            BackupSet basis = store.list().sets().get(0);
            Patchable patchable = incoming.ability(Patchable.class).orElseThrow();
            boolean copied = patchable.copyFrom(basis, earlier, "snapshot.db");
            int[][] sent = copied ? runs : new int[][] {{0, wanted.length}};
            try (Incoming.FileWriter writer = copied
                    ? patchable.patch("snapshot.db", wanted.length)
                    : incoming.create("snapshot.db", wanted.length)) {
                for (int[] run : sent) {
                    writer.write(run[0], wanted, run[0], run[1] - run[0]);
                }
                writer.finish(wanted.length);
            }

            assertProven(incoming, "snapshot.db", wanted);
            assertThat(incoming.bytesSent()).isLessThan(copied ? 14L * PAGE : wanted.length + 1);
        }
        assertThat(place.read(ID + "/" + earlier)).isEqualTo(old);
    }

    @Test
    void clearsWhatUnfinishedRunsLeft() throws Exception {
        String half = writer().unfinished() + "x/deeper";
        place.makeDirectory(half);
        place.write(half + "/file", new byte[4]);
        place.makeLink(half + "/link", shared);
        place.makeLink(writer().unfinished() + "link", shared);
        addFlat("", "2026-11-19_013000");
        place.makeDirectory(writer().removingFlat() + "2026-11-19_013000");
        assertThat(store.list().sets()).isEmpty();

        store.clearLeftovers(true);

        assertThat(names()).isEmpty();
        assertThat(shared).isNotEmptyDirectory();
    }

    /** Its lock keeps out this kind only. */
    @Test
    void leavesAloneWhatTheOtherKindOfWriterMayBeWriting() throws Exception {
        Writer other = writer() == Writer.HERE ? Writer.FROM_AFAR : Writer.HERE;
        String fresh = other.unfinished() + "fresh";
        String abandoned = other.unfinished() + "abandoned";
        place.makeDirectory(fresh);
        place.makeDirectory(abandoned);
        place.touch(abandoned, Instant.now().minus(Duration.ofHours(25)));

        store.clearLeftovers(true);

        assertThat(place.exists(fresh)).isTrue();
        assertThat(place.exists(abandoned)).isFalse();
    }

    /** Killed between the renames of a replacement: the new one is ready, and the old one may be out of its place. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReplacementThatWasCutShortIsFinishedOrUndone(boolean oldOneIsThere) throws Exception {
        place.copyIn(samples.add(newDirectory(), ID), ".incomplete-ready-" + ID);
        place.makeDirectory(oldOneIsThere ? ID : writer().unfinished() + "removing-1");

        store.clearLeftovers(true);

        assertThat(names()).containsExactly(ID);
        assertThat(store.list().sets())
                .extracting(BackupSet::state)
                .containsExactly(oldOneIsThere ? SetState.INCOMPLETE : SetState.COMPLETE);
    }

    @Test
    protected void aLockKeepsOthersOutAndNamesItsHolderUntilItIsGivenBack() throws Exception {
        try (WritableStore other = storeAt(place, "")) {
            Lockable.Lock lock = Lockable.lock(store, "test");
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> Lockable.lock(other, "another"))
                    .withMessageContaining(
                            ": test, process " + ProcessHandle.current().pid())
                    .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED));
            lock.close();

            assertThat(names()).isEmpty();
            Lockable.lock(other, "another").close();
        }
    }

    @Test
    void aMissingPlaceIsNamed() throws IOException {
        try (WritableStore nowhere = storeAt(place, "nowhere")) {
            assertThatExceptionOfType(Unreadable.class)
                    .isThrownBy(nowhere::list)
                    .withMessageContaining("nowhere: no such file or directory");
            nowhere.prepare();
            assertThat(nowhere.list().sets()).isEmpty();
        }
    }

    @Test
    void tellsTheFreeSpace() throws IOException {
        assertThat(SpaceAware.freeBytes(store)).isPresent();
        if (place instanceof Place.OnDisk disk) {
            assertThat(SpaceAware.freeBytes(store).getAsLong())
                    .isCloseTo(disk.directory().toFile().getUsableSpace(), Percentage.withPercentage(5));
        }
    }
}
