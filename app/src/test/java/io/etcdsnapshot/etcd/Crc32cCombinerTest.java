package io.etcdsnapshot.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class Crc32cCombinerTest {
    @Test
    void joinsRunsOfAnyLengthIntoTheChecksumOfTheirConcatenation() {
        Random random = new Random(5);
        byte[] bytes = new byte[300_000];
        random.nextBytes(bytes);
        for (int round = 0; round < 200; round++) {
            int longest = 1 << random.nextInt(19);
            CRC32C whole = new CRC32C();
            Crc32cCombiner join = new Crc32cCombiner();
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, random.nextInt(longest + 1));
                length = longest == 1 ? bytes.length - at : length;
                whole.update(bytes, at, length);
                join.append(crc(bytes, at, length), length);
                at += length;
                assertThat(join.value()).isEqualTo(whole.getValue());
            }
        }
    }

    @Test
    void joinsARunOfMoreThanTwoGigabytes() {
        byte[] zeros = new byte[1024 * 1024];
        CRC32C run = new CRC32C();
        CRC32C whole = new CRC32C();
        whole.update('x');
        for (int i = 0; i < 2100; i++) {
            run.update(zeros);
            whole.update(zeros);
        }
        Crc32cCombiner join = new Crc32cCombiner();
        join.append(crc(new byte[] {'x'}, 0, 1), 1);
        join.append((int) run.getValue(), 2100L * zeros.length);

        assertThat(join.value()).isEqualTo(whole.getValue());
    }

    private static int crc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
