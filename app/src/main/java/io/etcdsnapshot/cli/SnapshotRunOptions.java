package io.etcdsnapshot.cli;

import io.etcdsnapshot.retention.CalendarDuration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes the options of {@code snapshot} that {@code check} does not have. */
final class SnapshotRunOptions {
    @Option(
            names = "--only-on-host",
            paramLabel = "NAME",
            description = "do nothing on a host of another name; the domain may be left out")
    @Nullable
    String onlyOnHost;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = "stop the script after this long (default: ${bundle:snapshot.timeout})")
    @Nullable
    CalendarDuration timeout;

    @Option(
            names = "--retry-for",
            paramLabel = "DURATION",
            description = "wait this long for operators that are progressing (default: ${bundle:snapshot.retryFor})")
    @Nullable
    CalendarDuration retryFor;

    @Option(
            names = "--tag",
            paramLabel = "TAG",
            split = EnvironmentDefaults.COMMA_OR_SEPARATOR,
            hideParamSyntax = true,
            description = "a tag to store with the set, for --keep-tag; may be repeated")
    @Nullable
    List<String> tags;

    @Mixin
    StoredFormOptions storedForm = new StoredFormOptions();
}
