package io.etcdsnapshot.host;

import io.etcdsnapshot.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what would stop {@code cluster-restore.sh} after it has stopped etcd and moved its data away, when it is too
 * late to think.
 */
public final class RestorePreflight {
    private static final String DATA = "/var/lib/etcd";
    private static final String MEMBER = "member";
    private static final String MOVED_AWAY = "/var/lib/etcd-backup/" + MEMBER;
    /** The copy that the script makes, the database that is restored from it, and its growth when it starts. */
    private static final int SNAPSHOTS_OF_ROOM = 3;

    /**
     * One thing in the way.
     *
     * @param stops whether the script would end without a cluster; else it is only to be known
     * @param hint what to do, or null
     */
    public record Obstacle(String text, boolean stops, @Nullable String hint) {}

    private final HostRoot root;
    private final String script;

    /** @param script as the host sees it */
    public RestorePreflight(HostRoot root, String script) {
        this.root = root;
        this.script = script;
    }

    /** Returns the script's generation; unknown where there is none. */
    public RestoreScriptKind scriptKind() {
        try {
            return RestoreScriptKind.of(Files.readString(root.resolve(script)));
        } catch (IOException e) {
            return RestoreScriptKind.UNKNOWN;
        }
    }

    /** @param snapshotBytes size of the snapshot that is to be restored */
    public List<Obstacle> obstacles(long snapshotBytes) {
        List<Obstacle> obstacles = new ArrayList<>();
        if (!Files.isRegularFile(root.resolve(script))) {
            obstacles.add(new Obstacle(
                    "there is no %s on this host: the command below runs on a control-plane host".formatted(script),
                    false,
                    "copy the restore directory there, or run restore there"));
            return obstacles;
        }
        foreignFiles().ifPresent(obstacles::add);
        missingRoom(snapshotBytes).ifPresent(obstacles::add);
        if (isDirectory(MOVED_AWAY) && isDirectory(DATA + "/" + MEMBER)) {
            obstacles.add(new Obstacle(
                    "%s holds the data of before an earlier restore: the script removes it".formatted(MOVED_AWAY),
                    false,
                    "move it elsewhere if you may need it"));
        }
        return obstacles;
    }

    /** @throws Failure refused, if the script would stop half-way */
    public void requireClear(long snapshotBytes) {
        obstacles(snapshotBytes).stream().filter(Obstacle::stops).findFirst().ifPresent(obstacle -> {
            Failure failure = Failure.refused(obstacle.text());
            throw obstacle.hint() == null ? failure : failure.hint(obstacle.hint());
        });
    }

    /** Returns where etcd's data of before are once the script has run, or begun to. */
    public Optional<String> movedAway() {
        return isDirectory(MOVED_AWAY) ? Optional.of(MOVED_AWAY) : Optional.empty();
    }

    private Optional<Obstacle> foreignFiles() {
        if (scriptKind() != RestoreScriptKind.ETCD_ALONE) {
            return Optional.empty();
        }
        List<String> foreign;
        try (Stream<Path> entries = Files.list(root.resolve(DATA))) {
            foreign = entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.equals(MEMBER) && !name.equals("revision.json"))
                    .filter(name -> !name.startsWith("etcd_perf"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return Optional.empty();
        }
        return foreign.isEmpty()
                ? Optional.empty()
                : Optional.of(new Obstacle(
                        "%s holds %s: the script would stop there, after it has stopped etcd and moved its data away"
                                .formatted(DATA, String.join(", ", foreign)),
                        true,
                        "move %s out of %s first".formatted(foreign.size() == 1 ? "it" : "them", DATA)));
    }

    private Optional<Obstacle> missingRoom(long snapshotBytes) {
        Path data = BackupDirectory.nearestExisting(root.resolve(DATA));
        long needed = snapshotBytes * SNAPSHOTS_OF_ROOM;
        long free = data.toFile().getUsableSpace();
        return free >= needed
                ? Optional.empty()
                : Optional.of(new Obstacle(
                        "too little space for a restore in %s: %,d MiB free, %,d MiB needed"
                                .formatted(DATA, free >> 20, needed >> 20),
                        true,
                        "make room on the file system of /var"));
    }

    private boolean isDirectory(String hostPath) {
        return Files.isDirectory(root.resolve(hostPath));
    }
}
