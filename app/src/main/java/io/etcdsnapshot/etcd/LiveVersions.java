package io.etcdsnapshot.etcd;

/** Takes the newest version of each key that is live, when a verification has told which they are; at hardly any cost. */
public interface LiveVersions {
    /** Takes nothing. */
    LiveVersions NONE = new LiveVersions() {
        @Override
        public void begin(long atMost) {}

        @Override
        public void add(long keyHash, long main, long sub, int crc) {}
    };

    /**
     * Says that all live keys follow. A verification says nothing where the file is damaged, or memory does not suffice.
     *
     * @param atMost no more keys than this
     */
    void begin(long atMost);

    /**
     * Takes one key's newest version.
     *
     * @param keyHash tells the key from all others in practice; the same for all snapshots of one process
     * @param main number of the transaction that wrote it
     * @param sub number of the change within it
     * @param crc CRC-32C of the revision, the key and all that is stored of it: equal in two snapshots where main, sub and
     *     crc are, the version is the same
     */
    void add(long keyHash, long main, long sub, int crc);
}
