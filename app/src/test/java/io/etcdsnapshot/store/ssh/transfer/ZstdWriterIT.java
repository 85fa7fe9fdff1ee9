package io.etcdsnapshot.store.ssh.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.testing.RealThings;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the writer sends, through the decompressor that mirrors run. */
class ZstdWriterIT {
    private static final int CHUNK = 256 * 1024;

    @TempDir
    Path directory;

    @BeforeAll
    static void needsZstd() {
        RealThings.require("zstd");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, 65_535, 65_536, 131_071, 131_072, 131_073, CHUNK, CHUNK + 1, 3 * CHUNK + 17})
    void storedFramesComeOutAsTheyWentIn(int size) throws Exception {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);

        byte[] sent = send(content, 0);

        assertThat(sent).hasSizeBetween(size + 1, size + 20 + size / 10_000);
        assertThat(decompress(sent)).isEqualTo(content);
    }

    @Test
    void compressedAndStoredFramesFollowEachOther() throws Exception {
        byte[] content = new byte[32 << 20];
        new Random(1).nextBytes(content);
        for (int i = 0; i < content.length; i++) {
            content[i] &= i < content.length / 2 || i > content.length * 3 / 4 ? (byte) 0x0F : (byte) 0xFF;
        }

        byte[] sent = send(content, 20);

        assertThat(sent).hasSizeLessThan(content.length * 9 / 10);
        assertThat(decompress(sent)).isEqualTo(content);
    }

    @Test
    void gapsComeOutAsZeros() throws Exception {
        byte[] content = new byte[9 * 1024 * 1024 + 4096];
        new Random(2).nextBytes(content);
        Arrays.fill(content, 0, 4096, (byte) 0);
        Arrays.fill(content, 8192, 9 * 1024 * 1024, (byte) 0);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        try (ZstdWriter writer = new ZstdWriter(new Link(sent, 0), 0, new CompressionChoice(() -> () -> 1))) {
            writer.write(4096, content, 4096, 4096);
            writer.write(9 * 1024 * 1024, content, 9 * 1024 * 1024, 4096);
            writer.finish(content.length);
        }

        assertThat(sent.size()).isBetween(8192, 8192 + 1000);
        assertThat(decompress(sent.toByteArray())).isEqualTo(content);
    }

    @Test
    void aStreamThatEndsEarlyIsAnErrorThere() throws Exception {
        byte[] sent = send(new byte[CHUNK], 0);
        Path file = Files.write(directory.resolve("cut"), Arrays.copyOf(sent, sent.length - 1));

        Process zstd = new ProcessBuilder("zstd", "-dcq", file.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();

        assertThat(zstd.waitFor()).isNotZero();
    }

    /** @param millisPerChunk that the link takes */
    private static byte[] send(byte[] content, int millisPerChunk) throws Exception {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        try (ZstdWriter writer =
                new ZstdWriter(new Link(sent, millisPerChunk), 0, new CompressionChoice(() -> () -> 1))) {
            for (int at = 0; at < content.length; at += CHUNK) {
                writer.write(at, content, at, Math.min(CHUNK, content.length - at));
            }
            writer.finish(content.length);
        }
        return sent.toByteArray();
    }

    private byte[] decompress(byte[] sent) throws Exception {
        Path file = Files.write(directory.resolve("sent.zst"), sent);
        Path out = directory.resolve("out");
        Process zstd = new ProcessBuilder("zstd", "-dcq", file.toString())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(zstd.waitFor()).isZero();
        return Files.readAllBytes(out);
    }

    private record Link(ByteArrayOutputStream sent, int millisPerChunk) implements Incoming.FileWriter {
        @Override
        public void write(long position, byte[] bytes, int offset, int length) {
            assertThat(position).isEqualTo(sent.size());
            sent.write(bytes, offset, length);
            try {
                Thread.sleep((long) millisPerChunk * length / CHUNK);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void finish(long size) {
            assertThat(size).isEqualTo(sent.size());
        }

        @Override
        public void close() {}
    }
}
