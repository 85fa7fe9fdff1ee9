package io.etcdsnapshot.host;

import io.etcdsnapshot.backup.BackupSource;
import io.etcdsnapshot.backup.Guard;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.StagingArea;
import io.etcdsnapshot.check.CheckTarget;
import io.etcdsnapshot.check.CheckTarget.Check;
import io.etcdsnapshot.failure.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Checks what a backup needs of the host, without taking one. */
public final class HostChecks {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private HostChecks() {}

    /** Checks that programs run on the host, that the one for the backup is there, and that no operator is progressing. */
    public static CheckTarget programs(HostCommands commands, BackupSource source, boolean force, Log log) {
        List<Check> steps = new ArrayList<>();
        steps.add(new Check("host: root", () -> runTrue(commands)));
        steps.add(new Check("host: backup program", source::program));
        if (!force && OpenShiftHost.isOne(commands.root())) {
            steps.add(new Check("host: operators", () -> {
                new OperatorCheck(commands, Duration.ZERO, log).awaitSettled(EnvironmentTag.unique());
                return "none is progressing";
            }));
        }
        return new CheckTarget(steps, () -> {});
    }

    private static String runTrue(HostCommands commands) throws InterruptedException {
        Queue<String> output = new ConcurrentLinkedQueue<>();
        int exit = commands.run(List.of("true"), Map.of(), EnvironmentTag.unique(), PATIENCE, output::add);
        if (exit != 0) {
            throw Failure.failed("no program runs in %s: %s"
                            .formatted(commands.root().root(), output.isEmpty() ? "exit " + exit : output.peek()))
                    .hint("the container has to be privileged and run as root, with the host's root mounted there");
        }
        return "programs run in " + commands.root().root();
    }

    /** Checks that sets may go there. */
    public static CheckTarget directory(HostRoot root, String directory, List<String> allowed, Log log) {
        return CheckTarget.of("host: %s: allowed".formatted(directory), () -> {
            BackupDirectory.check(root, directory, allowed, log);
            return "it is below " + String.join(", ", allowed);
        });
    }

    /** Checks that a guard would not refuse now. */
    public static CheckTarget guard(String name, Guard guard, StagingArea sets) {
        return CheckTarget.of(name, () -> {
            guard.check(sets.exists() ? sets.list().sets() : List.of());
            return "no reason to refuse a snapshot";
        });
    }
}
