/** Lays sets out in a location: names, listing, and the renames that publish and remove them, for every store that has files. */
@NullMarked
package io.etcdsnapshot.store.layout;

import org.jspecify.annotations.NullMarked;
