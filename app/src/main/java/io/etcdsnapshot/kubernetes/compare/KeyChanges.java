package io.etcdsnapshot.kubernetes.compare;

import io.etcdsnapshot.etcd.LiveVersions;
import io.etcdsnapshot.etcd.Revision;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the keys of which two snapshots hold different versions: of one all keys are known, those of the other are handed
 * in. A version is the same where revision, key and content are, so that snapshots of a cluster that was restored in
 * between compare rightly.
 */
public final class KeyChanges implements LiveVersions {
    private static final long ABSENT = -1;

    private final LiveKeyTable known;
    private final boolean knownIsLater;
    private final BitSet met = new BitSet();
    private long[] mains = new long[32];
    private int[] subs = new int[32];
    private int size;
    private boolean complete;

    /**
     * @param known the keys of one snapshot
     * @param knownIsLater whether those that will be handed in are the earlier ones
     */
    public KeyChanges(LiveKeyTable known, boolean knownIsLater) {
        this.known = known;
        this.knownIsLater = knownIsLater;
    }

    @Override
    public void begin(long atMost) {
        complete = true;
    }

    @Override
    public void add(long keyHash, long main, long sub, int crc) {
        int slot = known.find(keyHash);
        if (slot < 0) {
            put(ABSENT, 0, main, (int) sub);
            return;
        }
        met.set(slot);
        if (!known.holds(slot, main, sub, crc)) {
            Revision other = known.revision(slot);
            put(other.main(), (int) other.sub(), main, (int) sub);
        }
    }

    /** Returns whether all live keys were handed in. */
    public boolean isComplete() {
        return complete;
    }

    /** Adds the known keys that were not handed in, once all were. */
    void finish() {
        for (int slot = 0; slot < known.slots(); slot++) {
            if (known.isTaken(slot) && !met.get(slot)) {
                Revision only = known.revision(slot);
                put(only.main(), (int) only.sub(), ABSENT, 0);
            }
        }
    }

    private void put(long knownMain, int knownSub, long main, int sub) {
        if (size + 2 > mains.length) {
            mains = Arrays.copyOf(mains, Math.multiplyExact(mains.length, 2));
            subs = Arrays.copyOf(subs, mains.length);
        }
        mains[size] = knownMain;
        subs[size++] = knownSub;
        mains[size] = main;
        subs[size++] = sub;
    }

    int count() {
        return size / 2;
    }

    /** Returns the earlier version; null if there is none. */
    @Nullable
    Revision before(int index) {
        return at(2 * index + (knownIsLater ? 1 : 0));
    }

    /** Returns the later version; null if there is none. */
    @Nullable
    Revision after(int index) {
        return at(2 * index + (knownIsLater ? 0 : 1));
    }

    private @Nullable Revision at(int index) {
        return mains[index] == ABSENT ? null : new Revision(mains[index], subs[index]);
    }
}
