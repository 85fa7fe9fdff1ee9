package io.etcdsnapshot.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.OwnFile;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Relay;
import io.etcdsnapshot.testing.SampleSets;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.SshMirror;
import io.etcdsnapshot.testing.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A sync of a new set to a mirror on which something goes wrong, and what must hold then: nothing half-made can be seen,
 * nothing was removed, and the next run completes.
 */
final class Spray implements AutoCloseable {
    static final String NEW = "2026-11-20_013000";
    /** The same cluster's, at both sides: what {@link #NEW} is sent as changes to. */
    static final String BASIS = "2026-11-19_013000";
    /** At the mirror alone: it must survive whatever happens. */
    static final String OLD = "2026-11-18_013000";

    private static final int MEBIBYTES = 6;
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m");

    private final SshMirror mirror;
    private final List<SampleSets> samples;
    private final Path parent;
    private final Path key;
    private final List<String> wrapping;
    private boolean wraps;
    private @Nullable Relay relay;
    private Path source;
    private Path there;

    private Spray(SshMirror mirror, List<SampleSets> samples, Path parent) throws Exception {
        this.mirror = mirror;
        this.samples = samples;
        this.parent = parent;
        this.source = parent;
        this.there = parent;
        this.key = Files.createTempDirectory(parent, "key").resolve("key.txt");
        this.wrapping = List.of(
                "--compress",
                "--recipient",
                Program.etcdSnapshot("keygen", key.toString()).output().strip());
        reset(false);
    }

    static Spray start(Path parent) throws Exception {
        return start(parent, Map.of());
    }

    /** @param options of {@code sshd-mirror} */
    static Spray start(Path parent, Map<String, String> options) throws Exception {
        SshMirror mirror = SshMirror.start(parent, options);
        return new Spray(mirror, SampleSets.takeTwo(parent, MEBIBYTES), parent);
    }

    /** A new source and a new place at the mirror. */
    void reset(boolean withBasis) throws Exception {
        reset(withBasis, Files.createTempDirectory(mirror.path(""), "it's there"));
    }

    /** @param place an empty directory */
    void reset(boolean withBasis, Path place) throws Exception {
        closeRelay();
        source = Files.createTempDirectory(parent, "source");
        there = place;
        copy(1, NEW, source);
        copy(0, OLD, there);
        Files.writeString(there.resolve("README"), "foreign");
        if (withBasis) {
            copy(0, BASIS, source);
            copy(0, BASIS, there);
        }
    }

    /** Not as links: what a test does to it must stay there. */
    private void copy(int sample, String id, Path to) throws Exception {
        Path linked = samples.get(sample).add(Files.createTempDirectory(parent, "set"), id);
        Program.of("cp", "-a", linked.toString(), to.toString()).output();
    }

    SshMirror mirror() {
        return mirror;
    }

    Path source() {
        return source;
    }

    Path there() {
        return there;
    }

    Path newSnapshot() {
        return source.resolve(NEW).resolve("snapshot_" + NEW + ".db");
    }

    /** What a whole set weighs; nothing of it can be compressed. */
    long bytes() throws IOException {
        return samples.get(1).bytes();
    }

    /** From now on, {@link #sync} goes through it. */
    Relay relay() throws IOException {
        closeRelay();
        Relay made = mirror.relay();
        relay = made;
        return made;
    }

    /** The first that has this many bytes, once it has. */
    Path awaitStaged(long bytes) throws Exception {
        for (int attempt = 0; attempt < 600; attempt++) {
            if (entries().stream().anyMatch(name -> name.startsWith(".incomplete-"))) {
                Path file = staging().resolve(newSnapshot().getFileName());
                if (Files.exists(file) && Files.size(file) >= bytes) {
                    return file;
                }
            }
            Thread.sleep(50);
        }
        throw new AssertionError("nothing was staged: " + entries());
    }

    private void closeRelay() throws IOException {
        if (relay != null) {
            relay.close();
            relay = null;
        }
    }

    Program sync(String... options) {
        return sync(location(), options);
    }

    Program direct(String... options) {
        return sync(mirror.location(there.toString()), options);
    }

    /** To another place at the mirror. */
    Program syncTo(Path place, String... options) {
        return sync(mirror.location(place.toString()), options);
    }

    /** The other way round: from the mirror, through the relay if there is one. */
    Program pull(Path to, String... options) {
        return run(List.of("--from", location(), "--to", to.toString()), options);
    }

    private String location() {
        return relay == null ? mirror.location(there.toString()) : mirror.location(relay, there.toString());
    }

    private Program sync(String location, String... options) {
        return run(List.of("--from", source.toString(), "--to", location), options);
    }

    /** From now on, what is sent is compressed and encrypted, or plain. */
    void wrap(boolean wrap) {
        wraps = wrap;
    }

    private Program run(List<String> places, String... options) {
        List<String> arguments = new ArrayList<>(List.of("sync"));
        arguments.addAll(wraps ? wrapping : List.of());
        arguments.addAll(places);
        arguments.addAll(List.of(options));
        List<String> usual = mirror.options();
        for (int i = 0; i < usual.size(); i += 2) {
            if (!arguments.contains(usual.get(i))) {
                arguments.addAll(usual.subList(i, i + 2));
            }
        }
        return Program.java(QUICK_START, arguments.toArray(String[]::new));
    }

    /** All that can be seen is whole, and what was there still is. */
    void assertNothingHalfMadeOrRemoved() throws Exception {
        List<BackupSet> sets = Sets.in(there);
        boolean hadBasis = Files.exists(source.resolve(BASIS));
        List<String> ids = sets.stream().map(set -> set.id().value()).toList();
        Tally.lost((ids.contains(OLD) ? 0 : bytes()) + (hadBasis && !ids.contains(BASIS) ? bytes() : 0));
        assertThat(ids).contains(OLD).isSubsetOf(OLD, BASIS, NEW);
        assertThat(ids.contains(BASIS)).isEqualTo(hadBasis);
        Sets.assertAllWhole(there);
        assertThat(there.resolve("README")).hasContent("foreign");
        Sets.assertAllWhole(source);
    }

    void assertNextRunCompletes() throws Exception {
        Program.Result next = direct().run();

        assertThat(next.exitCode()).as(next.all()).isZero();
        assertComplete();
    }

    void assertComplete() throws Exception {
        assertNothingHalfMadeOrRemoved();
        assertThat(there.resolve(NEW)).exists();
        assertNoLeftovers();
        if (wraps) {
            assertThat(there.resolve(NEW).resolve(newSnapshot().getFileName() + ".zst.age"))
                    .exists();
            String opened = Program.etcdSnapshot(
                            "verify", "--id", NEW, "--age-identity", key.toString(), there.toString())
                    .output();
            assertThat(opened).doesNotContain("not opened");
        }
    }

    /** So that there is something to send again. */
    void forgetNew() throws IOException, InterruptedException {
        Program.of("rm", "-rf", there.resolve(NEW).toString()).output();
    }

    void assertNoLeftovers() throws IOException {
        assertThat(entries()).noneMatch(name -> name.startsWith(".incomplete-"));
    }

    List<String> entries() throws IOException {
        try (Stream<Path> entries = Files.list(there)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.equals(OwnFile.HISTORY.fileName()))
                    .sorted()
                    .toList();
        }
    }

    /** Where the run puts what it has not finished. */
    Path staging() throws IOException {
        return there.resolve(entries().stream()
                .filter(name -> name.startsWith(".incomplete-"))
                .findFirst()
                .orElseThrow());
    }

    @Override
    public void close() throws IOException, InterruptedException {
        closeRelay();
        mirror.close();
    }
}
