/** Which objects differ between two states of a cluster. */
@NullMarked
package io.etcdsnapshot.kubernetes.compare;

import org.jspecify.annotations.NullMarked;
