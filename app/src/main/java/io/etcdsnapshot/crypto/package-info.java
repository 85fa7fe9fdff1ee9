/** Encryption of files at rest: the port, and as much of age's format as can be told without a key. */
@NullMarked
package io.etcdsnapshot.crypto;

import org.jspecify.annotations.NullMarked;
