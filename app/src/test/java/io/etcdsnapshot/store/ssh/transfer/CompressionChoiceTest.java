package io.etcdsnapshot.store.ssh.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompressionChoiceTest {
    private static final int CHUNK = 256 * 1024;
    private static final double MEGABYTES_PER_SECOND = 1e6 / 1e9;

    private double idleShare = 1;
    private final CompressionChoice choice = new CompressionChoice(() -> () -> idleShare);

    @Test
    void beginsPlainAndCompressesOnceALinkIsSlow() {
        assertThat(compressedShare(4, 25, 500, 0.25)).isZero();
        assertThat(compressedShare(200, 25, 500, 0.25)).isGreaterThan(0.95);
    }

    @Test
    void leavesAFastLinkAlone() {
        assertThat(compressedShare(2000, 400, 500, 0.25)).isZero();
    }

    @Test
    void leavesProcessorsAloneThatHaveNoTimeToSpare() {
        idleShare = 0.1;

        assertThat(compressedShare(500, 100, 500, 0.25)).isZero();

        idleShare = 0.6;

        assertThat(compressedShare(500, 100, 500, 0.25)).isGreaterThan(0.9);
    }

    @Test
    void helpsASlowLinkEvenOnBusyProcessors() {
        idleShare = 0;

        assertThat(compressedShare(200, 25, 500, 0.25)).isGreaterThan(0.9);
    }

    @Test
    void compressesWhereTheLinkIsSlowerThanTheProcessorButNotByMuch() {
        assertThat(compressedShare(1000, 119, 250, 0.25)).isGreaterThan(0.9);
    }

    @Test
    void givesUpOnWhatDoesNotShrinkAndTriesAgainNowAndThen() {
        assertThat(compressedShare(200, 25, 500, 1)).isBetween(0.001, 0.2);
        assertThat(compressedShare(600, 25, 500, 0.25)).isGreaterThan(0.4);
    }

    @Test
    void givesUpWhereCompressingIsNoFaster() {
        assertThat(compressedShare(1000, 119, 120, 0.25)).isBetween(0.001, 0.2);
    }

    @Test
    void noticesALinkThatBecameFast() {
        compressedShare(300, 25, 500, 0.25);

        compressedShare(400, 1000, 500, 0.25);

        assertThat(compressedShare(1000, 1000, 500, 0.25)).isZero();
    }

    @Test
    void noticesALinkThatBecameSlow() {
        compressedShare(300, 1000, 500, 0.25);

        assertThat(compressedShare(1000, 25, 500, 0.25)).isGreaterThan(0.9);
    }

    /** Sends so many MiB; speeds in megabytes per second. The link works on while the processor compresses. */
    private double compressedShare(int mebibytes, double linkSpeed, double compressingSpeed, double ratio) {
        int chunks = mebibytes * 4;
        int compressed = 0;
        for (int i = 0; i < chunks; i++) {
            if (choice.compresses()) {
                compressed++;
                double compressing = CHUNK / (compressingSpeed * MEGABYTES_PER_SECOND);
                double sending = ratio * CHUNK / (linkSpeed * MEGABYTES_PER_SECOND);
                choice.sent(CHUNK, (long) (ratio * CHUNK), (long) compressing, (long)
                        Math.max(sending - compressing, 0.05 * compressing));
            } else {
                choice.sent(CHUNK, CHUNK, 0, (long) (CHUNK / (linkSpeed * MEGABYTES_PER_SECOND)));
            }
        }
        return (double) compressed / chunks;
    }
}
