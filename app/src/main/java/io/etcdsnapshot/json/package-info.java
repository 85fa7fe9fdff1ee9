/** The one place that turns records into JSON and back. */
@NullMarked
package io.etcdsnapshot.json;

import org.jspecify.annotations.NullMarked;
