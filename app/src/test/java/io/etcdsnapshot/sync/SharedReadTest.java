package io.etcdsnapshot.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.ForwardingStore;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.Fanout;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.store.memory.MemoryStore;
import io.etcdsnapshot.testing.WholeSet;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One read for several, and how one that is slow holds up nobody. */
@Timeout(60)
class SharedReadTest {
    private static final String ID = "2026-11-20_013000";
    private static final String FILE = "snapshot_%s.db".formatted(ID);
    private static final int CHUNK = Fanout.CHUNK_BYTES;

    private final byte[] content = random(20 * CHUNK + 17);
    private final MemoryStore store = MemoryStore.named("source");
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicLong read = new AtomicLong();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Duration stall = Duration.ofSeconds(30);
    private Duration tolerated = Duration.ofHours(1);
    private Source source;
    private final BackupSet set;
    private final SetFile file;

    SharedReadTest() throws Exception {
        WholeSet.of(ID).snapshot(content).addTo(store);
        set = store.list().sets().get(0);
        file = set.files().stream()
                .filter(each -> each.role() == FileRole.SNAPSHOT)
                .findFirst()
                .orElseThrow();
        source = source();
    }

    private Source source() {
        return new Source(new Counting(), List.of(set), Json::write, stall, pace(Duration.ofSeconds(20)));
    }

    private Synchronizer.Pace pace(Duration together) {
        return new Synchronizer.Pace(Duration.ZERO, together, tolerated);
    }

    private void tolerate(Duration wait) {
        source.close();
        tolerated = wait;
        source = source();
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
        source.close();
    }

    @Test
    void thoseWhoComeTogetherShareOneRead() throws Exception {
        List<String> members = List.of("a", "b", "c");
        expect("a", "b", "c");
        List<Future<byte[]>> taken = new ArrayList<>();
        for (String member : members) {
            taken.add(threads.submit(() -> take(join(member))));
        }

        for (Future<byte[]> each : taken) {
            assertThat(each.get()).isEqualTo(content);
        }
        assertThat(opened).hasValue(1);
        assertThat(read).hasValue(content.length);
    }

    @Test
    void whoIsNotExpectedIsNotWaitedFor() throws Exception {
        source.reads().expect("late");
        source.reads().forget("late");
        source.reads().expect("busy");
        source.reads().expect("busy", List.of(new SharedReads.Wish(set, "another"), new SharedReads.Wish(set, FILE)));
        source.reads().expect("done");
        source.reads().expect("done", List.of());

        assertThat(take(join("a"))).isEqualTo(content);
        assertThat(source.reads().isExpected("busy"))
                .as("nobody was waited for in vain")
                .isTrue();
    }

    @Test
    void whoLetsTheOthersWaitInVainIsNotWaitedForAgain() throws Exception {
        Source impatient = new Source(new Counting(), List.of(set), Json::write, stall, pace(Duration.ofMillis(200)));
        impatient.reads().expect("never");
        assertThat(take(impatient.reads().join("a", set, file, null))).isEqualTo(content);
        impatient.reads().expect("never", List.of(new SharedReads.Wish(set, FILE)));

        impatient.reads().join("b", set, file, null).close();

        assertThat(impatient.reads().isExpected("never")).isFalse();
        impatient.close();
    }

    @Test
    void oneThatStopsIsLeftBehindAndGoesOnAloneFromWhereItWas() throws Exception {
        tolerate(Duration.ofMillis(200));
        expect("slow", "fast");
        CountDownLatch fastIsDone = new CountDownLatch(1);
        Future<byte[]> slow = threads.submit(() -> {
            ByteArrayOutputStream taken = new ByteArrayOutputStream();
            try (SharedRead.Reader reader = join("slow")) {
                SharedRead.Chunk first = reader.next(Progress.IGNORED);
                fastIsDone.await();
                taken.write(first.bytes, 0, first.length);
                assertThat(reader.next(Progress.IGNORED)).as("left behind").isNull();
            }
            taken.write(take(source.reads().alone(set, file, CHUNK, null)));
            return taken.toByteArray();
        });

        assertThat(take(join("fast"))).isEqualTo(content);
        fastIsDone.countDown();

        assertThat(slow.get()).isEqualTo(content);
        assertThat(opened).hasValue(2);
    }

