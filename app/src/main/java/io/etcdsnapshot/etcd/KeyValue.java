package io.etcdsnapshot.etcd;

import java.io.ByteArrayOutputStream;

/**
 * One version of one key, as etcd stored it: an {@code mvccpb.KeyValue}. A tombstone has nothing but the key. The arrays
 * are not copied: nobody may change them.
 *
 * @param key empty in the entry that a restore with a bumped revision leaves behind
 * @param createRevision main revision of the first version since the key was last created
 * @param modRevision main revision that wrote this version
 * @param version how many times the key was written since it was created
 * @param lease id of the lease it is bound to, or 0
 */
@SuppressWarnings("ArrayRecordComponent")
public record KeyValue(byte[] key, long createRevision, long modRevision, long version, byte[] value, long lease) {
    /** @throws IllegalArgumentException if the bytes are no such message */
    public static KeyValue parse(byte[] message, int offset, int length) {
        Collector collector = new Collector();
        KeyValueDecoder decoder = new KeyValueDecoder(collector);
        decoder.begin(length);
        decoder.feed(message, offset, length);
        if (!decoder.isComplete()) {
            throw new IllegalArgumentException("not a key and value of etcd's (mvccpb.KeyValue)");
        }
        return new KeyValue(
                collector.key.toByteArray(),
                decoder.createRevision(),
                decoder.modRevision(),
                decoder.version(),
                collector.value.toByteArray(),
                decoder.lease());
    }

    private static final class Collector implements KeyValueDecoder.Sink {
        private final ByteArrayOutputStream key = new ByteArrayOutputStream(128);
        private ByteArrayOutputStream value = new ByteArrayOutputStream(0);

        @Override
        public void key(byte[] bytes, int offset, int length) {
            key.write(bytes, offset, length);
        }

        @Override
        public void beginValue(long length) {
            value = new ByteArrayOutputStream((int) length);
        }

        @Override
        public void value(byte[] bytes, int offset, int length) {
            value.write(bytes, offset, length);
        }
    }
}
