package io.etcdsnapshot.check;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.io.RunTogether;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs the checks of one target on a thread of its own: one that hangs is reported and holds up no other. */
public final class CheckRunner {
    private final CheckTarget target;
    private final List<CheckResult> outcomes = new ArrayList<>();
    private String lookingAt = "";

    private CheckRunner(CheckTarget target) {
        this.target = target;
    }

    /**
     * Looks at all at once.
     *
     * @param patience how long one check may take
     * @return in the order of the targets
     */
    public static List<CheckResult> of(List<CheckTarget> targets, Duration patience) throws InterruptedException {
        List<CheckRunner> runners = targets.stream().map(CheckRunner::new).toList();
        List<RunTogether.Task<Boolean>> tasks = new ArrayList<>();
        runners.forEach(runner -> tasks.add(runner::run));
        List<RunTogether.Outcome<Boolean>> ends = RunTogether.all(tasks, patience);
        List<CheckResult> outcomes = new ArrayList<>();
        for (int i = 0; i < runners.size(); i++) {
            outcomes.addAll(runners.get(i).outcomes(ends.get(i).failure() == null, patience));
        }
        return outcomes;
    }

    private boolean run(Progress progress) throws InterruptedException {
        boolean ok = true;
        for (int i = 0; i < target.checks().size() && ok; i++) {
            ok = take(target.checks().get(i));
            progress.moved();
        }
        try {
            target.resources().close();
        } catch (IOException e) {
            // the result is reported already
        }
        return ok;
    }

    private boolean take(CheckTarget.Check check) throws InterruptedException {
        synchronized (this) {
            lookingAt = check.name();
        }
        CheckResult outcome = look(check);
        if (!outcome.detail().isEmpty()) {
            synchronized (this) {
                outcomes.add(outcome);
            }
        }
        return outcome.ok();
    }

    private static CheckResult look(CheckTarget.Check check) throws InterruptedException {
        try {
            return CheckResult.passed(check.name(), check.probe().run());
        } catch (CheckTarget.Warning e) {
            return CheckResult.warning(check.name(), e);
        } catch (IOException | RuntimeException e) {
            return CheckResult.failed(check.name(), Failure.of(e));
        }
    }

    private synchronized List<CheckResult> outcomes(boolean inTime, Duration patience) {
        List<CheckResult> told = new ArrayList<>(outcomes);
        if (!inTime) {
            String silence = "no answer within %d s".formatted(patience.toSeconds());
            told.add(CheckResult.failed(lookingAt, Failure.failed(silence)));
        }
        return told;
    }
}
