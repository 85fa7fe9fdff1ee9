package io.etcdsnapshot.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Evidence;
import io.etcdsnapshot.backup.OwnFile;
import io.etcdsnapshot.backup.OwnFiles;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.store.memory.MemorySets;
import io.etcdsnapshot.store.memory.MemoryStore;
import io.etcdsnapshot.testing.Warnings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final String ID = "2026-11-20_013000";
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final String FILE = "/prod/.etcd-snapshot-history.jsonl";

    private final Warnings log = new Warnings();
    private final MemoryStore store = MemoryStore.named("prod");
    private BackupSet set;

    @BeforeEach
    void addASet() throws Exception {
        MemorySets.add(store, ID);
        set = store.list().sets().get(0);
    }

    @Test
    void remembersWhatWasFoundNewestFirst() {
        remember("2026-11-20T12:00:00Z", recorder -> recorder.copied(set, Evidence.HASHED_THERE, 1_500));
        remember("2026-11-21T12:00:00Z", recorder -> recorder.rehearsed(set, false, "etcd did not start", 2));

        History history = read();

        assertThat(history.outcomes())
                .extracting(Outcome::at, Outcome::command, Outcome::id, Outcome::ok, Outcome::detail, Outcome::millis)
                .containsExactly(
                        row("2026-11-21T12:00:00Z", "rehearse", false, "etcd did not start", 2),
                        row("2026-11-20T12:00:00Z", "sync", true, "copied and verified", 1_500));
        Outcome copied = history.outcomes().get(1);
        assertThat(copied.evidence()).isEqualTo(Evidence.HASHED_THERE);
        assertThat(copied.dbSize()).isEqualTo(set.requireManifest().snapshot().totalSize());
        assertThat(copied.clusterId()).isEqualTo(set.clusterId());
        assertThat(copied.tool()).isEqualTo("etcd-snapshot test");
        assertThat(history.last(set.id(), Outcome::isVerified)).contains(copied);
        assertThat(history.last(set.id(), Outcome::isRehearsed)).isEmpty();
        assertThat(log.lines).isEmpty();
    }

    private static Tuple row(String at, String command, boolean ok, String detail, long millis) {
        return tuple(Instant.parse(at), command, new BackupSetId(ID), ok, detail, millis);
    }

    @Test
    void isNoSetAndNotIgnored() throws Exception {
        remember("2026-11-20T12:00:00Z", recorder -> recorder.taken(set, 1));

        assertThat(store.list().sets()).containsExactly(set);
        assertThat(store.list().ignored()).isEmpty();
        assertThat(store.list().clusters()).isEmpty();
    }

    @Test
    void aLineOfAnyFormIsSkippedWithOneWarningAndDroppedAtTheNextWrite() throws Exception {
        remember("2026-11-20T12:00:00Z", recorder -> recorder.taken(set, 1));
        String good = content();
        List<String> bad = List.of(
                "{\"at\": \"2026-11-20T12:0",
                "null",
                "[]",
                "{}",
                "\u0000\u0000\u0000",
                good.strip().replace("2026-11-20T12", "when"),
                good.strip().replace("\"millis\"", "\"bytesByKind\":{\"pods\":null},\"millis\""),
                good.strip().replace("\"millis\":1", "\"millis\":\"long\""),
                good.strip().replace(ID, "../../etc"),
                "[".repeat(100_000));
        put((String.join("\n", bad) + "\n" + good).getBytes(StandardCharsets.UTF_8));

        History history = read();

        assertThat(history.outcomes()).hasSize(1);
        assertThat(history.badLines()).isEqualTo(bad.size());
        assertThat(log.lines).singleElement().asString().contains("skipping 10 lines that can't be read");

        remember("2026-11-21T12:00:00Z", recorder -> recorder.taken(set, 2));
        assertThat(content().lines()).hasSize(2).first().isEqualTo(good.strip());
    }

    @Test
    void aFileCutAnywhereLosesTheCutLineAlone() throws Exception {
        for (int day = 10; day < 15; day++) {
            remember("2026-11-%dT12:00:00Z".formatted(day), recorder -> recorder.taken(set, 1));
        }
        byte[] whole = content().getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length <= whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            long wholeLines = new String(cut, StandardCharsets.UTF_8)
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
            assertThat((long) HistoryLines.parse(cut, Json.HISTORY)
                            .history()
                            .outcomes()
                            .size())
                    .isBetween(wholeLines, wholeLines + 1);
        }
    }

    @Test
    void garbageIsReplaced() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] garbage = new byte[random.nextInt(5_000)];
            random.nextBytes(garbage);
            put(garbage);
            remember("2026-11-20T12:00:00Z", recorder -> recorder.taken(set, 1));
            assertThat(read()).isEqualTo(new History(read().outcomes(), 0));
            assertThat(read().outcomes()).hasSize(1);
        }
    }

    @Test
    void theOldestGoWhereThereAreTooMany() throws Exception {
        List<Outcome> many = new ArrayList<>();
        for (int i = 0; i < HistoryLines.MAX_LINES; i++) {
            many.add(recorder(NOW.plusSeconds(i)).taken(set, i));
        }
        recorder(NOW).append(store, many);
        remember("2027-01-01T00:00:00Z", recorder -> recorder.taken(set, -1));

        List<Outcome> kept = read().outcomes();
        assertThat(kept).hasSize(HistoryLines.MAX_LINES);
        assertThat(kept.get(0).millis()).isEqualTo(-1);
        assertThat(kept.get(kept.size() - 1).millis()).isEqualTo(1);
        assertThat(content().length()).isLessThan(HistoryLines.MAX_BYTES);
    }

    @Test
    void longLinesFillItSooner() throws Exception {
        String newer = "\"future\":\"" + "x".repeat(10_000) + "\",\"millis\"";
        remember("2026-11-20T12:00:00Z", recorder -> recorder.taken(set, 1));
        put(content().replace("\"millis\"", newer).repeat(300).getBytes(StandardCharsets.UTF_8));
        remember("2026-11-21T12:00:00Z", recorder -> recorder.taken(set, 1));

        assertThat(content().length()).isBetween(HistoryLines.MAX_BYTES * 9 / 10, HistoryLines.MAX_BYTES);
        assertThat(content()).as("what a newer program wrote stays").contains(newer);
    }

    @Test
    void aWriterKilledInItsTurnHoldsUpNobodyForLong() throws Exception {
        store.files().put("/prod/.etcd-snapshot-writing/half", new byte[10]);

        remember("2026-11-20T12:00:00Z", recorder -> recorder.taken(set, 1));

        assertThat(read().outcomes()).hasSize(1);
        assertThat(store.files().entry("/prod/.etcd-snapshot-writing")).isNull();
    }

    @Test
    void writersAtOnceLoseNothing() throws Exception {
        int writers = 4;
        int lines = 25;
        ExecutorService pool = Executors.newFixedThreadPool(writers);
        List<Future<?>> done = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            done.add(pool.submit(() -> {
                MemoryStore own = store.opened("");
                for (int line = 0; line < lines; line++) {
                    recorder(NOW).append(own, List.of(recorder(NOW).taken(set, line)));
                }
            }));
        }
        for (Future<?> each : done) {
            each.get();
        }
        pool.shutdown();

        assertThat(read().outcomes()).hasSize(writers * lines);
    }

    @Test
    void aLocationThatCanNotBeWrittenIsNoReasonToWarn() {
        store.faults().readOnly();

        remember("2026-11-20T12:00:00Z", recorder -> recorder.taken(set, 1));

        assertThat(read()).isEqualTo(History.EMPTY);
        assertThat(log.lines).isEmpty();
    }

    @Test
    void aFullDiskKeepsWhatWasKnown() throws Exception {
        remember("2026-11-20T12:00:00Z", recorder -> recorder.taken(set, 1));
        store.faults().full();

        remember("2026-11-21T12:00:00Z", recorder -> recorder.taken(set, 2));

        assertThat(read().outcomes()).extracting(Outcome::millis).containsExactly(1L);
    }

    @Test
    void nothingIsWrittenIntoASetsOwnDirectory() throws Exception {
        MemoryStore own = store.opened(ID);

        recorder(NOW).append(own, List.of(recorder(NOW).taken(set, 1)));

        assertThat(own.readOwn(OwnFile.HISTORY)).isEmpty();
    }

    @Test
    void aLinkInItsPlaceIsNotFollowed() {
        store.files().putLink(FILE);

        assertThat(read()).isEqualTo(History.EMPTY);
    }

    @Test
    void figuresOfAnEncryptedSetStayWithItsRecipients() throws Exception {
        BackupSet sealed = set.with(set.requireManifest().sealedAs("age…"), set.files());

        Outcome outcome = recorder(NOW).taken(sealed.unwrapped(set.requireManifest()), 1);

        assertThat(outcome.dbSize()).isNull();
        assertThat(outcome.keys()).isNull();
        assertThat(outcome.etcdVersion()).isNull();
        assertThat(outcome.clusterId()).isEqualTo(set.clusterId());
    }

    @Test
    void aDetailIsOneShortLine() {
        Outcome outcome = recorder(NOW).failed("sync", "no\nroute\u001b[31m " + "x".repeat(1_000), 1);

        assertThat(outcome.detail()).startsWith("no route [31m").hasSize(300);
    }

    private interface Making {
        Outcome with(Recorder recorder);
    }

    private void remember(String at, Making making) {
        Recorder recorder = recorder(Instant.parse(at));
        recorder.append(store, List.of(making.with(recorder)));
    }

    private Recorder recorder(Instant at) {
        return new Recorder(Json.HISTORY, "etcd-snapshot test", Clock.fixed(at, ZoneOffset.UTC), log);
    }

    private History read() {
        return History.read(store, Json.HISTORY, log);
    }

    private String content() throws IOException {
        OwnFiles files = store.ability(OwnFiles.class).orElseThrow();
        return new String(files.readOwn(OwnFile.HISTORY).orElseThrow(), StandardCharsets.UTF_8);
    }

    private void put(byte[] content) {
        store.files().put(FILE, content);
    }
}
