package io.etcdsnapshot.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.io.Sha256;
import java.io.ByteArrayInputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class CountingDigestTest {
    private static final byte[] CONTENT = "content".getBytes(UTF_8);

    @Test
    void everyByteIsCountedAndHashedHoweverItIsRead() throws Exception {
        CountingDigest in = new CountingDigest(new ByteArrayInputStream(CONTENT));

        assertThat(in.read()).isEqualTo('c');
        assertThat(in.readAllBytes()).hasSize(CONTENT.length - 1);
        assertThat(in.read()).isEqualTo(-1);
        assertThat(in.read(new byte[1], 0, 1)).isEqualTo(-1);

        assertThat(in.bytes()).isEqualTo(CONTENT.length);
        assertThat(in.sha256()).isEqualTo(Sha256.of(CONTENT));
    }

    @Test
    void closingItLeavesTheStreamOpen() {
        AtomicBoolean closed = new AtomicBoolean();

        new CountingDigest(new ByteArrayInputStream(CONTENT) {
                    @Override
                    public void close() {
                        closed.set(true);
                    }
                })
                .close();

        assertThat(closed).isFalse();
    }
}
