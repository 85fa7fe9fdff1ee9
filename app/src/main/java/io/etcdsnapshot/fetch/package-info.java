/** Fetching a set: which one, where it is brought, and the proof that what arrived is whole. */
@NullMarked
package io.etcdsnapshot.fetch;

import org.jspecify.annotations.NullMarked;
