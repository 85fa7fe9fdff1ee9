package io.etcdsnapshot.etcd;

/** A set of 64-bit hashes that takes eight bytes for each and a third more; it grows when that is not enough. */
public final class LongHashSet {
    private long[] slots;
    private int mask;
    private int size;
    private boolean hasZero;

    /** @param most how many hashes it has to hold without growing */
    public LongHashSet(long most) {
        slots = new long[(int) slotsFor(most)];
        mask = slots.length - 1;
    }

    /** Returns the memory that a set of so many takes. */
    static long bytesFor(long most) {
        return slotsFor(most) * Long.BYTES;
    }

    private static long slotsFor(long most) {
        return Long.highestOneBit(Math.max(16, most + most / 3) - 1) << 1;
    }

    /** @return whether it was not there before */
    public boolean add(long hash) {
        if (hash == 0) {
            boolean added = !hasZero;
            hasZero = true;
            return added;
        }
        int slot = find(hash);
        if (slots[slot] != 0) {
            return false;
        }
        slots[slot] = hash;
        if (++size > slots.length - slots.length / 4) {
            grow();
        }
        return true;
    }

    private void grow() {
        long[] full = slots;
        slots = new long[Math.multiplyExact(full.length, 2)];
        mask = slots.length - 1;
        for (long hash : full) {
            if (hash != 0) {
                slots[find(hash)] = hash;
            }
        }
    }

    boolean contains(long hash) {
        return hash == 0 ? hasZero : slots[find(hash)] == hash;
    }

    private int find(long hash) {
        int slot = (int) (hash ^ hash >>> 32) & mask;
        while (slots[slot] != 0 && slots[slot] != hash) {
            slot = slot + 1 & mask;
        }
        return slot;
    }
}
