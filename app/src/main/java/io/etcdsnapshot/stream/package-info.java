/** Reading bytes once and giving them to all who need them. */
@NullMarked
package io.etcdsnapshot.stream;

import org.jspecify.annotations.NullMarked;
