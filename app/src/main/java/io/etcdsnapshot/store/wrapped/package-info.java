/** Reading compressed and encrypted sets as if they were plain, whatever store they are in. */
@NullMarked
package io.etcdsnapshot.store.wrapped;

import org.jspecify.annotations.NullMarked;
