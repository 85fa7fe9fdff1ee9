package io.etcdsnapshot.host;

import io.etcdsnapshot.backup.BackupSource;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.StagingDirectory;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.io.Backoff;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes a backup with the host's own {@code cluster-backup.sh}. */
public final class ClusterBackupScript implements BackupSource {
    public static final String USUAL_PATH = "/usr/local/bin/cluster-backup.sh";

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final HostCommands commands;
    private final CaptureOptions options;
    private final Log log;

    public ClusterBackupScript(HostCommands commands, CaptureOptions options, Log log) {
        this.commands = commands;
        this.options = options;
        this.log = log;
    }

    boolean exists() {
        return Files.isRegularFile(commands.root().resolve(options.script()));
    }

    @Override
    public String program() {
        if (!exists()) {
            throw Failure.failed("there is no %s on this host".formatted(options.script()))
                    .hint("name it with --script, or use --method etcdctl");
        }
        return options.script();
    }

    @Override
    public String capture(StagingDirectory staging) throws InterruptedException {
        Failure noEtcdctl = tryCapture(staging);
        if (noEtcdctl != null) {
            throw noEtcdctl;
        }
        return "script";
    }

    /**
     * @return null when done; a failure when the script could not get etcdctl, which another method may not need
     * @throws Failure for every other end
     */
    @Nullable
    Failure tryCapture(StagingDirectory staging) throws InterruptedException {
        program();
        Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, options.retryFor());
        while (true) {
            ScriptOutput output = new ScriptOutput(log);
            int exit = commands.run(
                    commandLine(staging.path()),
                    Map.of(),
                    EnvironmentTag.of(staging.path()),
                    options.timeout(),
                    output);
            if (exit == 0) {
                return null;
            }
            if (output.couldNotGetEtcdctl()) {
                return failure(exit, output).hint("--method etcdctl uses an etcdctl that is on this host");
            }
            String words = output.progressing();
            if (words == null) {
                throw output.apiDidNotAnswer()
                        ? failure(exit, output)
                                .hint("if the API server is down for good, --force takes a backup without asking it")
                        : failure(exit, output);
            }
            Duration pause = backoff.next().orElseThrow(() -> Failure.refused(words)
                    .hint("wait for the rollout, or give --retry-for more time"));
            log.info("an operator is progressing: trying again in %d s".formatted(pause.toSeconds()));
            Backoff.sleep(pause);
            empty(staging);
        }
    }

    private List<String> commandLine(Path staging) {
        List<String> line = new ArrayList<>(List.of(options.script()));
        if (options.force()) {
            line.add("--force");
        }
        line.add(commands.root().hostPath(staging));
        return line;
    }

    private Failure failure(int exit, ScriptOutput output) {
        return Failure.failed(
                "%s ended with exit code %d:%n  %s".formatted(options.script(), exit, output.lastLines()));
    }

    /** Removes what a failed try left, so that files of two tries can't be taken for a pair. */
    static void empty(StagingDirectory staging) {
        try {
            staging.requireInPlace();
            staging.clear();
        } catch (IOException e) {
            throw Failure.io("can't clear %s: %s".formatted(staging.path(), Reason.of(e)), e);
        }
    }

    @Override
    public void abandon(Path staging) {
        EnvironmentTag.of(staging).endAll();
    }
}
