/** Looking Kubernetes objects up in an open snapshot: which versions of which objects, and what they say. */
@NullMarked
package io.etcdsnapshot.lookup;

import org.jspecify.annotations.NullMarked;
