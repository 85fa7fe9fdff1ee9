package io.etcdsnapshot.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class FanoutTest {
    private static final int CHUNK = Fanout.CHUNK_BYTES;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 40 * CHUNK + 17})
    void givesEveryConsumerEveryByteInOrder(int size) throws Exception {
        byte[] bytes = random(size);
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        ByteArrayOutputStream second = new ByteArrayOutputStream();

        Fanout.Outcome outcome = Fanout.run(
                new ByteArrayInputStream(bytes),
                List.of(
                        (chunk, length) -> first.write(chunk, 0, length),
                        (chunk, length) -> second.write(chunk, 0, length)));

        assertThat(outcome.orThrow().bytes()).isEqualTo(size);
        assertThat(first.toByteArray()).isEqualTo(bytes);
        assertThat(second.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void fillsEveryChunkButTheLastEvenWhenTheStreamComesInDrops() throws Exception {
        InputStream drops = new FilterInputStream(new ByteArrayInputStream(random(2 * CHUNK + 5))) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return super.read(buffer, offset, Math.min(length, 1000));
            }
        };
        List<Integer> lengths = Collections.synchronizedList(new ArrayList<>());

        Fanout.run(drops, List.of((chunk, length) -> lengths.add(length)));

        assertThat(lengths).containsExactly(CHUNK, CHUNK, 5);
    }

    @Test
    void readsNoFurtherAheadThanItsBuffersHold() throws Exception {
        AtomicLong read = new AtomicLong();
        InputStream endless = zeros(read, 200L * CHUNK);
        AtomicLong furthestAhead = new AtomicLong();
        AtomicLong consumed = new AtomicLong();

        Fanout.run(
                endless,
                List.of(
                        (chunk, length) -> {
                            pause(1);
                            furthestAhead.accumulateAndGet(read.get() - consumed.getAndAdd(length), Math::max);
                        },
                        (chunk, length) -> {}));

        assertThat(consumed).hasValue(200L * CHUNK);
        assertThat(furthestAhead.get()).isLessThanOrEqualTo(12L * CHUNK);
    }

    @Test
    void waitsForAConsumerThatIsOnlySlow() throws Exception {
        AtomicLong taken = new AtomicLong();
        Fanout.Consumer slow = (chunk, length) -> {
            pause(20);
            taken.addAndGet(length);
        };

        Fanout.run(zeros(new AtomicLong(), 40L * CHUNK), List.of(slow, (chunk, length) -> {}))
                .orThrow();

        assertThat(taken).hasValue(40L * CHUNK);
    }

    private static void pause(int millis) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** @param read counts what was taken */
    static InputStream zeros(AtomicLong read, long size) {
        return new InputStream() {
            @Override
            public int read() {
                return read.incrementAndGet() > size ? -1 : 0;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                int part = (int) Math.min(length, size - read.get());
                read.addAndGet(part);
                return part == 0 ? -1 : part;
            }
        };
    }
}
