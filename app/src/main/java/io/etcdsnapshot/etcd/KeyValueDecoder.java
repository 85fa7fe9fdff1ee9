package io.etcdsnapshot.etcd;

/**
 * Decodes an {@code mvccpb.KeyValue} that comes in parts, so that a value of megabytes takes no memory. Source: {@code
 * api/mvccpb/kv.proto}: 1 key, 2 create revision, 3 modification revision, 4 version, 5 value, 6 lease.
 */
final class KeyValueDecoder {
    /** Takes the two byte fields in parts. */
    interface Sink {
        void key(byte[] bytes, int offset, int length);

        /** @param length of the value that follows */
        void beginValue(long length);

        void value(byte[] bytes, int offset, int length);
    }

    private enum State {
        TAG,
        NUMBER,
        LENGTH,
        KEY,
        VALUE,
        SKIPPED
    }

    private static final int FIELDS = 7;
    private static final int KEY_FIELD = 1;
    private static final int VALUE_FIELD = 5;

    private final Sink sink;
    private final long[] numbers = new long[FIELDS];
    private State state = State.TAG;
    private long field;
    private long number;
    private int shift;
    private long bytesLeft;
    private long messageLeft;
    private boolean broken;

    KeyValueDecoder(Sink sink) {
        this.sink = sink;
    }

    /** @param bytes of the whole message */
    void begin(long bytes) {
        for (int i = 0; i < FIELDS; i++) {
            numbers[i] = 0;
        }
        state = State.TAG;
        number = 0;
        shift = 0;
        messageLeft = bytes;
        broken = false;
    }

    void feed(byte[] bytes, int offset, int length) {
        int end = offset + length;
        messageLeft -= length;
        for (int at = offset; at < end && !broken; ) {
            if (state == State.KEY || state == State.VALUE || state == State.SKIPPED) {
                int part = (int) Math.min(bytesLeft, end - at);
                takeBytes(bytes, at, part);
                at += part;
            } else {
                takeDigit(bytes[at++], messageLeft + end - at);
            }
        }
    }

    private void takeBytes(byte[] bytes, int offset, int length) {
        if (state == State.KEY) {
            sink.key(bytes, offset, length);
        } else if (state == State.VALUE) {
            sink.value(bytes, offset, length);
        }
        bytesLeft -= length;
        if (bytesLeft == 0) {
            state = State.TAG;
        }
    }

    /** Takes one byte of a varint. */
    private void takeDigit(byte digit, long messageLeft) {
        number |= (digit & 0x7fL) << shift;
        shift += 7;
        if (digit < 0) {
            broken = shift >= 70;
            return;
        }
        long complete = number;
        number = 0;
        shift = 0;
        switch (state) {
            case TAG -> takeTag(complete, messageLeft);
            case NUMBER -> {
                if (field < FIELDS) {
                    numbers[(int) field] = complete;
                }
                state = State.TAG;
            }
            default -> beginBytes(complete, messageLeft);
        }
    }

    private void takeTag(long tag, long messageLeft) {
        field = tag >>> 3;
        boolean known = field < FIELDS;
        boolean inBytes = field == KEY_FIELD || field == VALUE_FIELD;
        switch ((int) (tag & 7)) {
            case 0 -> {
                state = State.NUMBER;
                broken = known && inBytes;
            }
            case 1 -> beginSkipped(Long.BYTES, known, messageLeft);
            case 2 -> {
                state = State.LENGTH;
                broken = known && !inBytes;
            }
            case 5 -> beginSkipped(Integer.BYTES, known, messageLeft);
            default -> broken = true;
        }
        broken |= field == 0;
    }

    private void beginSkipped(int bytes, boolean known, long messageLeft) {
        state = State.SKIPPED;
        bytesLeft = bytes;
        broken = known || bytes > messageLeft;
    }

    private void beginBytes(long length, long messageLeft) {
        if (length < 0 || length > messageLeft) {
            broken = true;
            return;
        }
        bytesLeft = length;
        state = field == KEY_FIELD ? State.KEY : field == VALUE_FIELD ? State.VALUE : State.SKIPPED;
        if (state == State.VALUE) {
            sink.beginValue(length);
        }
        if (length == 0) {
            state = State.TAG;
        }
    }

    /** Returns whether what was fed is one whole message. */
    boolean isComplete() {
        return !broken && messageLeft == 0 && state == State.TAG && shift == 0;
    }

    long createRevision() {
        return numbers[2];
    }

    long modRevision() {
        return numbers[3];
    }

    long version() {
        return numbers[4];
    }

    long lease() {
        return numbers[6];
    }
}
