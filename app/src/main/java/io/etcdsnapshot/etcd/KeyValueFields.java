package io.etcdsnapshot.etcd;

/**
 * Finds the fields of an {@code mvccpb.KeyValue} where it lies, without copying them; used for one after another. Source:
 * {@code api/mvccpb/kv.proto}: 1 key, 2 create revision, 3 modification revision, 4 version, 5 value, 6 lease.
 */
final class KeyValueFields {
    private static final int KEY = 1;
    private static final int VALUE = 5;
    private static final int LEASE = 6;

    private static final int NUMBER = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int BYTES = 2;
    private static final int FOUR_BYTES = 5;

    int keyAt;
    int keyBytes;
    long createRevision;
    long modRevision;
    long version;
    int valueAt;
    int valueBytes;
    long lease;

    private int next;

    /** @return whether this is such a message */
    boolean parse(byte[] bytes, int from, int length) {
        return parse(bytes, from, length, length);
    }

    /**
     * Does the same where only the first bytes of a message are there.
     *
     * @param seen how many
     * @return also false if they hold less than the key and what comes before the value's bytes
     */
    boolean parse(byte[] bytes, int from, int seen, int length) {
        keyAt = keyBytes = valueAt = valueBytes = 0;
        createRevision = modRevision = version = lease = 0;
        int end = from + length;
        int seenEnd = from + seen;
        next = from;
        while (next < seenEnd) {
            long tag = varint(bytes, seenEnd);
            int wire = (int) (tag & 7);
            long field = tag >>> 3;
            boolean inBytes = field == KEY || field == VALUE;
            if (next < 0 || field == 0 || (field <= LEASE && wire != (inBytes ? BYTES : NUMBER))) {
                return false;
            }
            long number = wire == NUMBER || wire == BYTES ? varint(bytes, seenEnd) : 0;
            long skipped =
                    switch (wire) {
                        case NUMBER -> 0;
                        case BYTES -> number;
                        case EIGHT_BYTES -> Long.BYTES;
                        case FOUR_BYTES -> Integer.BYTES;
                        default -> -1;
                    };
            if (next < 0 || skipped < 0 || skipped > end - next) {
                return false;
            }
            if (field <= LEASE) {
                set((int) field, number);
            }
            next += (int) skipped;
        }
        return keyAt + keyBytes <= seenEnd;
    }

    private void set(int field, long number) {
        switch (field) {
            case KEY -> {
                keyAt = next;
                keyBytes = (int) number;
            }
            case 2 -> createRevision = number;
            case 3 -> modRevision = number;
            case 4 -> version = number;
            case VALUE -> {
                valueAt = next;
                valueBytes = (int) number;
            }
            default -> lease = number;
        }
    }

    /** Moves on, or to -1 where there is no whole number. */
    private long varint(byte[] bytes, int end) {
        long value = 0;
        int at = next;
        for (int shift = 0; at < end && shift < 70; shift += 7) {
            byte digit = bytes[at++];
            value |= (digit & 0x7fL) << shift;
            if (digit >= 0) {
                next = at;
                return value;
            }
        }
        next = -1;
        return 0;
    }
}
