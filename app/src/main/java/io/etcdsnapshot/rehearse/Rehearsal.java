package io.etcdsnapshot.rehearse;

import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetVerifier;
import io.etcdsnapshot.etcd.Alarm;
import io.etcdsnapshot.etcd.EtcdMinor;
import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.etcd.SnapshotReader;
import io.etcdsnapshot.etcd.SnapshotStatus;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.fetch.FetchedSet;
import io.etcdsnapshot.fetch.SetFetcher;
import io.etcdsnapshot.fetch.SetSelector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Proves that a set restores by restoring it: into a private directory, with etcd's own tool, served by a throw-away
 * etcd that is asked what it holds. The cluster's etcd is never touched.
 */
public final class Rehearsal {
    /** Nobody listens there, and nobody is asked to: a lone member has no peers. */
    private static final String NO_PEER = "http://127.0.0.1:1";

    /** The name of the finding that an identity opened an encrypted set, or that nobody has shown that. */
    static final String IDENTITY = "identity";

    private static final String DATA = "data";
    private static final Pattern ETCD_VERSION = Pattern.compile("etcd Version: (\\S+)");
    private static final int COMMAND_NOT_RUN = 126;
    private static final int COMMAND_NOT_FOUND = 127;

    private final ReadableStore from;
    private final Path parent;
    private final EtcdTools tools;
    private final Duration timeout;
    private final SetVerifier.Options verification;
    private final Clock clock;
    private final Log log;

    /**
     * @param parent of the private directory
     * @param timeout for the restore, and again for the start of etcd
     * @param verification how the set is verified before
     */
    public Rehearsal(
            ReadableStore from,
            Path parent,
            EtcdTools tools,
            Duration timeout,
            SetVerifier.Options verification,
            Clock clock,
            Log log) {
        this.from = from;
        this.parent = parent;
        this.tools = tools;
        this.timeout = timeout;
        this.verification = verification;
        this.clock = clock;
        this.log = log;
    }

    /** @throws Failure if it could not be tried; a set that does not restore is a report */
    public RehearsalReport run(SetSelector wanted) throws InterruptedException {
        try (PrivateDirectory place = PrivateDirectory.in(parent, log)) {
            FetchedSet arrived = new SetFetcher(from, Content.SNAPSHOT, place, verification, clock, log).run(wanted);
            return new Attempt(arrived, place).run();
        } catch (IOException e) {
            throw Failure.failed("the rehearsal could not go on: " + Reason.of(e), e);
        }
    }

    /** One set's way through restore, start and questions; it ends where something is wrong. */
    private final class Attempt {
        private final FetchedSet arrived;
        private final PrivateDirectory place;
        private final List<Finding> findings = new ArrayList<>();
        private RehearsalReport.@Nullable Served served;
        private long restoreMillis;

        Attempt(FetchedSet arrived, PrivateDirectory place) {
            this.arrived = arrived;
            this.place = place;
            findings.addAll(arrived.verdict().findings());
            if (arrived.directory() != null && !arrived.set().recipients().isEmpty()) {
                findings.add(Finding.passed(arrived.set().snapshotName(), IDENTITY, "an identity opens it"));
            }
            arrived.verdict().alarms().stream()
                    .filter(alarm -> alarm.type().equals(Alarm.CORRUPT))
                    .findFirst()
                    .ifPresent(alarm ->
                            findings.add(Finding.failed(arrived.set().snapshotName(), "corrupt", alarm.describe())));
        }

        RehearsalReport run() throws IOException, InterruptedException {
            SnapshotStatus status = arrived.verdict().snapshot();
            if (arrived.directory() != null && status != null) {
                Path snapshot = arrived.directory().resolve(arrived.set().snapshotName());
                if (restore(snapshot)) {
                    try (SnapshotReader reader = SnapshotReader.open(snapshot)) {
                        serve(new ServedDataCheck(arrived.set().snapshotName(), status, reader));
                    }
                }
            }
            return new RehearsalReport(
                    arrived.set(),
                    served,
                    status == null ? null : status.totalKeys(),
                    restoreMillis,
                    List.copyOf(findings),
                    arrived.skipped());
        }

