/** Locations in directories of other hosts, over SSH; sshj is used here alone. */
@NullMarked
package io.etcdsnapshot.store.ssh;

import org.jspecify.annotations.NullMarked;
