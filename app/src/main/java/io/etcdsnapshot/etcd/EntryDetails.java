package io.etcdsnapshot.etcd;

import io.etcdsnapshot.bbolt.RecordBuffer;
import io.etcdsnapshot.bbolt.RecordReader;

/**
 * Details of the entries of one leaf of bucket {@code key}, some 16 bytes each: {@code [main revision since the entry
 * before, length and flags, hash of the user key, CRC-32C of the leaf up to here, label if there is one, sub revision if
 * there is one]…}. Kubernetes writes one key in each transaction, so there hardly is a sub revision.
 */
final class EntryDetails {
    static final int TOMBSTONE = 1;
    static final int FIRST_VERSION = 2;
    static final int NO_KEY = 4;
    static final int LABELLED = 8;
    static final int NOT_FIRST = 16;
    private static final int FLAG_BITS = 5;

    long[] mains = new long[64];
    long[] subs = new long[64];
    long[] hashes = new long[64];
    int[] crcs = new int[64];
    long[] lengths = new long[64];
    int[] flags = new int[64];
    int[] labels = new int[64];

    static void write(
            RecordBuffer record, long mainSinceLast, long sub, int flags, long length, long hash, int crc, int label) {
        int all = sub == 0 ? flags : flags | NOT_FIRST;
        record.putVarint(mainSinceLast)
                .putVarint(length << FLAG_BITS | all)
                .putLong(hash)
                .putInt(crc);
        if ((flags & LABELLED) != 0) {
            record.putByte(label);
        }
        if (sub != 0) {
            record.putVarint(sub);
        }
    }

    void read(RecordReader record, int count) {
        if (mains.length < count) {
            grow(count);
        }
        long main = 0;
        for (int i = 0; i < count; i++) {
            main += record.getVarint();
            long lengthAndFlags = record.getVarint();
            mains[i] = main;
            flags[i] = (int) lengthAndFlags & (1 << FLAG_BITS) - 1;
            lengths[i] = lengthAndFlags >>> FLAG_BITS;
            hashes[i] = record.getLong();
            crcs[i] = record.getInt();
            labels[i] = (flags[i] & LABELLED) != 0 ? record.getByte() : 0;
            subs[i] = (flags[i] & NOT_FIRST) != 0 ? record.getVarint() : 0;
        }
    }

    private void grow(int count) {
        mains = new long[count];
        subs = new long[count];
        hashes = new long[count];
        crcs = new int[count];
        lengths = new long[count];
        flags = new int[count];
        labels = new int[count];
    }

    boolean is(int flag, int index) {
        return (flags[index] & flag) != 0;
    }
}
