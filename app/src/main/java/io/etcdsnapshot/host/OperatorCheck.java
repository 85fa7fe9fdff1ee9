package io.etcdsnapshot.host;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks the cluster whether the operators of the control plane are settled, as {@code cluster-backup.sh} does. */
final class OperatorCheck {
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final String PROGRESSING = "jsonpath={.status.conditions[?(@.type==\"Progressing\")].status}";

    private final HostCommands commands;
    private final Duration retryFor;
    private final Log log;

    OperatorCheck(HostCommands commands, Duration retryFor, Log log) {
        this.commands = commands;
        this.retryFor = retryFor;
        this.log = log;
    }

    void awaitSettled(EnvironmentTag mark) throws InterruptedException {
        long deadline = System.nanoTime() + retryFor.toNanos();
        for (String operator : OpenShiftHost.COMPONENTS) {
            while (isProgressing(operator, mark)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw Failure.refused("the %s operator is progressing".formatted(operator))
                            .hint("wait for the rollout, or give --retry-for more time");
                }
                log.info("the %s operator is progressing: waiting".formatted(operator));
                Thread.sleep(Math.min(PAUSE.toMillis(), Duration.ofNanos(left).toMillis() + 1));
            }
        }
    }

    private boolean isProgressing(String operator, EnvironmentTag mark) throws InterruptedException {
        Optional<String> status = commands.ask(
                List.of("oc", "get", "co", operator, "-o", PROGRESSING),
                Map.of("KUBECONFIG", OpenShiftHost.KUBECONFIG),
                mark,
                log);
        String answer = status.filter(text -> !text.isBlank()).orElseThrow(() -> Failure.failed(
                        "the API server did not report the status of operator %s".formatted(operator))
                .hint("if it is down for good, --force takes a backup without asking it"));
        return !answer.equals("False");
    }
}
