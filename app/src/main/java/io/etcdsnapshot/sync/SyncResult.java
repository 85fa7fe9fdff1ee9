package io.etcdsnapshot.sync;

import java.util.List;

/**
 * Reports what a run did.
 *
 * @param failedSets of the source, that are damaged or could not be read, with the reason
 */
public record SyncResult(List<DestinationReport> destinations, List<String> failedSets) {}
