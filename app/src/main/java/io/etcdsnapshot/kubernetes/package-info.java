/** Kubernetes objects as etcd stores them: found by key, decrypted, decoded. */
@NullMarked
package io.etcdsnapshot.kubernetes;

import org.jspecify.annotations.NullMarked;
