package io.etcdsnapshot.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LongHashSetTest {
    @Test
    void growsWhereItWasMadeForFewer() {
        Random random = new Random(3);
        LongHashSet set = new LongHashSet(0);
        Set<Long> expected = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            long hash = random.nextInt(4) == 0 ? random.nextInt(50) : random.nextLong();
            assertThat(set.add(hash)).isEqualTo(expected.add(hash));
        }
        assertThat(expected).allMatch(set::contains);
        assertThat(set.contains(51)).isFalse();
    }
}
