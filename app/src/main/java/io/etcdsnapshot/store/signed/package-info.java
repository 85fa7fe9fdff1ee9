/** Sets that count only if somebody who may has signed them, whatever store they are in. */
@NullMarked
package io.etcdsnapshot.store.signed;

import org.jspecify.annotations.NullMarked;