        private boolean restore(Path snapshot) throws InterruptedException {
            log.info("restoring with " + tools.restorer());
            List<String> command = new ArrayList<>(List.of(
                    tools.restorer().toString(),
                    "snapshot",
                    "restore",
                    place.path().relativize(snapshot).toString(),
                    "--data-dir=" + DATA,
                    "--name=" + TemporaryEtcd.NAME,
                    "--initial-cluster=" + TemporaryEtcd.NAME + "=" + NO_PEER,
                    "--initial-advertise-peer-urls=" + NO_PEER,
                    "--initial-cluster-token=" + UUID.randomUUID()));
            if (arrived.verdict().lacksTrailer()) {
                command.add("--skip-hash-check");
            }
            long start = System.nanoTime();
            try (SupervisedProcess process =
                    SupervisedProcess.run(place.path(), command, place.path().resolve("restore.log"))) {
                if (!process.await(timeout)) {
                    throw Failure.failed("the restore did not end within %d s".formatted(timeout.toSeconds()))
                            .hint("give it more with --timeout");
                }
                restoreMillis = millisSince(start);
                int exit = process.exitCode();
                if (exit == COMMAND_NOT_RUN || exit == COMMAND_NOT_FOUND) {
                    throw Failure.failed("can't run %s: %s".formatted(tools.restorer(), words(process)));
                }
                findings.add(
                        exit == 0
                                ? Finding.passed(
                                        arrived.set().snapshotName(),
                                        "restore",
                                        "restored in %d ms".formatted(restoreMillis))
                                : Finding.failed(
                                        arrived.set().snapshotName(),
                                        "restore",
                                        "%s ended with exit code %d: %s"
                                                .formatted(tools.restorer().getFileName(), exit, words(process))));
                return exit == 0;
            }
        }

        private String words(SupervisedProcess process) {
            return log.clean(process.lastWords());
        }

        private void serve(ServedDataCheck questions) throws IOException, InterruptedException {
            Path data = place.path().resolve(DATA);
            findings.add(questions.compareRestored(data.resolve("member/snap/db")));
            log.info("starting " + tools.etcd());
            Optional<Finding> older = olderEtcd(versionOf(tools.etcd()));
            older.ifPresent(findings::add);
            long start = System.nanoTime();
            try (TemporaryEtcd etcd = TemporaryEtcd.start(tools.etcd(), place.path(), DATA, timeout)) {
                long startMillis = millisSince(start);
                findings.add(Finding.passed(
                        arrived.set().snapshotName(),
                        "start",
                        "etcd %s serves it after %d ms".formatted(etcd.status().version(), startMillis)));
                Long liveKeys = questions.ask(etcd, findings::add);
                served = new RehearsalReport.Served(
                        etcd.status().version(), etcd.status().revision(), liveKeys, startMillis);
            } catch (TemporaryEtcd.NotStarted e) {
                if (older.isPresent()) {
                    throw Failure.failed(
                                    "%s; %s".formatted(older.get().detail(), log.clean(String.valueOf(e.getMessage()))))
                            .hint("name a newer one with --etcd and --etcdutl");
                }
                findings.add(Finding.failed(
                        arrived.set().snapshotName(), "start", log.clean(String.valueOf(e.getMessage()))));
            }
        }

        private String versionOf(Path etcd) throws IOException, InterruptedException {
            Path answer = place.path().resolve("version.log");
            try (SupervisedProcess process =
                    SupervisedProcess.run(place.path(), List.of(etcd.toString(), "--version"), answer)) {
                process.await(timeout);
            }
            Matcher version = ETCD_VERSION.matcher(Files.readString(answer));
            return version.find() ? version.group(1) : "";
        }

        private Optional<Finding> olderEtcd(String version) {
            SnapshotStatus status = arrived.verdict().snapshot();
            EtcdMinor required = status == null ? null : status.requiredEtcd();
            EtcdMinor used = EtcdMinor.parse(version);
            return required == null || used == null || used.compareTo(required) >= 0
                    ? Optional.empty()
                    : Optional.of(Finding.warning(
                            arrived.set().snapshotName(),
                            "version",
                            "the set is of etcd %s, rehearsed with %s: an older etcd is not made to read a newer one's data, and may not notice"
                                    .formatted(required, version)));
        }

        private static long millisSince(long start) {
            return (System.nanoTime() - start) / 1_000_000;
        }
    }
}
