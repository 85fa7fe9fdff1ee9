/** Telling a dead man's switch how runs go: its silence is the alarm. */
@NullMarked
package io.etcdsnapshot.ping;

import org.jspecify.annotations.NullMarked;
