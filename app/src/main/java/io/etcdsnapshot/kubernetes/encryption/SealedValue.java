package io.etcdsnapshot.kubernetes.encryption;

import java.security.GeneralSecurityException;

/** One provider's way to seal a value. */
interface SealedValue {
    /**
     * Opens a value.
     *
     * @param sealed what follows the label
     * @param etcdKey the key it lies under, which some providers bind the value to
     * @throws GeneralSecurityException if the value, the key or the etcd key is another one than it was sealed with
     */
    byte[] open(byte[] secret, byte[] sealed, byte[] etcdKey) throws GeneralSecurityException;

    /** Returns what the value says, as far as that can be told without proof; garbage if the key is wrong. */
    byte[] peek(byte[] secret, byte[] sealed) throws GeneralSecurityException;

    /** Returns whether what {@link #peek} gave shows that the key is right, whatever happened to the value. */
    default boolean showsRightKey(byte[] peeked) {
        return Plausibility.isPlausible(peeked);
    }
}
