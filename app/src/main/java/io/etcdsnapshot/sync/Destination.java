package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupStore;
import io.etcdsnapshot.retention.RetentionPolicy;

/**
 * A place that sets are brought to.
 *
 * @param retention applied there after copying; an empty policy removes nothing
 */
public record Destination(BackupStore store, RetentionPolicy retention) {}
