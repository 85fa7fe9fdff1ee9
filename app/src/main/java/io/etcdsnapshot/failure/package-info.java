/** Ends that are no success: what is wrong, what to do about it, and whether it can pass by itself. */
@NullMarked
package io.etcdsnapshot.failure;

import org.jspecify.annotations.NullMarked;
