/** Label selectors. */
@NullMarked
package io.etcdsnapshot.kubernetes.select;

import org.jspecify.annotations.NullMarked;
