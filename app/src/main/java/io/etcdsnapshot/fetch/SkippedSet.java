package io.etcdsnapshot.fetch;

import io.etcdsnapshot.backup.BackupSetId;

/** A newer set that was not taken, and why. */
public record SkippedSet(BackupSetId id, String reason) {}
