/** What is known of the sets of locations over time: remembered outcomes, and the state of each cluster. Pure. */
@NullMarked
package io.etcdsnapshot.catalogue;

import org.jspecify.annotations.NullMarked;
