package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Patchable;
import io.etcdsnapshot.backup.Proof;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.StoredForm;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies one set into one destination: every file is written, hashed where it landed, and compared. A snapshot may begin
 * there as a copy of an earlier one, and then only the pages that differ are sent.
 */
final class SetCopy {
    private final Source source;
    private final BackupSet set;
    private final Shipment shipment;
    private final Incoming incoming;
    private final Object member;
    private final Progress progress;
    private @Nullable SetFile patched;

    /** @param member the destination, as {@link SharedReads} knows it */
    SetCopy(Source source, BackupSet set, Shipment shipment, Incoming incoming, Object member, Progress progress) {
        this.source = source;
        this.set = set;
        this.shipment = shipment;
        this.incoming = incoming;
        this.member = member;
        this.progress = progress;
    }

    /**
     * @param there the sets of the destination
     * @param warn gets a warning where an earlier set there is damaged
     * @return the proof that all files are there as they should be
     * @throws SourceFailure if the set itself is damaged or can't be read
     * @throws Failure not whole, if the destination stored something else than was sent
     */
    Proof run(List<BackupSet> there, Consumer<String> warn) throws IOException, SourceFailure, InterruptedException {
        List<SetFile> stored = new ArrayList<>();
        for (SetFile file : shipment.files()) {
            stored.add(send(file, basis(file, there)));
        }
        Map<String, byte[]> sidecars = shipment.sidecars(stored);
        for (Map.Entry<String, byte[]> sidecar : sidecars.entrySet()) {
            byte[] bytes = sidecar.getValue();
            try (Incoming.FileWriter writer = incoming.create(sidecar.getKey(), bytes.length)) {
                writer.write(0, bytes, 0, bytes.length);
                writer.finish(bytes.length);
            }
        }
        Map<String, String> expected = Shipment.sha256ByFile(stored, sidecars);
        Proof proof = incoming.prove(expected);
        Map<String, String> differing = proof.differing(expected);
        requireWholeSource(differing);
        SetFile misled = patched;
        if (misled != null && differing.containsKey(misled.name())) {
            warn.accept("an earlier snapshot there is damaged, verify it; sending all of %s".formatted(misled.name()));
            send(misled, null);
            proof = incoming.prove(expected);
            differing = proof.differing(expected);
        }
        for (Map.Entry<String, String> difference : differing.entrySet()) {
            throw Failure.notWhole("%s of %s is not what was sent: SHA-256 %s there, %s here"
                    .formatted(
                            difference.getKey(), set.id(), difference.getValue(), expected.get(difference.getKey())));
        }
        return proof;
    }

    /** The copies that are right prove what was sent, so the source is only hashed where one differs. */
    private void requireWholeSource(Map<String, String> differing) throws SourceFailure, InterruptedException {
        for (SetFile file : shipment.files()) {
            if (differing.containsKey(file.name())) {
                Optional<Failure> fault = source.faultOf(set, file, progress);
                if (fault.isPresent()) {
                    throw new SourceFailure(fault.get());
                }
            }
        }
    }

    /** Returns the file as it is stored. */
    private SetFile send(SetFile file, @Nullable BackupSet basis)
            throws IOException, SourceFailure, InterruptedException {
        try (FileSender sender = begin(file, basis)) {
            try (SharedRead.Reader together = source.reads().join(member, set, file, basis)) {
                sendFrom(together, sender);
            }
            if (sender.position() < file.size()) {
                try (SharedRead.Reader alone = source.reads().alone(set, file, sender.position(), basis)) {
                    sendFrom(alone, sender);
                }
            }
            return sender.finish(file);
        }
    }

    private void sendFrom(SharedRead.Reader reader, FileSender sender)
            throws IOException, SourceFailure, InterruptedException {
        for (SharedRead.Chunk chunk = reader.next(progress); chunk != null; chunk = reader.next(progress)) {
            sender.write(chunk.bytes, chunk.length, reader.delta());
        }
    }

    private FileSender begin(SetFile file, @Nullable BackupSet basis) throws IOException {
        StoredForm form = shipment.form();
        if (form.wraps()) {
            String name = file.name() + form.wrapping().suffix();
            return new WrappingSender(form, incoming.create(name, form.atMost(file.size())));
        }
        Optional<Patchable> patchable = incoming.ability(Patchable.class);
        if (basis != null && patchable.isPresent()) {
            patched = file;
            return new PlainSender(patchable.get().patch(file.name(), file.size()));
        }
        return new PlainSender(incoming.create(file.name(), file.size()));
    }

    /** Returns the set, as the source has it, whose snapshot the destination has begun this file from. */
    private @Nullable BackupSet basis(SetFile file, List<BackupSet> there)
            throws IOException, SourceFailure, InterruptedException {
        Optional<Patchable> patchable = incoming.ability(Patchable.class);
        if (patchable.isEmpty() || shipment.form().wraps() || !file.isPlain()) {
            return null;
        }
        Optional<BackupSet> basis = source.basis(set, file, there, progress);
        if (basis.isPresent()) {
            BackupSet same = there.stream()
                    .filter(held -> held.id().equals(basis.get().id()) && !held.flat())
                    .findFirst()
                    .orElseThrow();
            if (patchable.get().copyFrom(same, same.snapshotName(), file.name())) {
                return basis.get();
            }
        }
        return null;
    }
}
