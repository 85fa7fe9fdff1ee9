/** What fills a database: which kinds, which namespaces, which objects. */
@NullMarked
package io.etcdsnapshot.kubernetes.usage;

import org.jspecify.annotations.NullMarked;
