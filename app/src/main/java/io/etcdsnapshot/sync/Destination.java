package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.retention.RetentionPolicy;

/**
 * A place that sets are brought to.
 *
 * @param retention applied there after copying; an empty policy removes nothing
 * @param content what of each set is sent there
 */
public record Destination(WritableStore store, RetentionPolicy retention, Content content) {}
