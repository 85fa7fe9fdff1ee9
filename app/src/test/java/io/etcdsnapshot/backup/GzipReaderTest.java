package io.etcdsnapshot.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GzipReaderTest {
    private static final int TRAILER_BYTES = 8;

    @Test
    void membersAndZerosBehindThemAreRead() throws Exception {
        byte[] two = joined(joined(gzip("first "), gzip("second")), new byte[1024]);

        assertThat(read(two)).isEqualTo("first second");
    }

    @Test
    void anythingElseBehindTheLastMemberIsDamage() throws Exception {
        assertDamaged(joined(gzip("content"), new byte[] {0, 7}), "bytes follow its end");
    }

    @Test
    void whatIsCutOffIsDamage() throws Exception {
        byte[] whole = gzip("content");

        for (int length = 0; length < whole.length; length++) {
            assertDamaged(Arrays.copyOf(whole, length), "it ends too early");
        }
    }

    @Test
    void checksumAndLengthAreCompared() throws Exception {
        byte[] whole = gzip("content");

        assertDamaged(flipped(whole, whole.length - TRAILER_BYTES), "its checksum differs");
        assertDamaged(flipped(whole, whole.length - 1), "its length differs");
    }

    @Test
    void anotherKindOfFileIsNamed() {
        assertDamaged("no archive at all".getBytes(UTF_8), "it does not begin as a gzip file does");
        assertDamaged(new byte[] {'P', 'K', 3, 4, 20, 0}, "it is a zip archive, not a gzip file");
    }

    private static void assertDamaged(byte[] file, String problem) {
        assertThatExceptionOfType(DamagedArchive.class)
                .isThrownBy(() -> read(file))
                .withMessageContaining(problem);
    }

    private static String read(byte[] file) throws IOException {
        try (GzipReader in = new GzipReader(new ByteArrayInputStream(file))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static byte[] gzip(String content) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(file)) {
            out.write(content.getBytes(UTF_8));
        }
        return file.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] flipped(byte[] file, int at) {
        byte[] copy = file.clone();
        copy[at] ^= 1;
        return copy;
    }
}
