/** Places where backup sets live. */
@NullMarked
package io.etcdsnapshot.store;

import org.jspecify.annotations.NullMarked;
