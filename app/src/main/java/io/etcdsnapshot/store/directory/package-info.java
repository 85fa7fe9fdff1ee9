/** Locations in directories of this machine. */
@NullMarked
package io.etcdsnapshot.store.directory;

import org.jspecify.annotations.NullMarked;
