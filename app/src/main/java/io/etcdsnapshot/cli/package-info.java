/** The command line: parses, delegates, prints and maps outcomes to exit codes. */
@NullMarked
package io.etcdsnapshot.cli;

import org.jspecify.annotations.NullMarked;
