package io.etcdsnapshot.kubernetes.compare;

import io.etcdsnapshot.etcd.LiveVersions;
import io.etcdsnapshot.etcd.Revision;

/** The newest versions of a snapshot's live keys, found by the key's hash; 30 bytes for each. */
public final class LiveKeyTable implements LiveVersions {
    private static final long DELETED = -1;

    private long[] hashes = new long[1];
    private long[] mains = new long[1];
    private int[] subs = new int[1];
    private int[] crcs = new int[1];
    private boolean complete;

    @Override
    public void begin(long atMost) {
        int slots = Math.toIntExact(Math.max(16, atMost + atMost / 4));
        hashes = new long[slots];
        mains = new long[slots];
        subs = new int[slots];
        crcs = new int[slots];
        complete = true;
    }

    /** Takes a version; a later one of its key may take its place. */
    @Override
    public void add(long keyHash, long main, long sub, int crc) {
        int slot = slot(keyHash);
        hashes[slot] = stored(keyHash);
        mains[slot] = main;
        subs[slot] = (int) sub;
        crcs[slot] = crc;
    }

    /** Takes the deletion of a key; a later version may take its place. */
    public void delete(long keyHash) {
        add(keyHash, DELETED, 0, 0);
    }

    /** Hands all live keys on. */
    public void copyTo(LiveVersions other) {
        other.begin(hashes.length);
        for (int slot = 0; slot < hashes.length; slot++) {
            if (isTaken(slot)) {
                other.add(hashes[slot], mains[slot], subs[slot], crcs[slot]);
            }
        }
    }

    /** Returns whether all live keys were handed in. */
    public boolean isComplete() {
        return complete;
    }

    int slots() {
        return hashes.length;
    }

    boolean isTaken(int slot) {
        return hashes[slot] != 0 && mains[slot] != DELETED;
    }

    /** @return the key's slot, or -1 */
    int find(long keyHash) {
        int slot = slot(keyHash);
        return isTaken(slot) ? slot : -1;
    }

    boolean holds(int slot, long main, long sub, int crc) {
        return mains[slot] == main && subs[slot] == sub && crcs[slot] == crc;
    }

    Revision revision(int slot) {
        return new Revision(mains[slot], subs[slot]);
    }

    /** Zero marks an empty slot. */
    private static long stored(long keyHash) {
        return keyHash == 0 ? 1 : keyHash;
    }

    private int slot(long keyHash) {
        long hash = stored(keyHash);
        int slot = (int) ((hash >>> 32) * hashes.length >>> 32);
        while (hashes[slot] != 0 && hashes[slot] != hash) {
            slot = slot + 1 == hashes.length ? 0 : slot + 1;
        }
        return slot;
    }
}
