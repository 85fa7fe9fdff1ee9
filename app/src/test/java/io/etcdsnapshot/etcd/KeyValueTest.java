package io.etcdsnapshot.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.testing.BoltFile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyValueTest {
    @Test
    void hasAllFieldsOfTheMessage() {
        byte[] message = BoltFile.keyValue("/a/key", 1L << 40, Long.MAX_VALUE, 300, "value")
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] withLease = Arrays.copyOf(message, message.length + 2);
        withLease[message.length] = 6 << 3;
        withLease[message.length + 1] = 77;

        KeyValue parsed = KeyValue.parse(withLease, 0, withLease.length);

        assertThat(new String(parsed.key(), StandardCharsets.UTF_8)).isEqualTo("/a/key");
        assertThat(parsed.createRevision()).isEqualTo(1L << 40);
        assertThat(parsed.modRevision()).isEqualTo(Long.MAX_VALUE);
        assertThat(parsed.version()).isEqualTo(300);
        assertThat(new String(parsed.value(), StandardCharsets.UTF_8)).isEqualTo("value");
        assertThat(parsed.lease()).isEqualTo(77);
    }

    @Test
    void isEmptyWhereTheMessageIs() {
        KeyValue parsed = KeyValue.parse(new byte[] {9, 9, 9}, 1, 0);

        assertThat(parsed.key()).isEmpty();
        assertThat(parsed.value()).isEmpty();
        assertThat(parsed.version()).isZero();
    }

    /** A later etcd may add some. */
    @ParameterizedTest
    @ValueSource(strings = {"0a016b 3801", "0a016b 3a03ffffff", "0a016b 390102030405060708", "0a016b 3d01020304"})
    void passesOverFieldsThatItDoesNotKnow(String hex) {
        byte[] message = HexFormat.of().parseHex(hex.replace(" ", ""));

        assertThat(KeyValue.parse(message, 0, message.length).key()).isEqualTo(new byte[] {'k'});
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0a",
                "0a05",
                "0a026b",
                "0a80",
                "08",
                "0801",
                "1001 10",
                "1080",
                "12016b",
                "2801",
                "07",
                "0b",
                "00",
                "3d01",
                "39010203",
                "0affffffffffffffffff01",
                "1080808080808080808080808001",
                "2affffffff0f"
            })
    void refusesWhatIsNoSuchMessage(String hex) {
        byte[] message = HexFormat.of().parseHex(hex.replace(" ", ""));

        assertThatThrownBy(() -> KeyValue.parse(message, 0, message.length))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
