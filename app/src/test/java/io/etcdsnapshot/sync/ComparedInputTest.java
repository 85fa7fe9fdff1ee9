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

class ComparedInputTest {
    private static final int PAGE = ComparedInput.PAGE;

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
        return ComparedInput.estimate(new ByteArrayInputStream(now), now.length, new ByteArrayInputStream(earlier));
    }

    private static int[] differing(byte[] now, byte[] earlier) throws IOException {
        return differing(now, new ByteArrayInputStream(earlier));
    }

    private static int[] differing(byte[] now, InputStream earlier) throws IOException {
        try (ComparedInput in = new ComparedInput(new ByteArrayInputStream(now), now.length, earlier)) {
            byte[] chunk = new byte[8 * PAGE];
            while (in.readNBytes(chunk, 0, chunk.length) > 0) {}
            return IntStream.range(0, (now.length + PAGE - 1) / PAGE)
                    .filter(in::differs)
                    .toArray();
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
