/** The streams of the process: results, log, progress and errors, without secrets and control characters. */
@NullMarked
package io.etcdsnapshot.console;

import org.jspecify.annotations.NullMarked;
