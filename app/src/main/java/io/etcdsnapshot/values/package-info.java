/** The values file that the program shares with the Helm chart. */
@NullMarked
package io.etcdsnapshot.values;

import org.jspecify.annotations.NullMarked;
