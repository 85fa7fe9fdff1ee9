package io.etcdsnapshot.reading;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryCopyTest {
    private static final String CANARY = "password: hush";
    private static final int BYTES = 100_003;

    @TempDir
    Path directory;

    private final Random random = new Random(1);
    private final byte[] content = new byte[BYTES];
    private Path file;
    private TemporaryCopy copy;

    @BeforeEach
    void fill() throws IOException {
        random.nextBytes(content);
        for (int at = 0; at + 1000 < BYTES; at += 1000) {
            System.arraycopy(CANARY.getBytes(ISO_8859_1), 0, content, at, CANARY.length());
        }
        file = directory.resolve("copy");
        copy = new TemporaryCopy(FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
        for (int at = 0; at < BYTES; ) {
            int length = Math.min(BYTES - at, 1 + random.nextInt(9000));
            copy.append(content, at, length);
            at += length;
        }
    }

    @AfterEach
    void close() throws IOException {
        copy.close();
    }

    @Test
    void isReadAtAnyPlaceAsItWasWritten() throws IOException {
        assertThat(copy.size()).isEqualTo(BYTES);
        for (int i = 0; i < 2000; i++) {
            int at = random.nextInt(BYTES);
            int length = random.nextInt(Math.min(BYTES - at, i % 2 == 0 ? 50 : 20_000) + 1);

            assertThat(read(at, length)).isEqualTo(Arrays.copyOfRange(content, at, at + length));
        }
    }

    @Test
    void endsWhereItEnds() {
        assertThatThrownBy(() -> read(BYTES - 5, 6)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> read(BYTES + 10_000, 1)).isInstanceOf(EOFException.class);
    }

    @Test
    void nothingOfItIsPlainOnTheDisk() throws IOException {
        assertThat(new String(content, ISO_8859_1).contains(CANARY)).isTrue();
        assertThat(Files.size(file)).isEqualTo(BYTES);
        assertThat(Files.readString(file, ISO_8859_1).contains(CANARY)).isFalse();
    }

    @Test
    void hasNoNameInItsDirectory() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));

        try (TemporaryCopy nameless = TemporaryCopy.in(elsewhere);
                Stream<Path> listed = Files.list(elsewhere)) {
            nameless.append(content, 0, 10);

            assertThat(nameless.size()).isEqualTo(10);
            assertThat(listed).isEmpty();
        }
    }

    private byte[] read(long at, int length) throws IOException {
        byte[] bytes = new byte[length];
        copy.read(at, ByteBuffer.wrap(bytes));
        return bytes;
    }
}
