/** Checks whether an installation would work, without taking a snapshot. */
@NullMarked
package io.etcdsnapshot.check;

import org.jspecify.annotations.NullMarked;
