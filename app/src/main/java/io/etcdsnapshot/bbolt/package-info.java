/**
 * Reads bbolt databases: pages with branch and leaf elements, buckets, cursors, the meta pages and the freelist; either
 * as a stream of pages in file order, which checks every one of them, or from any place in key order. Source:
 * {@code bbolt/internal/common} and {@code bbolt/tx_check.go}.
 */
@NullMarked
package io.etcdsnapshot.bbolt;

import org.jspecify.annotations.NullMarked;
