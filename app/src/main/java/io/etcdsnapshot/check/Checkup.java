package io.etcdsnapshot.check;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A look at one subject, on a thread of its own: one that hangs is told of and holds up no other. */
public final class Checkup {
    private final Subject subject;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private String lookingAt = "";

    private Checkup(Subject subject) {
        this.subject = subject;
    }

    /**
     * Looks at all at once.
     *
     * @param patience for all together
     * @return in the subjects' order
     */
    public static List<Outcome> of(List<Subject> subjects, Duration patience) throws InterruptedException {
        List<Checkup> all = subjects.stream().map(Checkup::new).toList();
        List<Thread> threads = all.stream().map(Checkup::start).toList();
        try {
            long deadline = System.nanoTime() + patience.toNanos();
            List<Outcome> outcomes = new ArrayList<>();
            for (Checkup each : all) {
                boolean inTime = each.ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                outcomes.addAll(each.outcomes(inTime, patience));
            }
            return outcomes;
        } finally {
            threads.forEach(Thread::interrupt);
        }
    }

    private Thread start() {
        Thread thread = new Thread(this::run, "checkup");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void run() {
        try {
            boolean ok = true;
            for (int i = 0; i < subject.steps().size() && ok; i++) {
                ok = take(subject.steps().get(i));
            }
            subject.resources().close();
        } catch (IOException | InterruptedException e) {
            // what came out is told already, or nobody waits for it
        } finally {
            ended.countDown();
        }
    }

    private boolean take(Subject.Step step) throws InterruptedException {
        synchronized (this) {
            lookingAt = step.name();
        }
        Outcome outcome = look(step);
        synchronized (this) {
            outcomes.add(outcome);
        }
        return outcome.ok();
    }

    private static Outcome look(Subject.Step step) throws InterruptedException {
        try {
            return new Outcome(step.name(), true, step.look().look(), null);
        } catch (Failure e) {
            return Outcome.failed(step.name(), e);
        } catch (IOException e) {
            return Outcome.failed(step.name(), Failure.failed(Reason.of(e)));
        } catch (RuntimeException e) {
            return Outcome.failed(step.name(), Failure.failed("unexpected: " + e));
        }
    }

    private synchronized List<Outcome> outcomes(boolean inTime, Duration patience) {
        List<Outcome> told = new ArrayList<>(outcomes);
        if (!inTime) {
            String silence = "no answer within %d s".formatted(patience.toSeconds());
            told.add(Outcome.failed(lookingAt, Failure.failed(silence)));
        }
        return told;
    }
}
