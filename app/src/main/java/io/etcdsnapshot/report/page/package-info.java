/** The page: one more way to render the catalogue. HTML is written here alone, and escaped in one class. */
@NullMarked
package io.etcdsnapshot.report.page;

import org.jspecify.annotations.NullMarked;
