package io.etcdsnapshot.bbolt;

/** An element of a branch page: the first key below a child, and the child's page. */
final class BranchElement {
    static final int BYTES = 16;

    private BranchElement() {}

    static long position(byte[] bytes, int at) {
        return LittleEndian.getUnsignedInt(bytes, at);
    }

    static long keyBytes(byte[] bytes, int at) {
        return LittleEndian.getUnsignedInt(bytes, at + 4);
    }

    static long child(byte[] bytes, int at) {
        return LittleEndian.getLong(bytes, at + 8);
    }
}
