package io.etcdsnapshot.backup;

/** Names how a copy was verified. */
public enum Evidence {
    /** Every byte was read back from the destination and hashed here. */
    READ_BACK("readBack"),
    /** The remote host hashed what is on its storage. */
    HASHED_THERE("hashedThere"),
    /** The store computed a checksum of what it holds, and was shown to refuse a wrong one. */
    CHECKED_BY_STORE("checkedByStore");

    private final String name;

    Evidence(String name) {
        this.name = name;
    }

    /** Returns the name that JSON has. */
    @Override
    public String toString() {
        return name;
    }
}
