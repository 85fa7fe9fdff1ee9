package io.etcdsnapshot.reading;

import io.etcdsnapshot.bbolt.PageSource;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keeps bytes in a file without a name that ends with this program, however that ends. On the disk they are encrypted,
 * with a key that is nowhere but in the memory of this process: what is stored encrypted elsewhere is plain on no disk.
 */
final class TemporaryCopy implements PageSource, Closeable {
    private static final int KEY_BYTES = 32;
    private static final int CIPHER_BLOCK_BYTES = 16;
    /** Read and decrypted at once: a page of most databases. */
    private static final int BLOCK_BYTES = 4096;

    private final FileChannel file;
    private final SecretKeySpec key;
    private final Cipher writing;
    private final Cipher reading;
    private final ByteBuffer encrypted = ByteBuffer.allocate(BLOCK_BYTES);
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).limit(0);
    private long blockAt = -1;

    /** @param file is empty; {@link #close} closes it */
    TemporaryCopy(FileChannel file) {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        this.file = file;
        this.key = new SecretKeySpec(random, "AES");
        try {
            this.writing = Cipher.getInstance("AES/CTR/NoPadding");
            this.reading = Cipher.getInstance("AES/CTR/NoPadding");
            startAt(0, writing);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes an empty one, readable by its owner alone, as the system makes all temporary files there. */
    static TemporaryCopy in(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "etcd-snapshot-", ".db");
        try {
            return new TemporaryCopy(FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
        } finally {
            Files.delete(file);
        }
    }

    /** The mode counts the cipher's blocks, so it can start at any of them. */
    private void startAt(long position, Cipher cipher) throws GeneralSecurityException {
        ByteBuffer counter = ByteBuffer.allocate(CIPHER_BLOCK_BYTES);
        counter.putLong(Long.BYTES, position / CIPHER_BLOCK_BYTES);
        cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter.array()));
    }

    /** Adds bytes at the end. */
    void append(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer next = ByteBuffer.wrap(writing.update(bytes, offset, length));
        while (next.hasRemaining()) {
            file.write(next);
        }
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public void read(long position, ByteBuffer buffer) throws IOException {
        for (long at = position; buffer.hasRemaining(); ) {
            int offset = (int) (at % BLOCK_BYTES);
            load(at - offset);
            int length = Math.min(buffer.remaining(), block.limit() - offset);
            if (length <= 0) {
                throw new EOFException("the database ends too early");
            }
            buffer.put(block.array(), offset, length);
            at += length;
        }
    }

    private void load(long position) throws IOException {
        if (position == blockAt) {
            return;
        }
        blockAt = -1;
        encrypted.clear();
        while (encrypted.hasRemaining() && file.read(encrypted, position + encrypted.position()) >= 0) {}
        try {
            startAt(position, reading);
            reading.doFinal(encrypted.flip(), block.clear());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        block.flip();
        blockAt = position;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
