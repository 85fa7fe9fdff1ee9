/** Bringing the sets that a destination lacks to it, proven there. */
@NullMarked
package io.etcdsnapshot.sync;

import org.jspecify.annotations.NullMarked;
