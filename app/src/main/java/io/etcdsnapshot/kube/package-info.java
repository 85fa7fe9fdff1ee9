/** The few reads from the Kubernetes API. */
@NullMarked
package io.etcdsnapshot.kube;

import org.jspecify.annotations.NullMarked;
