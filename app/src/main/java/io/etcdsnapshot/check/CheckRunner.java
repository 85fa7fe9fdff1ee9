package io.etcdsnapshot.check;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.failure.Unreadable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs the checks of one target on a thread of its own: one that hangs is reported and holds up no other. */
public final class CheckRunner {
    private final CheckTarget target;
    private final List<CheckResult> outcomes = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private String lookingAt = "";

    private CheckRunner(CheckTarget target) {
        this.target = target;
    }

    /**
     * Looks at all at once.
     *
     * @param patience for all together
     * @return in the order of the targets
     */
    public static List<CheckResult> of(List<CheckTarget> targets, Duration patience) throws InterruptedException {
        List<CheckRunner> all = targets.stream().map(CheckRunner::new).toList();
        List<Thread> threads = all.stream().map(CheckRunner::start).toList();
        try {
            long deadline = System.nanoTime() + patience.toNanos();
            List<CheckResult> outcomes = new ArrayList<>();
            for (CheckRunner each : all) {
                boolean inTime = each.ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                outcomes.addAll(each.outcomes(inTime, patience));
            }
            return outcomes;
        } finally {
            threads.forEach(Thread::interrupt);
        }
    }

    private Thread start() {
        Thread thread = new Thread(this::run, "check");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void run() {
        try {
            boolean ok = true;
            for (int i = 0; i < target.checks().size() && ok; i++) {
                ok = take(target.checks().get(i));
            }
            target.resources().close();
        } catch (IOException | InterruptedException e) {
            // what came out is told already, or nobody waits for it
        } finally {
            ended.countDown();
        }
    }

    private boolean take(CheckTarget.Check check) throws InterruptedException {
        synchronized (this) {
            lookingAt = check.name();
        }
        CheckResult outcome = look(check);
        synchronized (this) {
            outcomes.add(outcome);
        }
        return outcome.ok();
    }

    private static CheckResult look(CheckTarget.Check check) throws InterruptedException {
        try {
            return new CheckResult(check.name(), true, check.probe().run(), null);
        } catch (Failure e) {
            return CheckResult.failed(check.name(), e);
        } catch (Unreadable e) {
            return CheckResult.failed(check.name(), Failure.of(e));
        } catch (IOException e) {
            return CheckResult.failed(check.name(), Failure.failed(Reason.of(e)));
        } catch (RuntimeException e) {
            return CheckResult.failed(check.name(), Failure.failed("unexpected: " + e));
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
