package io.etcdsnapshot.kubernetes.compare;

import io.etcdsnapshot.etcd.LiveVersions;
import io.etcdsnapshot.etcd.Revision;
import io.etcdsnapshot.etcd.SnapshotReader;
import java.io.IOException;

/** The newest versions of a snapshot's live keys, found by the key's hash; 30 bytes for each, more where it has to grow. */
public final class LiveKeyTable implements LiveVersions {
    private static final long DELETED = -1;

    private long[] hashes = new long[2];
    private long[] mains = new long[2];
    private int[] subs = new int[2];
    private int[] crcs = new int[2];
    private int taken;
    private boolean complete;

    @Override
    public void begin(long atMost) {
        allocate(Math.toIntExact(Math.max(16, atMost + atMost / 4)));
        complete = true;
    }

    private void allocate(int slots) {
        hashes = new long[slots];
        mains = new long[slots];
        subs = new int[slots];
        crcs = new int[slots];
        taken = 0;
    }

    /** Reads all versions of a snapshot, which is slower than what a verification knows anyway. */
    public void read(SnapshotReader snapshot, SnapshotReader.DamageHandler damages) throws IOException {
        begin(0);
        snapshot.walk(
                version -> {
                    if (version.isTombstone()) {
                        delete(version.keyHash());
                    } else if (version.keyBytes() > 0) {
                        add(version.keyHash(), version.main(), version.sub(), version.crc());
                    }
                },
                damages);
    }

    /** Takes a version; a later one of its key may take its place. */
    @Override
    public void add(long keyHash, long main, long sub, int crc) {
        int slot = slot(keyHash);
        if (hashes[slot] == 0 && ++taken > hashes.length - hashes.length / 8) {
            grow();
            slot = slot(keyHash);
            taken++;
        }
        hashes[slot] = stored(keyHash);
        mains[slot] = main;
        subs[slot] = (int) sub;
        crcs[slot] = crc;
    }

    private void grow() {
        long[] fullHashes = hashes;
        long[] fullMains = mains;
        int[] fullSubs = subs;
        int[] fullCrcs = crcs;
        allocate(Math.multiplyExact(fullHashes.length, 2));
        for (int i = 0; i < fullHashes.length; i++) {
            if (fullHashes[i] != 0) {
                add(fullHashes[i], fullMains[i], fullSubs[i], fullCrcs[i]);
            }
        }
    }

    /** Takes the deletion of a key; a later version may take its place. */
    private void delete(long keyHash) {
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
