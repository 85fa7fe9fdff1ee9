package io.etcdsnapshot.store.ssh.transfer;

import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Decides whether to compress what goes over a link, by what sending takes: it pays when the link, not the processor, is
 * the limit. Measures one way until it has taken long enough to judge, tries the other, and keeps what is clearly faster.
 */
public final class CompressionChoice {
    /** Covers what buffers on the way may swallow before the link is felt, and the time the remote host takes to begin. */
    private static final long UNJUDGED_BYTES = 4L << 20;

    private static final long WINDOW_BYTES = 2L << 20;
    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Processors' time is counted in hundredths of a second. */
    private static final long PLAIN_WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

    /** The link may change, and so may the content. */
    private static final long TRY_AGAIN_BYTES = 256L << 20;

    /** Bytes per nanosecond; 2 Gbit/s. Above, a transfer waits for processors, and compressing would only add to that. */
    private static final double FAST_LINK = 0.25;

    /** 400 Mbit/s. Below, the link is the limit even where others keep the processors busy. */
    private static final double SLOW_LINK = 0.05;

    private static final double CLEARLY = 1.2;

    /** With less of the processors' time to spare, they are the limit, and not the link. */
    private static final double SPARE = 0.2;

    private final Supplier<DoubleSupplier> processors;
    private boolean compresses;
    private double plainRate;
    private long notBefore = UNJUDGED_BYTES;
    private long total;
    private DoubleSupplier idleShare = () -> 0;
    private Window window = new Window(0, 0, 0, 0);

    /** @param processors begins to look at them; what it gives tells the idle share of their time since then */
    public CompressionChoice(Supplier<DoubleSupplier> processors) {
        this.processors = processors;
    }

    /** Counts what was sent since the last judgement; times in nanoseconds. */
    private record Window(long bytes, long sentBytes, long compressing, long sending) {
        Window plus(long moreBytes, long moreSent, long moreCompressing, long moreSending) {
            return new Window(
                    bytes + moreBytes, sentBytes + moreSent, compressing + moreCompressing, sending + moreSending);
        }

        long nanos() {
            return compressing + sending;
        }

        double rate() {
            return (double) bytes / nanos();
        }

        boolean waitedForTheLink() {
            return sending > compressing;
        }
    }

    /** Returns whether to compress what comes next. */
    boolean compresses() {
        return compresses;
    }

    /**
     * Records that a chunk was sent.
     *
     * @param bytes of the file
     * @param sentBytes that stand for them
     * @param compressing nanoseconds, 0 for a plain one
     * @param sending nanoseconds, waiting included
     */
    void sent(long bytes, long sentBytes, long compressing, long sending) {
        total += bytes;
        if (total <= UNJUDGED_BYTES) {
            return;
        }
        if (!compresses && window.bytes() == 0) {
            idleShare = processors.get();
        }
        window = window.plus(bytes, sentBytes, compressing, sending);
        if (window.bytes() >= WINDOW_BYTES && window.nanos() >= (compresses ? WINDOW_NANOS : PLAIN_WINDOW_NANOS)) {
            if (compresses) {
                judgeCompressed();
            } else {
                judgePlain();
            }
            window = new Window(0, 0, 0, 0);
        }
    }

    private void judgePlain() {
        plainRate = window.rate();
        boolean worthwhile = plainRate < SLOW_LINK || (plainRate < FAST_LINK && idleShare.getAsDouble() > SPARE);
        if (worthwhile && total >= notBefore) {
            compresses = true;
            notBefore = total + TRY_AGAIN_BYTES;
        }
    }

    /** A link that was never waited for may have become faster than compressing: it is measured again now and then. */
    private void judgeCompressed() {
        if (window.waitedForTheLink()) {
            plainRate = (double) window.sentBytes() / window.nanos();
            compresses = window.rate() > CLEARLY * plainRate;
            notBefore = total + TRY_AGAIN_BYTES;
        } else if (window.rate() < CLEARLY * plainRate) {
            compresses = false;
            notBefore = total + TRY_AGAIN_BYTES;
        } else if (total >= notBefore) {
            compresses = false;
        }
    }
}
