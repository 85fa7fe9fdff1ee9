/**
 * Encryption at rest: which key a value needs, where the keys come from, and the plain value.
 * Source: {@code k8s.io/apiserver/pkg/storage/value/encrypt}.
 */
@NullMarked
package io.etcdsnapshot.kubernetes.encryption;

import org.jspecify.annotations.NullMarked;
