/** Proving that a set restores: a throw-away etcd is started from it and asked what it holds. */
@NullMarked
package io.etcdsnapshot.rehearse;

import org.jspecify.annotations.NullMarked;
