package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.stream.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares what landed at the destinations with what should be there, and finds whose fault a difference is. A copy that
 * is right proves what was sent, so the source is only hashed where one differs.
 */
final class CopyProof {
    /** A file at a destination that is not what it should be, with both hashes. */
    private record Difference(String file, String there, String here) {}

    private final ReadableStore from;
    private final BackupSet set;
    private final Map<Target, SetFile> begunFromEarlier = new HashMap<>();
    private final Map<Target, List<Difference>> different = new ConcurrentHashMap<>();
    private final Map<SetFile, List<Target>> spoilt = new LinkedHashMap<>();
    private final Set<Target> misled = new HashSet<>();
    private @Nullable Failure fault;

    CopyProof(ReadableStore from, BackupSet set) {
        this.from = from;
        this.set = set;
    }

    static Failure unreadable(IOException e) {
        return Failure.failed("can't be read: " + Reason.of(e), e);
    }

    /** The file was begun as a copy of an earlier one there, which may be damaged. */
    void begunFromEarlier(Collection<Target> targets, SetFile file) {
        targets.forEach(target -> begunFromEarlier.put(target, file));
    }

    /**
     * Has the files hashed where they landed; for several destinations at once.
     *
     * @param expected SHA-256 by file name
     */
    void take(Target target, Map<String, String> expected) throws IOException {
        List<Difference> found = new ArrayList<>();
        target.arriving()
                .prove(expected)
                .differing(expected)
                .forEach((file, there) -> found.add(new Difference(file, there, String.valueOf(expected.get(file)))));
        if (!found.isEmpty()) {
            different.put(target, found);
        }
    }

    /** Whose fault each difference is: the source's, an earlier file's or else the destination's, which fails. */
    void judge(Manifest manifest) {
        Map<String, Failure> faults = faults(manifest);
        different.forEach((target, found) -> {
            List<String> files = found.stream().map(Difference::file).toList();
            Optional<Failure> ours =
                    files.stream().filter(faults::containsKey).map(faults::get).findFirst();
            SetFile begun = begunFromEarlier.get(target);
            if (ours.isPresent()) {
                misled.add(target);
                fault = ours.get();
            } else if (begun != null && files.contains(begun.name())) {
                spoilt.computeIfAbsent(begun, none -> new ArrayList<>()).add(target);
            } else {
                Difference first = found.get(0);
                target.fail(Failure.notWhole("%s of %s is not what was sent: SHA-256 %s there, %s here"
                        .formatted(first.file(), set.id(), first.there(), first.here())));
            }
        });
        different.clear();
        begunFromEarlier.clear();
    }

    /** What is wrong with the files of the source that differ somewhere, by name. */
    private Map<String, Failure> faults(Manifest manifest) {
        Map<String, Failure> faults = new HashMap<>();
        for (SetFile file : manifest.filesHere()) {
            boolean differs = different.values().stream().flatMap(List::stream).anyMatch(found -> found.file()
                    .equals(file.name()));
            Failure found = differs ? faultOf(file) : null;
            if (found != null) {
                faults.put(file.name(), found);
            }
        }
        return faults;
    }

    private @Nullable Failure faultOf(SetFile file) {
        try (InputStream in = from.open(set, file.name())) {
            return Sha256.of(in).equals(file.sha256())
                    ? null
                    : Failure.notWhole("%s is not what its manifest says".formatted(file.name()));
        } catch (IOException e) {
            return unreadable(e);
        }
    }

    /** The files that a damaged earlier one spoilt, and where: sending all of them helps. */
    Map<SetFile, List<Target>> spoilt() {
        return spoilt;
    }

    /** False where the copy is not whole because the source isn't. */
    boolean isShowable(Target target) {
        return !misled.contains(target);
    }

    /** @throws Failure if the source is at fault somewhere */
    void requireSource() {
        if (fault != null) {
            throw fault;
        }
    }
}
