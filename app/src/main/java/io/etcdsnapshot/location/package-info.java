/** Places where sets live, as users write them: parsed once, typed from then on. */
@NullMarked
package io.etcdsnapshot.location;

import org.jspecify.annotations.NullMarked;
