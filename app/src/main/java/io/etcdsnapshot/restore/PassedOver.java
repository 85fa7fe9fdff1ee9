package io.etcdsnapshot.restore;

import io.etcdsnapshot.backup.BackupSetId;

/** A newer set that was not taken, and why. */
public record PassedOver(BackupSetId id, String reason) {}
