/** Takes sets that other tools left into this program's retention, where they lie. */
@NullMarked
package io.etcdsnapshot.adopt;

import org.jspecify.annotations.NullMarked;
