/** The results of commands, as text, JSON, summary and metrics. */
@NullMarked
package io.etcdsnapshot.report;

import org.jspecify.annotations.NullMarked;
