/**
 * What an etcd snapshot file is, and the proof that one is whole: a bbolt database followed by the SHA-256 of all bytes
 * before it (etcd 3.4 to 3.6: {@code etcdctl snapshot save}, {@code bbolt/internal/common/page.go}).
 */
@NullMarked
package io.etcdsnapshot.etcd;

import org.jspecify.annotations.NullMarked;
