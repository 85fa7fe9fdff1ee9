/** Trees of JSON values, read from JSON and CBOR, written as JSON and YAML the way {@code kubectl} does. */
@NullMarked
package io.etcdsnapshot.kubernetes.document;

import org.jspecify.annotations.NullMarked;
