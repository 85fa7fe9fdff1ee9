/** What a person or a script gets to see. */
@NullMarked
package io.etcdsnapshot.report;

import org.jspecify.annotations.NullMarked;