    @Test
    void oneThatIsSlowAllTheTimeIsLeftBehindToo() throws Exception {
        tolerate(Duration.ofMillis(200));
        expect("slow", "fast");
        CountDownLatch fastIsDone = new CountDownLatch(1);
        Future<Boolean> leftBehind = threads.submit(() -> {
            try (SharedRead.Reader reader = join("slow")) {
                int chunks = 0;
                while (reader.next(Progress.IGNORED) != null) {
                    chunks++;
                    Thread.sleep(fastIsDone.getCount() > 0 ? 50 : 0);
                }
                return chunks < 21;
            }
        });

        assertThat(take(join("fast"))).isEqualTo(content);
        fastIsDone.countDown();

        assertThat(leftBehind.get()).isTrue();
    }

    @Test
    void aLoneReaderIsNeverLeftBehind() throws Exception {
        tolerate(Duration.ofMillis(200));
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        try (SharedRead.Reader reader = source.reads().alone(set, file, 0, null)) {
            for (SharedRead.Chunk chunk = reader.next(Progress.IGNORED); chunk != null; ) {
                taken.write(chunk.bytes, 0, chunk.length);
                Thread.sleep(taken.size() == CHUNK ? 600 : 0);
                chunk = reader.next(Progress.IGNORED);
            }
        }

        assertThat(taken.toByteArray()).isEqualTo(content);
    }

    @Test
    void readingStopsWhenNobodyIsLeft() throws Exception {
        SharedRead.Reader reader = source.reads().alone(set, file, 0, null);
        assertThat(reader.next(Progress.IGNORED)).isNotNull();
        reader.close();

        Thread.sleep(300);
        assertThat(read.get()).isLessThan(content.length);
        assertThat(reader.next(Progress.IGNORED)).isNull();
    }

    @Test
    void whoLeavesGivesBackWhatItHolds() throws Exception {
        expect("leaves", "stays");
        Future<?> leaves = threads.submit(() -> {
            try (SharedRead.Reader reader = join("leaves")) {
                return reader.next(Progress.IGNORED);
            }
        });

        assertThat(take(join("stays"))).isEqualTo(content);
        leaves.get();
        assertThat(opened).hasValue(1);
    }

    @Test
    void waitingForTheSourceIsProgressUntilTheSourceItselfHangs() throws Exception {
        stall = Duration.ofMillis(1500);
        Source hanging = source();
        store.faults().stuck();
        AtomicInteger moves = new AtomicInteger();

        try (SharedRead.Reader reader = hanging.reads().alone(set, file, 0, null)) {
            assertThatThrownBy(() -> reader.next(moves::incrementAndGet))
                    .isInstanceOfSatisfying(SourceFailure.class, failure -> assertThat(failure.failure())
                            .hasMessage("the source made no progress for 1 s")
                            .matches(io.etcdsnapshot.failure.Failure::isTransient));
        }
        assertThat(moves.get()).isPositive();
        hanging.close();
    }

    @Test
    void anInterruptEndsTheWaitForTheOthers() throws Exception {
        source.reads().expect("never");
        CountDownLatch ended = new CountDownLatch(1);
        Thread waiting = new Thread(() -> {
            try {
                join("a");
            } catch (InterruptedException e) {
                ended.countDown();
            }
        });
        waiting.start();
        waiting.interrupt();

        ended.await();
    }

    private void expect(String... members) {
        for (String member : members) {
            source.reads().expect(member);
            source.reads().expect(member, List.of(new SharedReads.Wish(set, FILE)));
        }
    }

    private SharedRead.Reader join(String member) throws InterruptedException {
        return source.reads().join(member, set, file, null);
    }

    private static byte[] take(SharedRead.Reader reader) throws SourceFailure, InterruptedException {
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        try (reader) {
            for (SharedRead.Chunk chunk = reader.next(Progress.IGNORED); chunk != null; ) {
                taken.write(chunk.bytes, 0, chunk.length);
                chunk = reader.next(Progress.IGNORED);
            }
        }
        return taken.toByteArray();
    }

    /** The source, whose reads are counted. */
    private final class Counting extends ForwardingStore {
        Counting() {
            super(store);
        }

        @Override
        public InputStream open(BackupSet of, String name) throws Unreadable {
            opened.incrementAndGet();
            return new FilterInputStream(super.open(of, name)) {
                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int part = super.read(bytes, offset, length);
                    read.addAndGet(Math.max(0, part));
                    return part;
                }
            };
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
