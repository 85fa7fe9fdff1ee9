package io.etcdsnapshot.etcd;

import io.etcdsnapshot.bbolt.CorruptDatabase;
import io.etcdsnapshot.bbolt.PageSource;
import io.etcdsnapshot.testing.BoltFile;
import io.etcdsnapshot.testing.Mutator;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Proves mutated snapshots in a virtual machine of its own, whose memory is small. */
final class SnapshotFuzz {
    static final int PAGE_BYTES = 4096;
    private static final int SLOW_MILLIS = 2000;

    private SnapshotFuzz() {}

    /** @param arguments how many, then the snapshots to mutate */
    public static void main(String[] arguments) throws Exception {
        List<byte[]> snapshots = new ArrayList<>();
        for (String file : Arrays.asList(arguments).subList(1, arguments.length)) {
            snapshots.add(Files.readAllBytes(Path.of(file)));
        }
        int count = Integer.parseInt(arguments[0]);
        int sealed = 0;
        int passed = 0;
        long slowest = 0;
        for (int seed = 0; seed < count; seed++) {
            byte[] original = snapshots.get(seed % snapshots.size());
            byte[] mutated = new Mutator(seed, PAGE_BYTES).mutate(original);
            boolean seal = seed / snapshots.size() % 2 == 0;
            byte[] file = seal ? seal(mutated) : mutated;
            long start = System.nanoTime();
            SnapshotVerification proof = prove(seed, file);
            walk(seed, file);
            long millis = (System.nanoTime() - start) / 1_000_000;
            slowest = Math.max(slowest, millis);
            boolean missed = !seal && proof.ok() && !Arrays.equals(file, original);
            boolean silent = !proof.ok() && Databases.failed(proof).isEmpty();
            if (missed || silent || millis > SLOW_MILLIS) {
                throw new AssertionError("seed %d: %d ms, %s".formatted(seed, millis, proof));
            }
            sealed += seal ? 1 : 0;
            passed += proof.ok() ? 1 : 0;
        }
        System.out.printf(
                "%d mutated snapshots: %d with a right trailer, of which the structure check let %d pass; slowest %d ms%n",
                count, sealed, passed, slowest);
    }

    private static SnapshotVerification prove(int seed, byte[] file) throws Exception {
        try {
            return SnapshotVerifier.verify("mutated.db", file.length, new ByteArrayInputStream(file));
        } catch (RuntimeException | Error e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    /** Damage is an error of its own kind. */
    private static void walk(int seed, byte[] file) throws IOException {
        try (SnapshotReader reader = SnapshotReader.open(source(file))) {
            for (RevisionCursor cursor = reader.revisions(); cursor.next(); ) {
                cursor.keyValue();
            }
            reader.keysPerBucket();
        } catch (CorruptDatabase e) {
            // What was mutated is damaged.
        } catch (RuntimeException | Error e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private static PageSource source(byte[] file) {
        return new PageSource() {
            @Override
            public long size() {
                return file.length;
            }

            @Override
            public void read(long position, ByteBuffer buffer) throws IOException {
                if (position + buffer.remaining() > file.length) {
                    throw new EOFException();
                }
                buffer.put(file, (int) position, buffer.remaining());
            }
        };
    }

    private static byte[] seal(byte[] mutated) {
        return BoltFile.sealed(Arrays.copyOf(mutated, mutated.length / PAGE_BYTES * PAGE_BYTES));
    }
}
