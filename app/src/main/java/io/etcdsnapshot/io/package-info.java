/** Input and output that every part of the program shares: progress, retries, work at several places at once. */
@NullMarked
package io.etcdsnapshot.io;

import org.jspecify.annotations.NullMarked;
