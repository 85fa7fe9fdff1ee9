/** Bringing back one proven set: which, whether it fits this host, and where it is staged. */
@NullMarked
package io.etcdsnapshot.restore;

import org.jspecify.annotations.NullMarked;
