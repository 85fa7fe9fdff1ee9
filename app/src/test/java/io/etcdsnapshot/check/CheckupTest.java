package io.etcdsnapshot.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.etcdsnapshot.check.Subject.Step;
import io.etcdsnapshot.failure.Failure;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CheckupTest {
    private static final Step WELL = new Step("well", () -> "it is there");
    private static final Step FAILING = new Step("failing", () -> {
        throw Failure.failed("it is not there").hint("make it");
    });

    @Test
    void allSubjectsAreToldInTheirOrder() throws Exception {
        Subject slow = Subject.of("slow", () -> {
            Thread.sleep(50);
            return "at last";
        });

        assertThat(look(slow, Subject.of(WELL)))
                .containsExactly(
                        new Outcome("slow", true, "at last", null), new Outcome("well", true, "it is there", null));
    }

    @Test
    void nothingIsToldOfWhatRestsOnAStepThatFailed() throws Exception {
        assertThat(look(Subject.of(WELL, FAILING, WELL), Subject.of(WELL)))
                .extracting(Outcome::name)
                .containsExactly("well", "failing", "well");
        assertThat(look(Subject.of(FAILING)))
                .containsExactly(new Outcome("failing", false, "it is not there", "make it"));
    }

    @Test
    void errorsAreToldInPlainWords() throws Exception {
        Subject io = Subject.of("io", () -> {
            throw new AccessDeniedException("/pv");
        });
        Subject unexpected = Subject.of("unexpected", () -> {
            throw new IllegalStateException("oops");
        });

        assertThat(look(io, unexpected))
                .extracting(Outcome::detail)
                .containsExactly("permission denied", "unexpected: java.lang.IllegalStateException: oops");
    }

    @Test
    void oneThatHangsIsToldOfAndHoldsUpNoOther() throws Exception {
        Subject hanging = Subject.of(WELL, new Step("hanging", () -> {
            new CountDownLatch(1).await();
            return "never";
        }));

        assertThat(Checkup.of(List.of(hanging, Subject.of(WELL)), Duration.ofMillis(300)))
                .extracting(Outcome::name, Outcome::ok)
                .containsExactly(tuple("well", true), tuple("hanging", false), tuple("well", true));
    }

    @Test
    void whatWasOpenedIsClosed() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();

        look(new Subject(List.of(FAILING), () -> closed.set(true)));

        assertThat(closed).isTrue();
    }

    private static List<Outcome> look(Subject... subjects) throws InterruptedException {
        return Checkup.of(List.of(subjects), Duration.ofSeconds(20));
    }
}
