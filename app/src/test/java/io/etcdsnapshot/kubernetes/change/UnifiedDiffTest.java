package io.etcdsnapshot.kubernetes.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnifiedDiffTest {
    @Test
    void equalTextsDifferInNothing() {
        assertThat(UnifiedDiff.of("a", "x\n", "b", "x\n")).isEmpty();
    }

    @Test
    void oneLineThatChangedHasThreeAroundIt() {
        String before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        assertThat(UnifiedDiff.of("a", before, "b", before.replace("5", "five")))
                .isEqualTo(
                        """
                --- a
                +++ b
                @@ -2,7 +2,7 @@
                 2
                 3
                 4
                -5
                +five
                 6
                 7
                 8
                """);
    }

    @Test
    void aTextThatIsNewIsAllAdded() {
        assertThat(UnifiedDiff.of("a", "", "b", "x\ny\n")).isEqualTo("--- a\n+++ b\n@@ -0,0 +1,2 @@\n+x\n+y\n");
    }

    @Test
    void farApartChangesAreTwoHunksNearOnesAreOne() {
        String before = IntStream.range(0, 30).mapToObj(i -> i + "\n").collect(Collectors.joining());
        assertThat(UnifiedDiff.of(
                        "a", before, "b", before.replace("\n5\n", "\nx\n").replace("\n12\n", "\ny\n")))
                .containsOnlyOnce("@@ -");
        assertThat(UnifiedDiff.of(
                                "a",
                                before,
                                "b",
                                before.replace("\n5\n", "\nx\n").replace("\n13\n", "\ny\n"))
                        .split("@@ -", -1))
                .hasSize(3);
    }

    @Test
    void textsWithLittleInCommonAreNotSearchedForever() {
        String before = IntStream.range(0, 5000).mapToObj(i -> "a" + i + "\n").collect(Collectors.joining());
        String diff = UnifiedDiff.of("a", before, "b", before.replace('a', 'b'));
        assertThat(diff.lines().filter(line -> line.startsWith("-a"))).hasSize(5000);
        assertThat(diff.lines().filter(line -> line.startsWith("+b"))).hasSize(5000);
    }
}
