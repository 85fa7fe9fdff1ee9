package io.etcdsnapshot.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts that every server takes, whatever the size. Source: Amazon S3 User Guide, "Multipart upload limits". */
class PartPlanTest {
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    private static final long TIB = 1L << 40;
    private static final long LEAST_PART = 5 * MIB;
    private static final long LARGEST_PART = 5 * GIB;
    private static final long MOST_PARTS = 10_000;

    @ParameterizedTest
    @ValueSource(
            longs = {
                8 * MIB + 1,
                100 * MIB,
                5 * GIB,
                5 * GIB + 1,
                6 * GIB + 12_345,
                MOST_PARTS * 8 * MIB - 1,
                MOST_PARTS * 8 * MIB,
                MOST_PARTS * 8 * MIB + 1,
                MOST_PARTS * 9 * MIB + 1,
                TIB,
                5 * TIB - 1,
                5 * TIB
            })
    void partsAreNeitherTooSmallNorTooLargeNorTooMany(long size) {
        PartPlan plan = PartPlan.of(size);

        assertThat(plan.isSingle()).isFalse();
        assertThat((long) plan.partBytes()).isBetween(LEAST_PART, LARGEST_PART);
        assertThat((size + plan.partBytes() - 1) / plan.partBytes()).isBetween(2L, MOST_PARTS);
        assertThat(plan.bufferBytes()).isEqualTo(plan.partBytes());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 5 * MIB, 8 * MIB})
    void whatFitsInOnePartIsOneRequestAndTakesNoMoreMemoryThanItself(long size) {
        PartPlan plan = PartPlan.of(size);

        assertThat(plan.isSingle()).isTrue();
        assertThat((long) plan.bufferBytes()).isEqualTo(size);
    }

    @Test
    void whatNoObjectCanHoldIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PartPlan.of(5 * TIB + 1))
                .withMessage("a file of 5,497,558,138,881 bytes is more than an object can hold");
    }

    @Test
    void snapshotsOfEverySizeThatEtcdCanHaveFitInASmallHeap() {
        long heap = 64 * MIB;
        for (long size : new long[] {5 * GIB + 1, 16 * GIB, 64 * GIB}) {
            PartPlan plan = PartPlan.of(size);
            int buffers = PartBuffers.parallel(plan.partBytes(), heap) + 1;

            assertThat((long) buffers * plan.bufferBytes()).isLessThanOrEqualTo(heap / 2);
        }
    }
}
