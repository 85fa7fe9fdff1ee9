package io.etcdsnapshot.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.RunTogether.Outcome;
import io.etcdsnapshot.io.RunTogether.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunTogetherTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    @Test
    void allWorkAtOnceAndTheOutcomesAreInOrder() throws Exception {
        CyclicBarrier everybody = new CyclicBarrier(3);
        Task<String> meets = progress -> {
            try {
                everybody.await();
            } catch (java.util.concurrent.BrokenBarrierException e) {
                throw new IOException(e);
            }
            return "met";
        };

        assertThat(RunTogether.all(List.of(meets, meets, meets), RunTogether.FOREVER))
                .extracting(Outcome::value)
                .containsExactly("met", "met", "met");
        assertThat(RunTogether.all(List.of(progress -> 1, progress -> 2), SHORT))
                .extracting(Outcome::value)
                .containsExactly(1, 2);
        assertThat(RunTogether.all(List.of(), SHORT)).isEmpty();
    }

    @Test
    void whatFailsFailsAloneInPlainWords() throws Exception {
        Failure known = Failure.refused("another run holds the lock");
        List<Outcome<String>> outcomes = RunTogether.all(
                List.of(
                        progress -> {
                            throw known;
                        },
                        progress -> {
                            throw new Unreadable("can't read X: permission denied", false, "try --sudo", null);
                        },
                        progress -> {
                            throw new IOException("Broken pipe");
                        },
                        progress -> {
                            throw new IllegalStateException("a bug");
                        },
                        progress -> "well"),
                RunTogether.FOREVER);

        assertThat(outcomes.get(0).failure()).isSameAs(known);
        assertThat(outcomes.get(1).failure()).hasMessage("can't read X: permission denied");
        assertThat(outcomes.get(1).failure().hint()).isEqualTo("try --sudo");
        assertThat(outcomes.get(2).failure()).hasMessage("broken pipe").matches(Failure::isTransient);
        assertThat(outcomes.get(3).failure()).hasMessage("internal error: a bug");
        assertThat(outcomes.get(4).orThrow()).isEqualTo("well");
        assertThatThrownBy(() -> outcomes.get(0).orThrow()).isSameAs(known);
    }

    @Test
    void workThatMovesGoesOnForAsLongAsItTakes() throws Exception {
        Outcome<String> slow = RunTogether.one(
                progress -> {
                    for (int i = 0; i < 12; i++) {
                        Thread.sleep(50);
                        progress.moved();
                    }
                    return "done";
                },
                SHORT);

        assertThat(slow.value()).isEqualTo("done");
    }

    @Test
    void whereNothingMovesItIsGivenUpAndInterruptedAndTheOthersGoOn() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        List<Outcome<String>> outcomes = RunTogether.all(
                List.of(
                        progress -> {
                            try {
                                never.await();
                            } finally {
                                interrupted.countDown();
                            }
                            return "";
                        },
                        progress -> {
                            for (int i = 0; i < 20; i++) {
                                Thread.sleep(50);
                                progress.moved();
                            }
                            return "done";
                        }),
                SHORT);

        assertThat(outcomes).extracting(Outcome::isStuck).containsExactly(true, false);
        assertThat(outcomes.get(0).failure())
                .hasMessage("made no progress for 0 s")
                .matches(Failure::isTransient);
        assertThat(outcomes.get(1).value()).isEqualTo("done");
        interrupted.await();
    }

    @Test
    void anInterruptEndsAllWorkAndWaitsForItToClearUp() throws Exception {
        CountDownLatch started = new CountDownLatch(2);
        AtomicBoolean clearedUp = new AtomicBoolean();
        Task<String> works = progress -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.sleep(100);
                clearedUp.set(true);
                throw e;
            }
            return "";
        };
        AtomicBoolean ended = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            try {
                RunTogether.all(List.of(works, works), RunTogether.FOREVER);
            } catch (InterruptedException e) {
                ended.set(clearedUp.get());
            }
        });
        caller.start();
        started.await();

        caller.interrupt();
        caller.join();

        assertThat(ended).isTrue();
    }
}
