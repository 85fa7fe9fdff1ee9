package io.etcdsnapshot.cli;

import io.etcdsnapshot.retention.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a run that really takes a backup is told beyond {@link SnapshotOptions}. */
final class SnapshotRunOptions {
    @Option(
            names = "--only-on-host",
            paramLabel = "NAME",
            description = "do nothing on hosts whose name does not begin with NAME")
    @Nullable
    String onlyOnHost;

    @Option(names = "--timeout", paramLabel = "DURATION", description = "for one run of the script (default: 10m)")
    @Nullable
    Span timeout;

    @Option(
            names = "--retry-for",
            paramLabel = "DURATION",
            description = "how long to wait for operators that are progressing (default: 5m)")
    @Nullable
    Span retryFor;

    @Option(
            names = "--tag",
            paramLabel = "TAG",
            split = ",",
            description = "a word to remember the set by, for --keep-tag; may be repeated")
    @Nullable
    List<String> tags;
}
