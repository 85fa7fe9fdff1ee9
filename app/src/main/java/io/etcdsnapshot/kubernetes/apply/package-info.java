/** Objects out of a snapshot made ready for {@code oc apply}. */
@NullMarked
package io.etcdsnapshot.kubernetes.apply;

import org.jspecify.annotations.NullMarked;
