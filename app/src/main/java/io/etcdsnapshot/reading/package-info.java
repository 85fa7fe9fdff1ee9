/** Opening snapshots to look things up in them: of a set at any location or a bare file, verified in the same read. */
@NullMarked
package io.etcdsnapshot.reading;

import org.jspecify.annotations.NullMarked;
