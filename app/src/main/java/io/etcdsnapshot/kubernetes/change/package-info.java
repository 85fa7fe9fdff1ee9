/** How an object changed between two versions: without noise, without secrets, as a unified diff. */
@NullMarked
package io.etcdsnapshot.kubernetes.change;

import org.jspecify.annotations.NullMarked;
