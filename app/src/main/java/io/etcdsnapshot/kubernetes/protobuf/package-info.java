/** Kubernetes' and OpenShift's protobuf messages as the JSON that the API server gives for them. */
@NullMarked
package io.etcdsnapshot.kubernetes.protobuf;

import org.jspecify.annotations.NullMarked;
