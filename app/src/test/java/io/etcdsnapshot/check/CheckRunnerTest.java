package io.etcdsnapshot.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.etcdsnapshot.check.CheckTarget.Check;
import io.etcdsnapshot.failure.Failure;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CheckRunnerTest {
    private static final Check WELL = new Check("well", () -> "it is there");
    private static final Check FAILING = new Check("failing", () -> {
        throw Failure.failed("it is not there").hint("make it");
    });

    @Test
    void allSubjectsAreToldInTheirOrder() throws Exception {
        CheckTarget slow = CheckTarget.of("slow", () -> {
            Thread.sleep(50);
            return "at last";
        });

        assertThat(look(slow, CheckTarget.of(WELL)))
                .containsExactly(CheckResult.passed("slow", "at last"), CheckResult.passed("well", "it is there"));
    }

    @Test
    void nothingIsToldOfWhatRestsOnAStepThatFailed() throws Exception {
        assertThat(look(CheckTarget.of(WELL, FAILING, WELL), CheckTarget.of(WELL)))
                .extracting(CheckResult::name)
                .containsExactly("well", "failing", "well");
        assertThat(look(CheckTarget.of(FAILING)))
                .containsExactly(new CheckResult("failing", false, "it is not there", "make it", null));
    }

    @Test
    void errorsAreToldInPlainWords() throws Exception {
        CheckTarget io = CheckTarget.of("io", () -> {
            throw new AccessDeniedException("/pv");
        });
        CheckTarget unexpected = CheckTarget.of("unexpected", () -> {
            throw new IllegalStateException("oops");
        });

        assertThat(look(io, unexpected))
                .extracting(CheckResult::detail)
                .containsExactly("permission denied", "internal error: oops");
    }

    @Test
    void oneThatHangsIsToldOfAndHoldsUpNoOther() throws Exception {
        CheckTarget hanging = CheckTarget.of(WELL, new Check("hanging", () -> {
            new CountDownLatch(1).await();
            return "never";
        }));

        assertThat(CheckRunner.of(List.of(hanging, CheckTarget.of(WELL)), Duration.ofMillis(300)))
                .extracting(CheckResult::name, CheckResult::ok)
                .containsExactly(tuple("well", true), tuple("hanging", false), tuple("well", true));
    }

    @Test
    void whatWasOpenedIsClosed() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();

        look(new CheckTarget(List.of(FAILING), () -> closed.set(true)));

        assertThat(closed).isTrue();
    }

    private static List<CheckResult> look(CheckTarget... subjects) throws InterruptedException {
        return CheckRunner.of(List.of(subjects), Duration.ofSeconds(20));
    }
}
