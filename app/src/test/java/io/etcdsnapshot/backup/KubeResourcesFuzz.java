package io.etcdsnapshot.backup;

import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.testing.Mutator;
import io.etcdsnapshot.testing.TarGz;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;

/** Proves mutated archives in a virtual machine of its own, whose memory is small. */
final class KubeResourcesFuzz {
    private static final int SLOW_MILLIS = 2000;

    private KubeResourcesFuzz() {}

    /** @param arguments how many */
    public static void main(String[] arguments) throws Exception {
        byte[] tar = TarGz.kubeResources().ended();
        int count = Integer.parseInt(arguments[0]);
        int passed = 0;
        long slowest = 0;
        for (int seed = 0; seed < count; seed++) {
            byte[] file = mutate(seed, tar);
            long start = System.nanoTime();
            List<Finding> findings = prove(seed, file);
            long millis = (System.nanoTime() - start) / 1_000_000;
            slowest = Math.max(slowest, millis);
            boolean ok = findings.stream().allMatch(Finding::ok);
            boolean missed = seed % 3 == 0 && ok && !Arrays.equals(TarGz.gunzip(file), tar);
            if (missed || findings.isEmpty() || millis > SLOW_MILLIS) {
                throw new AssertionError("seed %d: %d ms, %s".formatted(seed, millis, findings));
            }
            passed += ok ? 1 : 0;
        }
        System.out.printf("%d mutated archives: %d passed; slowest %d ms%n", count, passed, slowest);
    }

    /** The compressed file, the archive in it, or that with right checksums in its headers. */
    private static byte[] mutate(int seed, byte[] tar) {
        if (seed % 3 == 0) {
            return new Mutator(seed, 64).mutate(TarGz.gzip(tar));
        }
        byte[] mutated = new Mutator(seed, TarGz.BLOCK).mutate(tar);
        if (seed % 3 == 1) {
            for (int at = 0; at + TarGz.BLOCK <= mutated.length; at += TarGz.BLOCK) {
                if (mutated[at] == 's') {
                    TarGz.checksummed(mutated, at);
                }
            }
        }
        return TarGz.gzip(mutated);
    }

    private static List<Finding> prove(int seed, byte[] file) {
        try {
            return KubeResourcesVerifier.verify("mutated.tar.gz", new ByteArrayInputStream(file))
                    .findings();
        } catch (Exception | Error e) {
            throw new AssertionError("seed " + seed, e);
        }
    }
}
