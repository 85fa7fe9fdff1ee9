package io.etcdsnapshot.ping;

import io.etcdsnapshot.backup.Log;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reports one run: its start, and how it ended. It never fails the run, and delays it by some seconds at most. */
public final class RunPings {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration PATIENCE_WHEN_INTERRUPTED = Duration.ofSeconds(3);

    private final PingClient client;
    private final PingUrl url;
    private final Log log;
    private @Nullable Thread starting;

    public RunPings(PingClient client, PingUrl url, Log log) {
        this.client = client;
        this.url = url;
        this.log = log;
    }

    /** Reports the start, while the run goes on. */
    public void started() {
        Thread thread = new Thread(() -> send(url.start(), "", PATIENCE), "ping");
        thread.setDaemon(true);
        thread.start();
        starting = thread;
    }

    /** @param line what was done */
    public void succeeded(String line) {
        end(url.success(), line, PATIENCE);
    }

    /**
     * @param exitCode of the run
     * @param line why it failed
     */
    public void failed(int exitCode, String line) {
        end(url.failure(exitCode), line, PATIENCE);
    }

    /** Reports that something is wrong although the run went well. */
    public void doubted(String line) {
        end(url.failure(), line, PATIENCE);
    }

    /** Reports a run that was told to stop, and has little time left. */
    public void interrupted(int exitCode) {
        end(url.failure(exitCode), "interrupted", PATIENCE_WHEN_INTERRUPTED);
    }

    /** A start that is still on its way would arrive after the end, and begin another run. */
    private void end(URI ping, String line, Duration patience) {
        Thread thread = starting;
        if (thread != null) {
            try {
                thread.join(PATIENCE_WHEN_INTERRUPTED.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            thread.interrupt();
        }
        send(ping, line, patience);
    }

    private void send(URI ping, String line, Duration patience) {
        try {
            client.send(ping, line, patience)
                    .ifPresent(problem -> log.warn("can't report this run to %s: %s".formatted(url, problem)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
