/** Compression of files at rest. */
@NullMarked
package io.etcdsnapshot.compression;

import org.jspecify.annotations.NullMarked;
