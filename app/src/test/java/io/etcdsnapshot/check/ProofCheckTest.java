package io.etcdsnapshot.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Evidence;
import io.etcdsnapshot.catalogue.Recorder;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.store.memory.MemorySets;
import io.etcdsnapshot.store.memory.MemoryStore;
import io.etcdsnapshot.testing.Warnings;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProofCheckTest {
    private static final String OLD = "2026-11-19_013000";
    private static final String NEW = "2026-11-20_013000";

    private final Warnings log = new Warnings();
    private final MemoryStore store = MemoryStore.named("prod");
    private final Clock clock = Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);
    private final Recorder recorder = new Recorder(Json.HISTORY, "etcd-snapshot test", clock, log);

    private String look() throws Exception {
        return new ProofCheck(() -> store.opened(""), Json.HISTORY, clock, log).look();
    }

    private BackupSet add(String id) throws Exception {
        MemorySets.add(store, id);
        return store.list().sets().get(0);
    }

    @Test
    void aNewestSetThatNothingIsKnownOfIsAWarning() throws Exception {
        BackupSet old = add(OLD);
        recorder.append(store, List.of(recorder.copied(old, Evidence.READ_BACK, 1)));
        add(NEW);

        assertThat(look()).isEqualTo(NEW + ", never verified or rehearsed");
        assertThat(log.lines).singleElement().asString().contains("/prod: the newest set, " + NEW + ", was never");
    }

    @Test
    void oneThatWasCopiedAndVerifiedIsInOrder() throws Exception {
        recorder.append(store, List.of(recorder.copied(add(NEW), Evidence.READ_BACK, 1)));

        assertThat(look()).isEqualTo(NEW + ", verified less than an hour ago; no set here was ever rehearsed");
        assertThat(log.lines).isEmpty();
    }

    @Test
    void aRehearsalCountsAsBoth() throws Exception {
        recorder.append(store, List.of(recorder.rehearsed(add(NEW), true, "served", 1)));

        assertThat(look()).isEqualTo(NEW + ", verified less than an hour ago");
    }

    @Test
    void oneThatFailedIsNotTheNewestGoodOne() throws Exception {
        add(OLD);
        recorder.append(store, List.of(recorder.rehearsed(add(NEW), false, "etcd did not start", 1)));

        assertThat(look()).startsWith(OLD);
    }

    @Test
    void anEmptyLocationIsNoReasonToWarn() throws Exception {
        assertThat(look()).isEqualTo("there is none yet");
        assertThat(log.lines).isEmpty();
    }
}
