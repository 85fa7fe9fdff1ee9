package io.etcdsnapshot.store.s3;

import org.jspecify.annotations.Nullable;

/**
 * Holds how files are sent to a bucket.
 *
 * @param trusted whether the server was shown to check what it receives, and that is enough
 * @param lock null for the bucket's default
 * @param shownLock what every object has to show once it is stored, of either kind; null for nothing
 * @param withMd5 whether the bucket demands MD5s, as those with Object Lock do
 */
record Sending(boolean trusted, @Nullable Lock lock, @Nullable Lock shownLock, boolean withMd5) {}
