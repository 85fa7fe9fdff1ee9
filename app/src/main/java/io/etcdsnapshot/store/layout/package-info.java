/** How sets lie in a location: names, listing, and the moves that show and remove them, for every store that has files. */
@NullMarked
package io.etcdsnapshot.store.layout;

import org.jspecify.annotations.NullMarked;
