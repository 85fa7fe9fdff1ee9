package io.etcdsnapshot.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PageDeltaTest {
    private static final int PAGE = PageDelta.PAGE;

    private final byte[] earlier = random(64 * PAGE + 32);

    @Test
    void marksThePagesThatDiffer() throws Exception {
        byte[] now = earlier.clone();
        now[3 * PAGE]++;
        now[4 * PAGE + PAGE - 1]++;
        now[64 * PAGE + 31]++;

        assertThat(differing(now, earlier)).containsExactly(3, 4, 64);
    }

    @Test
    void takesAllForDifferentBehindAnEarlierSnapshotsEnd() throws Exception {
        assertThat(differing(earlier, random(0))).hasSize(65);
        assertThat(differing(random(66 * PAGE), earlier)).hasSize(66);
        assertThat(differing(earlier, Arrays.copyOf(earlier, 63 * PAGE + 5))).containsExactly(63, 64);
    }

    @Test
    void takesAllForDifferentFromWhereTheEarlierSnapshotCanNotBeRead() throws Exception {
        InputStream breaking =
                new SequenceInputStream(new ByteArrayInputStream(earlier, 0, 8 * PAGE), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("a bad block");
                    }

                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        return read();
                    }
                });

        assertThat(differing(earlier, breaking)).hasSize(65 - 8);
    }

    @Test
    void beginsInTheMiddleWhereTheSnapshotDoes() throws Exception {
        byte[] now = earlier.clone();
        now[3 * PAGE]++;
        now[20 * PAGE]++;

        assertThat(differing(now, new ByteArrayInputStream(earlier), 8)).containsExactly(20);
        assertThat(differing(now, InputStream.nullInputStream(), 60)).containsExactly(60, 61, 62, 63, 64);
    }

    @Test
    void estimatesTheShareThatDiffers() throws Exception {
        byte[] old = random(1024 * PAGE);
        byte[] now = old.clone();
        Random random = new Random(7);
        IntStream.range(0, 1024).filter(page -> random.nextDouble() < 0.3).forEach(page -> now[page * PAGE + 17]++);

        assertThat(estimate(now, old)).isBetween(0.15, 0.45);
        assertThat(estimate(old, old)).isZero();
        assertThat(estimate(new byte[old.length], old)).isOne();
        assertThat(estimate(now, new byte[0])).isOne();
    }

    private static double estimate(byte[] now, byte[] earlier) throws IOException {
        return PageDelta.estimate(new ByteArrayInputStream(now), now.length, new ByteArrayInputStream(earlier));
    }

    private static int[] differing(byte[] now, byte[] earlier) throws IOException {
        return differing(now, new ByteArrayInputStream(earlier));
    }

    private static int[] differing(byte[] now, InputStream earlier) throws IOException {
        return differing(now, earlier, 0);
    }

    /** @param from the page at which comparing begins */
    private static int[] differing(byte[] now, InputStream earlier, int from) throws IOException {
        try (PageDelta delta = new PageDelta(earlier, now.length, (long) from * PAGE)) {
            for (int at = from * PAGE; at < now.length; at += 8 * PAGE) {
                byte[] chunk = Arrays.copyOfRange(now, at, Math.min(now.length, at + 8 * PAGE));
                delta.compare(chunk, chunk.length);
            }
            return IntStream.range(from, (now.length + PAGE - 1) / PAGE)
                    .filter(delta::differs)
                    .toArray();
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
