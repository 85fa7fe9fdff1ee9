/** The domain: backup sets, where they come from and where they live. */
@NullMarked
package io.etcdsnapshot.backup;

import org.jspecify.annotations.NullMarked;
