package io.etcdsnapshot.backup;

import io.etcdsnapshot.etcd.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a {@code static_kuberesources_*.tar.gz} by reading it to its end, so that the gzip checksum and every tar
 * header are checked, and looks for the four components that a restore needs. Source: POSIX pax (ustar header).
 */
final class KubeResourcesVerifier {
    private static final int BLOCK = 512;
    private static final int CHECKSUM_AT = 148;
    private static final int CHECKSUM_BYTES = 8;

    private static final List<String> COMPONENTS =
            List.of("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler");

    /**
     * What was found.
     *
     * @param encryptionConfiguration the file that kube-apiserver reads its keys from, or null
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Outcome(List<Finding> findings, byte @Nullable [] encryptionConfiguration) {}

    private final EncryptionConfigurations configurations = new EncryptionConfigurations();
    private final TreeMap<String, Pattern> missing = new TreeMap<>();
    private final String file;
    private int entries;

    private KubeResourcesVerifier(String file) {
        this.file = file;
        COMPONENTS.forEach(component -> missing.put(component, pathOf(component)));
    }

    /** As {@code cluster-backup.sh} packs it, or as kubeadm lays it out. */
    private static Pattern pathOf(String component) {
        return Pattern.compile(
                "(\\./)?(static-pod-resources/%1$s-pod-\\d+/.+|manifests/%1$s\\.yaml)".formatted(component));
    }

    /**
     * @param in the compressed file; read to its end unless its content is damaged, and closed
     * @throws IOException if {@code in} can't be read; damage is a finding
     */
    static Outcome verify(String file, InputStream in) throws IOException {
        KubeResourcesVerifier verifier = new KubeResourcesVerifier(file);
        try (GzipReader tar = new GzipReader(in)) {
            verifier.readEntries(tar);
        } catch (DamagedArchive e) {
            return new Outcome(List.of(Finding.failed(file, "archive", String.valueOf(e.getMessage()))), null);
        }
        return new Outcome(verifier.findings(), verifier.configurations.chosen());
    }

    private List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.passed(file, "archive", "%,d entries read to the end".formatted(entries)));
        findings.add(
                missing.isEmpty()
                        ? Finding.passed(file, "components", "holds " + String.join(", ", COMPONENTS))
                        : Finding.failed(file, "components", "lacks " + String.join(", ", missing.keySet())));
        return findings;
    }

    private void readEntries(InputStream tar) throws IOException {
        byte[] header = new byte[BLOCK];
        boolean ended = false;
        while (tar.readNBytes(header, 0, BLOCK) == BLOCK) {
            if (isZero(header)) {
                ended = true;
            } else if (ended) {
                throw new DamagedArchive("the tar archive goes on after its end");
            } else {
                readEntry(tar, header);
            }
        }
        if (!ended) {
            throw new DamagedArchive("the tar archive has no end");
        }
    }

    private void readEntry(InputStream tar, byte[] header) throws IOException {
        if (!checksumMatches(header)) {
            throw new DamagedArchive("tar header %d is damaged".formatted(entries + 1));
        }
        entries++;
        String name = text(header, 345, 155).isEmpty() || !text(header, 257, 5).equals("ustar")
                ? text(header, 0, 100)
                : text(header, 345, 155) + "/" + text(header, 0, 100);
        missing.values().removeIf(path -> path.matcher(name).matches());
        long size = number(header, 124, 12);
        long padded = Math.multiplyExact(Math.floorDiv(size + BLOCK - 1, BLOCK), BLOCK);
        if (size <= EncryptionConfigurations.MAX_BYTES) {
            byte[] content = tar.readNBytes((int) padded);
            if (content.length < padded) {
                throw new DamagedArchive("tar entry %d is cut short".formatted(entries));
            }
            configurations.add(name, content, (int) size);
        } else {
            skip(tar, padded);
        }
    }

    private void skip(InputStream tar, long bytes) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        for (long left = bytes; left > 0; ) {
            int read = tar.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                throw new DamagedArchive("tar entry %d is cut short".formatted(entries));
            }
            left -= read;
        }
    }

    /** The sum of all header bytes, the checksum's own counted as blanks. */
    private static boolean checksumMatches(byte[] header) throws DamagedArchive {
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_BYTES ? ' ' : header[i] & 0xff;
        }
        return sum == number(header, CHECKSUM_AT, CHECKSUM_BYTES);
    }

    /** Octal digits, or (GNU) a set first bit and a big-endian number. */
    private static long number(byte[] header, int at, int length) throws DamagedArchive {
        long value = 0;
        if ((header[at] & 0x80) != 0) {
            for (int i = at + length - Long.BYTES; i < at + length; i++) {
                value = (value << 8) | (header[i] & 0xff);
            }
        } else {
            String digits = text(header, at, length).trim();
            try {
                value = digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
            } catch (NumberFormatException e) {
                throw new DamagedArchive("a tar header holds no number where its size or checksum belongs");
            }
        }
        if (value < 0 || value > Long.MAX_VALUE / 2) {
            throw new DamagedArchive("a tar header holds an impossible number");
        }
        return value;
    }

    private static String text(byte[] header, int at, int length) {
        int end = at;
        while (end < at + length && header[end] != 0) {
            end++;
        }
        return new String(header, at, end - at, StandardCharsets.UTF_8);
    }

    private static boolean isZero(byte[] block) {
        for (byte each : block) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }
}
