/** Stored values: which encoding they have, and the object inside. */
@NullMarked
package io.etcdsnapshot.kubernetes.value;

import org.jspecify.annotations.NullMarked;
