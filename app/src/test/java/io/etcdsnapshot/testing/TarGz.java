package io.etcdsnapshot.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Writes tar archives by hand, sound or not. Source: POSIX pax (ustar header). */
public final class TarGz {
    public static final int BLOCK = 512;
    private static final int CHECKSUM_AT = 148;

    private final ByteArrayOutputStream tar = new ByteArrayOutputStream();

    /** What {@code cluster-backup.sh} packs, in small. */
    public static TarGz kubeResources() {
        TarGz archive = new TarGz();
        int revision = 7;
        for (String name : new String[] {"kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"}) {
            String directory = "static-pod-resources/%s-pod-%d/".formatted(name, revision++);
            archive.entry(directory, "").entry(directory + name + "-pod.yaml", "kind: Pod\n".repeat(70));
        }
        return archive;
    }

    public TarGz entry(String name, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000600\0000000000\0000000000\000%011o\00000000000000\000".formatted(bytes.length));
        header[156] = (byte) (name.endsWith("/") ? '5' : '0');
        put(header, 257, "ustar\00000");
        return block(checksummed(header)).block(Arrays.copyOf(bytes, (bytes.length + BLOCK - 1) / BLOCK * BLOCK));
    }

    public TarGz block(byte[] bytes) {
        tar.writeBytes(bytes);
        return this;
    }

    /** Ended by two empty blocks, as it must be. */
    public byte[] ended() {
        return block(new byte[2 * BLOCK]).tar();
    }

    public byte[] tar() {
        return tar.toByteArray();
    }

    /** Puts the right checksum into the header that starts {@code tar}. */
    public static byte[] checksummed(byte[] header) {
        return checksummed(header, 0);
    }

    public static byte[] checksummed(byte[] tar, int at) {
        Arrays.fill(tar, at + CHECKSUM_AT, at + CHECKSUM_AT + 8, (byte) ' ');
        int sum = 0;
        for (int i = at; i < at + BLOCK; i++) {
            sum += tar[i] & 0xff;
        }
        put(tar, at + CHECKSUM_AT, "%06o\000".formatted(sum));
        return tar;
    }

    public static void put(byte[] bytes, int at, String text) {
        byte[] latin = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(latin, 0, bytes, at, latin.length);
    }

    public static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** @return null if the bytes are no gzip file */
    public static byte[] gunzip(byte[] bytes) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        } catch (IOException e) {
            return null;
        }
    }
}
