/**
 * Reads what an etcd snapshot file holds, and verifies that one is whole: a bbolt database of revisions, followed by the
 * SHA-256 of all bytes before it (etcd 3.4 to 3.7: {@code etcdutl/snapshot/v3_snapshot.go}, {@code
 * server/storage/mvcc}).
 */
@NullMarked
package io.etcdsnapshot.etcd;

import org.jspecify.annotations.NullMarked;
