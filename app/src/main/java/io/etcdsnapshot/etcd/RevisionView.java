package io.etcdsnapshot.etcd;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Shows one version of a key where it lies, without a copy; valid until the one who showed it goes on. */
public final class RevisionView {
    private byte[] bytes = new byte[0];
    private int revisionAt;
    private int revisionBytes;
    private int storedBytes;
    private final KeyValueFields fields;

    RevisionView(KeyValueFields fields) {
        this.fields = fields;
    }

    /** @param revisionAt where the revision lies in {@code bytes}; the fields were read from there already */
    RevisionView at(byte[] bytes, int revisionAt, int revisionBytes, int storedBytes) {
        this.bytes = bytes;
        this.storedBytes = storedBytes;
        this.revisionAt = revisionAt;
        this.revisionBytes = revisionBytes;
        return this;
    }

    public Revision revision() {
        return Revision.at(bytes, revisionAt);
    }

    /** Returns the number of the transaction that wrote it. */
    public long main() {
        return Revision.mainOf(bytes, revisionAt);
    }

    /** Returns the number of the change within that transaction. */
    public long sub() {
        return Revision.subOf(bytes, revisionAt);
    }

    /** Returns whether this version deletes the key; nothing of it but the key is set. */
    public boolean isTombstone() {
        return Revision.isTombstone(bytes, revisionAt, revisionBytes);
    }

    /** Returns how many bytes the key has; none in the entry that a restore with a bumped revision leaves behind. */
    public int keyBytes() {
        return fields.keyBytes;
    }

    public int valueBytes() {
        return fields.valueBytes;
    }

    /** Returns the number of the transaction that created the key. */
    public long createRevision() {
        return fields.createRevision;
    }

    /** Returns how many times the key was written since it was created. */
    public long version() {
        return fields.version;
    }

    /** Returns whether the key begins with these bytes, which are one at least. */
    public boolean keyStartsWith(byte[] start) {
        int at = fields.keyAt;
        int last = start.length - 1; // where keys differ mostly
        return fields.keyBytes > last
                && bytes[at + last] == start[last]
                && Arrays.equals(bytes, at, at + last, start, 0, last);
    }

    public boolean keyEndsWith(byte[] end) {
        int at = fields.keyAt + fields.keyBytes - end.length;
        return fields.keyBytes >= end.length && Arrays.equals(bytes, at, at + end.length, end, 0, end.length);
    }

    /** Returns the key as UTF-8 text. */
    public String key() {
        return new String(bytes, fields.keyAt, fields.keyBytes, StandardCharsets.UTF_8);
    }

    /** Returns a copy of the key. */
    public byte[] keyCopy() {
        return Arrays.copyOfRange(bytes, fields.keyAt, fields.keyAt + fields.keyBytes);
    }

    /** Returns how many bytes the database stores of it: the revision, and all that is stored below it. */
    public long entryBytes() {
        return revisionBytes + (long) storedBytes;
    }

    /** Returns the CRC-32C of these bytes. */
    public int crc() {
        CRC32C crc = new CRC32C();
        crc.update(bytes, revisionAt, revisionBytes + storedBytes);
        return (int) crc.getValue();
    }

    /** Returns 64 bits that tell the key from all others in practice; other ones in each process. */
    public long keyHash() {
        return KeyHash.of(bytes, fields.keyAt, fields.keyBytes);
    }
}
