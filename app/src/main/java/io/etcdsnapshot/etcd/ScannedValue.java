package io.etcdsnapshot.etcd;

import java.util.Arrays;

/** Takes one {@code mvccpb.KeyValue} of a leaf in parts, and keeps what its summary needs. */
final class ScannedValue implements KeyValueDecoder.Sink {
    private static final int KEY_BLOCK = 4096;

    private final ValueLabels labels;
    private final KeyValueDecoder decoder = new KeyValueDecoder(this);
    private final byte[] key = new byte[KEY_BLOCK];
    private final KeyHash hash = new KeyHash(key);
    private final byte[] head = new byte[ValueLabels.HEAD_BYTES];
    private byte[] kept = new byte[0];
    private int headLength;
    private int wantedHead;
    private long valueLength;
    private int keptLength;
    private int label;
    private boolean keeping;

    ScannedValue(ValueLabels labels) {
        this.labels = labels;
    }

    void begin(long bytes) {
        decoder.begin(bytes);
        hash.begin();
        label = 0;
        keeping = false;
        headLength = 0;
        wantedHead = 0;
    }

    void feed(byte[] bytes, int offset, int length) {
        decoder.feed(bytes, offset, length);
    }

    /** @return whether it is a whole message */
    boolean end() {
        if (!decoder.isComplete()) {
            return false;
        }
        if (keeping && keptLength == valueLength) {
            labels.keep(
                    label,
                    decoder.modRevision(),
                    Arrays.copyOf(key, (int) hash.length()),
                    Arrays.copyOf(kept, keptLength));
        }
        return true;
    }

    boolean hasKey() {
        return hash.length() > 0;
    }

    boolean isFirstVersion() {
        return decoder.version() == 1;
    }

    long keyHash() {
        return hash.value();
    }

    int label() {
        return label;
    }

    @Override
    public void key(byte[] bytes, int offset, int length) {
        hash.add(bytes, offset, length);
    }

    @Override
    public void beginValue(long length) {
        valueLength = length;
        headLength = 0;
        wantedHead = (int) Math.min(length, head.length);
    }

    @Override
    public void value(byte[] bytes, int offset, int length) {
        int part = Math.min(length, wantedHead - headLength);
        if (part > 0) {
            System.arraycopy(bytes, offset, head, headLength, part);
            headLength += part;
            if (headLength == wantedHead) {
                label(bytes, offset + part, length - part);
            }
        } else if (keeping) {
            keep(bytes, offset, length);
        }
    }

    /** Looks at the head; the bytes are those of the value behind it. */
    private void label(byte[] bytes, int offset, int length) {
        if (hash.length() > KEY_BLOCK) {
            return;
        }
        label = labels.label(key, (int) hash.length(), head, headLength);
        keeping =
                label != 0 && valueLength <= ValueLabels.KEPT_BYTES && labels.wantsValue(label, decoder.modRevision());
        if (keeping) {
            keptLength = 0;
            keep(head, 0, headLength);
            keep(bytes, offset, length);
        }
    }

    private void keep(byte[] bytes, int offset, int length) {
        if (kept.length == 0) {
            kept = new byte[ValueLabels.KEPT_BYTES];
        }
        System.arraycopy(bytes, offset, kept, keptLength, length);
        keptLength += length;
    }
}
