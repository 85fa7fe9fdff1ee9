/** Which resource lies under an etcd key, and which kinds there are. */
@NullMarked
package io.etcdsnapshot.kubernetes.resource;

import org.jspecify.annotations.NullMarked;
