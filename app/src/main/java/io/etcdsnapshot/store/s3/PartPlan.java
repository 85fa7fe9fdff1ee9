package io.etcdsnapshot.store.s3;

/**
 * Divides an object into parts. The cut depends on the size alone, so that two uploads of the same bytes give the same
 * ETag. Source: Amazon S3 User Guide, "Multipart upload limits".
 */
record PartPlan(long size, int partBytes) {
    private static final int USUAL_PART = 8 << 20;
    private static final int MAX_PARTS = 10_000;
    private static final int ROUND = 1 << 20;
    private static final long MAX_OBJECT = 5L << 40;

    /** @throws IllegalArgumentException if no object can be so large */
    static PartPlan of(long size) {
        if (size > MAX_OBJECT) {
            throw new IllegalArgumentException("a file of %,d bytes is more than an object can hold".formatted(size));
        }
        long least = (size + MAX_PARTS - 1) / MAX_PARTS;
        long rounded = (least + ROUND - 1) / ROUND * ROUND;
        return new PartPlan(size, (int) Math.max(USUAL_PART, rounded));
    }

    /** Returns whether the object is sent in one request. */
    boolean isSingle() {
        return size <= partBytes;
    }

    /** Returns how many bytes a buffer needs. */
    int bufferBytes() {
        return (int) Math.min(partBytes, size);
    }
}
