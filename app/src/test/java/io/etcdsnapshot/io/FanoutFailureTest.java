package io.etcdsnapshot.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class FanoutFailureTest {
    private static final int CHUNK = Fanout.CHUNK_BYTES;

    @Test
    void endsWithWhatReadingThrew() throws Exception {
        InputStream breaks = new FilterInputStream(new ByteArrayInputStream(FanoutTest.random(3 * CHUNK))) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int read = super.read(buffer, offset, length);
                if (read < 0) {
                    throw new IOException("stale file handle");
                }
                return read;
            }
        };

        assertThatThrownBy(() -> Fanout.run(breaks, List.of((chunk, length) -> {})))
                .isInstanceOf(IOException.class)
                .hasMessage("stale file handle");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void goesOnWithoutAConsumerThatFails(int failing) throws Exception {
        AtomicLong taken = new AtomicLong();
        List<Fanout.Consumer> consumers = new ArrayList<>(List.of((chunk, length) -> taken.addAndGet(length)));
        consumers.add(failing, (chunk, length) -> {
            throw new IOException("no space left on device");
        });

        Fanout.Outcome outcome = Fanout.run(FanoutTest.zeros(new AtomicLong(), 40L * CHUNK), consumers);

        assertThat(taken).hasValue(40L * CHUNK);
        assertThat(outcome.failures().get(1 - failing)).isNull();
        assertThatThrownBy(outcome::orThrow).isInstanceOf(IOException.class).hasMessage("no space left on device");
    }

    @Test
    void stopsReadingWhenEveryConsumerHasFailed() throws Exception {
        AtomicLong read = new AtomicLong();
        Fanout.Consumer full = (chunk, length) -> {
            throw new IOException("no space left on device");
        };

        Fanout.Outcome outcome = Fanout.run(FanoutTest.zeros(read, 10_000L * CHUNK), List.of(full, full));

        assertThat(outcome.failures()).doesNotContainNull().hasSize(2);
        assertThat(read.get()).isLessThan(100L * CHUNK);
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, OutOfMemoryError.class})
    void hidesNoBugOfAConsumer(Class<? extends Throwable> type) throws Exception {
        Throwable bug = type.getConstructor().newInstance();

        Fanout.Outcome outcome =
                Fanout.run(new ByteArrayInputStream(FanoutTest.random(CHUNK)), List.of((chunk, length) -> {
                    if (bug instanceof Error error) {
                        throw error;
                    }
                    throw (RuntimeException) bug;
                }));

        assertThatThrownBy(outcome::orThrow).isSameAs(bug);
    }

    @Test
    void stopsWhenInterrupted() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        List<Throwable> thrown = Collections.synchronizedList(new ArrayList<>());
        Fanout.Consumer hangs = (chunk, length) -> {
            started.countDown();
            uninterruptibly(never);
        };
        Thread reader = new Thread(() -> {
            try {
                Fanout.run(FanoutTest.zeros(new AtomicLong(), 100L * CHUNK), List.of(hangs, (chunk, length) -> {}));
            } catch (IOException | InterruptedException e) {
                thrown.add(e);
            }
        });
        reader.start();
        started.await();

        reader.interrupt();
        reader.join();

        assertThat(thrown).singleElement().isInstanceOf(InterruptedException.class);
        never.countDown();
    }

    private static void uninterruptibly(CountDownLatch latch) {
        boolean interrupted = true;
        while (interrupted) {
            try {
                latch.await();
                interrupted = false;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}
