package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.ping.PingClient;
import io.etcdsnapshot.ping.PingUrl;
import io.etcdsnapshot.ping.RunPings;
import io.etcdsnapshot.report.ExitCodes;
import io.etcdsnapshot.values.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Takes where runs are reported, so that somebody is called when no report comes. */
@OptionGroup("Ping options")
final class PingOptions {
    @Option(
            names = "--ping-url-file",
            paramLabel = "FILE",
            description = "file with the URL that is told of start, success and failure, as healthchecks.io's checks"
                    + " are (default: monitoring.ping.url of the values)")
    @Nullable
    Path urlFile;

    @Option(
            names = "--ping-ca-file",
            paramLabel = "FILE",
            description = "CA certificates in PEM that the certificate of its server is checked against")
    @Nullable
    Path caFile;

    private @Nullable RunPings pings;
    private @Nullable String doubt;

    /** Gets ready to report this run; where that can't be done, it is a warning. */
    void open(Values values, Map<String, String> environment, Log log) {
        try {
            PingUrl url = url(values).orElse(null);
            pings = url == null ? null : new RunPings(client(url, values, environment), url, log);
        } catch (Failure e) {
            log.warn("this run is not reported: " + e.getMessage());
        }
    }

    boolean areOpen() {
        return pings != null;
    }

    void started() {
        if (pings != null) {
            pings.started();
        }
    }

    /** Says why a run that ends well is no success all the same. */
    void doubt(String reason) {
        doubt = reason;
    }

    /**
     * Reports the end of a run.
     *
     * @param line what was done, or why it failed
     * @param isLast whether no other command of the same run follows, so that a good end is a success
     */
    void ended(int exitCode, String line, boolean isLast) {
        if (pings == null) {
            return;
        }
        if (exitCode == ExitCodes.INTERRUPTED) {
            pings.interrupted(exitCode);
        } else if (exitCode != ExitCodes.OK) {
            pings.failed(exitCode, line);
        } else if (doubt != null) {
            pings.doubted(doubt);
        } else if (isLast) {
            pings.succeeded(line);
        }
    }

    PingClient client(PingUrl url, Values values, Map<String, String> environment) {
        return new PingClient(caFile, ProxyChoice.of(url.success(), values.proxy(), environment), Version.tool());
    }

    /** @throws Failure if what is given is no URL, which is not repeated */
    Optional<PingUrl> url(Values values) {
        Path file = urlFile;
        try {
            if (file != null) {
                return Optional.of(PingUrl.parse(Files.readString(file)));
            }
        } catch (IllegalArgumentException e) {
            throw Failure.wrongUsage("--ping-url-file %s: %s".formatted(file, e.getMessage()));
        } catch (IOException e) {
            throw Failure.wrongUsage("can't read --ping-url-file %s: %s".formatted(file, Reason.of(e)));
        }
        try {
            return values.monitoring().pingUrl().map(PingUrl::parse);
        } catch (IllegalArgumentException e) {
            throw Failure.wrongUsage("values: monitoring.ping.url: " + e.getMessage());
        }
    }
}
