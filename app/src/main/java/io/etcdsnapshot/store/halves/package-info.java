/** The halves of sets kept apart, read as one location. */
@NullMarked
package io.etcdsnapshot.store.halves;

import org.jspecify.annotations.NullMarked;
