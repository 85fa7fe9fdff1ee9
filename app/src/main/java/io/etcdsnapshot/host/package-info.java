/** The control-plane host: its script, its etcd, its processes and its guards. */
@NullMarked
package io.etcdsnapshot.host;

import org.jspecify.annotations.NullMarked;
