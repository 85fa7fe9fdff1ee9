/** Whether an installation would work, found out without taking a snapshot. */
@NullMarked
package io.etcdsnapshot.check;

import org.jspecify.annotations.NullMarked;
