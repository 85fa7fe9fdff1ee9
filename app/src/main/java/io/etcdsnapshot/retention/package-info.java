/** Which sets a policy keeps, and why. */
@NullMarked
package io.etcdsnapshot.retention;

import org.jspecify.annotations.NullMarked;
