package io.etcdsnapshot.host;

import io.etcdsnapshot.failure.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Restores a staged set with the host's own {@code cluster-restore.sh}. */
public final class ClusterRestoreScript {
    public static final String USUAL_PATH = "/usr/local/bin/cluster-restore.sh";

    /** It waits for the cluster as long as that takes; stopping it half-way would leave the host without etcd. */
    private static final Duration NO_LIMIT = Duration.ofDays(7);

    private final HostCommands commands;
    private final String script;

    /** @param script as the host sees it */
    public ClusterRestoreScript(HostCommands commands, String script) {
        this.commands = commands;
        this.script = script;
    }

    /** @throws Failure if it is not on this host */
    public void requireExists() {
        if (!Files.isRegularFile(commands.root().resolve(script))) {
            throw Failure.failed("there is no %s on this host".formatted(script))
                    .hint("run restore on a control-plane host, or name the script with --script");
        }
    }

    /** Returns the command line as a person would type it on the host. */
    public List<String> commandLine(Path staged) {
        return List.of(script, commands.root().hostPath(staged));
    }

    /**
     * @param lines gets what the script prints
     * @return its exit code
     */
    public int run(Path staged, Consumer<String> lines) throws InterruptedException {
        return commands.run(commandLine(staged), Map.of(), EnvironmentTag.of(staged), NO_LIMIT, lines);
    }
}
