package io.etcdsnapshot.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "20B, 20",
        "1K, 1000",
        "1Ki, 1024",
        "500M, 500000000",
        "2Gi, 2147483648",
        "3TB, 3000000000000",
        "4TiB, 4398046511104"
    })
    void countsInThousandsOrIn1024s(String text, long bytes) {
        assertThat(Size.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "M", "-1M", "1.5M", "1i", "1iB", "1m", "1 M", "1P", "0", "0G", "999999999999T"})
    void anythingElseIsRefusedAndNamed(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Size.parse(text))
                .withMessageStartingWith("'" + text + "'");
    }
}
