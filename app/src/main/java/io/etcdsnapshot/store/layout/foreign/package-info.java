/** How other tools name what they save. Pure functions of names and sizes. */
@NullMarked
package io.etcdsnapshot.store.layout.foreign;

import org.jspecify.annotations.NullMarked;
