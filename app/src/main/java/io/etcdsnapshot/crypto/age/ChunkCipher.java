package io.etcdsnapshot.crypto.age;

import java.nio.ByteBuffer;

/**
 * Encrypts and decrypts the chunks of one age file with ChaCha20-Poly1305; for one thread. Source: RFC 8439,
 * age-encryption.org/v1.
 */
interface ChunkCipher {
    int NONCE_BYTES = 12;

    /** The first Java whose own cipher uses the processor's vectors; before, it takes most of the time of a copy. */
    int FIRST_FAST_JAVA = 21;

    static ChunkCipher of(byte[] key) {
        return Runtime.version().feature() < FIRST_FAST_JAVA ? new VectorCipher(key) : new JdkCipher(key);
    }

    /**
     * Encrypts a chunk from the start of one array to that of another, with its tag behind it.
     *
     * @param nonce never the same with one key
     */
    void seal(byte[] nonce, byte[] plain, int length, byte[] sealed);

    /**
     * Decrypts a chunk in the same way.
     *
     * @param length with the tag
     * @return whether it is authentic; if it isn't, nothing is to be read of {@code plain}
     */
    boolean open(byte[] nonce, byte[] sealed, int length, byte[] plain);

    /**
     * Returns the nonce of a chunk: eleven bytes count from zero, the twelfth marks the last.
     *
     * @param last whether nothing follows
     */
    static byte[] nonce(long chunk, boolean last) {
        ByteBuffer nonce = ByteBuffer.allocate(NONCE_BYTES);
        nonce.putLong(NONCE_BYTES - 1 - Long.BYTES, chunk);
        nonce.put(NONCE_BYTES - 1, (byte) (last ? 1 : 0));
        return nonce.array();
    }
}
