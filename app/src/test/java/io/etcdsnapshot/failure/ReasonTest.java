package io.etcdsnapshot.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class ReasonTest {
    @Test
    void noClassIsNamedWhereAMessageIsMissing() {
        assertThat(Reason.of(new IOException())).isEqualTo("no reason was given");
        assertThat(Reason.of(new IOException(new TimeoutException()))).isEqualTo("no reason was given");
        assertThat(Reason.of(new IOException(new TimeoutException("Timeout expired"))))
                .isEqualTo("timeout expired");
        assertThat(Reason.of(new IOException(null, new IllegalStateException("Broken transport"))))
                .isEqualTo("broken transport");
    }

    @Test
    void theMessageOfWhatFailedComesBeforeThatOfItsCause() {
        assertThat(Reason.of(new IOException("Connection reset", new TimeoutException("later"))))
                .isEqualTo("connection reset");
        assertThat(Reason.of(new AccessDeniedException("/etc/shadow"))).isEqualTo("permission denied");
    }
}
