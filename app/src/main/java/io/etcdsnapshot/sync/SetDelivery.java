package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Proof;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.catalogue.Recorder;
import io.etcdsnapshot.crypto.SignatureCheck;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.retention.Purge;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** Brings sets to a destination, one after the other: makes room, sends, publishes. */
final class SetDelivery {
    private final Source source;
    private final Destination destination;
    private final WritableStore store;
    private final Supplier<Purge> purge;
    private final List<BackupSet> there;
    private final Recorder recorder;
    private final RunningReport report;

    /** @param there the sets at the destination; those that come and go are added and removed */
    SetDelivery(
            Source source,
            Destination destination,
            WritableStore store,
            Supplier<Purge> purge,
            List<BackupSet> there,
            Recorder recorder,
            RunningReport report) {
        this.source = source;
        this.destination = destination;
        this.store = store;
        this.purge = purge;
        this.there = there;
        this.recorder = recorder;
        this.report = report;
    }

    void deliver(BackupSet missing, Progress progress) throws IOException, SourceFailure, InterruptedException {
        BackupSet set = destination.form().sent(missing);
        Shipment shipment = source.shipment(set, destination.contentOf(set), progress)
                .in(destination.form().ofSent(set));
        requireSignature(set, shipment);
        SpaceFor space = new SpaceFor(set, store, purge.get(), this::removed);
        space.make(shipment.bytes());
        try {
            send(set, shipment, progress);
        } catch (IOException e) {
            // Bytes are free, but no names, or a quota is used up.
            if (!Reason.isFull(e) || !space.makeAnyhow()) {
                throw e;
            }
            send(set, shipment, progress);
        }
    }

    private void send(BackupSet set, Shipment shipment, Progress progress)
            throws IOException, SourceFailure, InterruptedException {
        long start = System.nanoTime();
        try (Incoming incoming = store.receive(set.id())) {
            Proof proof =
                    new SetCopy(source, set, shipment, incoming, report.location(), progress).run(there, report::warn);
            requireNotGivenUp();
            BackupSet arrived = incoming.publish(there.stream()
                    .filter(held -> held.id().equals(set.id()) && !held.flat())
                    .findFirst());
            there.removeIf(held -> held.id().equals(set.id()) && !held.flat());
            there.add(arrived);
            long millis = (System.nanoTime() - start) / 1_000_000;
            report.arrived(
                    new DestinationReport.Copied(
                            set.id(),
                            shipment.manifest().content(),
                            shipment.bytes(),
                            incoming.bytesSent(),
                            millis,
                            proof.evidence()),
                    recorder.copied(arrived, proof.evidence(), millis)
                            .withKinds(source.history(recorder, progress).bytesByKind(set.id())));
        }
    }

    /** A set that is encrypted anew, or split, has another manifest than the one that was signed. */
    private void requireSignature(BackupSet set, Shipment shipment) {
        if (!shipment.losesSignature()) {
            return;
        }
        String problem = "%s is signed, and its copy in another form is not".formatted(set.id());
        if (store.ability(SignatureCheck.class).isPresent()) {
            throw Failure.refused(problem + ": it would not count there")
                    .hint("sign it again with --signing-key, or leave out --allowed-signers");
        }
        report.note(problem + " (--signing-key)");
    }

    /** A destination that did not move for too long may come back when nobody expects it any more. */
    private static void requireNotGivenUp() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private void removed(Collection<BackupSet> gone) {
        there.removeAll(gone);
        report.removed(gone);
    }
}
