/** Encryption as age does it. Source: age-encryption.org/v1 (C2SP age.md). */
@NullMarked
package io.etcdsnapshot.crypto.age;

import org.jspecify.annotations.NullMarked;
