package io.etcdsnapshot.store.ssh;

import com.hierynomus.sshj.userauth.certificate.Certificate;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.io.Sha256;
import io.etcdsnapshot.store.ssh.KnownHosts.Status;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import org.jspecify.annotations.Nullable;

/**
 * Checks every host key against {@code known_hosts}. One that is not there is refused, or remembered where that is
 * allowed; one that differs from what is there, or is revoked, is always refused.
 */
final class HostKeys implements HostKeyVerifier {
    private static final Object APPENDING = new Object();
    private static final String CERTIFICATE = "-cert-v01@openssh.com";
    private static final Pattern NO_HOST_NAME = Pattern.compile("[@?*#\\[\\]|'\"\\\\]");

    private final List<Path> files;
    private final boolean acceptNew;
    private final Log log;
    private final KnownHosts known;
    private @Nullable Failure refusal;

    private HostKeys(List<Path> files, boolean acceptNew, Log log, KnownHosts known) {
        this.files = files;
        this.acceptNew = acceptNew;
        this.log = log;
        this.known = known;
    }

    /** @param files those that are missing hold nothing; a new key goes into the first */
    static HostKeys read(List<Path> files, boolean acceptNew, Log log) {
        List<String> lines = new ArrayList<>();
        for (Path file : files) {
            try {
                if (Files.exists(file)) {
                    lines.addAll(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
                }
            } catch (IOException e) {
                throw Failure.failed("can't read the known hosts in %s: %s".formatted(file, Reason.of(e)), e);
            }
        }
        return new HostKeys(files, acceptNew, log, KnownHosts.parse(lines));
    }

    /** Returns why the key was refused, if it was. */
    @Nullable
    Failure refusal() {
        return refusal;
    }

    /** Returns whether a host is to show another kind of key if it has one: a certificate that nobody vouches for. */
    boolean comesLast(String algorithm, String host, int port) {
        return algorithm.endsWith(CERTIFICATE) && !known.hasAuthority(host, port);
    }

    /** Returns the algorithms to ask for first: of two hosts that answer in turn, the wrong one shows a wrong key. */
    @Override
    public List<String> findExistingAlgorithms(String host, int port) {
        Set<String> types = known.types(host, port);
        List<String> algorithms = new ArrayList<>();
        if (known.hasAuthority(host, port)) {
            for (KeyType type : KeyType.values()) {
                algorithms.add(type.toString());
            }
            algorithms.removeIf(algorithm -> !algorithm.endsWith(CERTIFICATE));
        }
        for (String type : types) {
            algorithms.addAll(
                    type.equals("ssh-rsa") ? List.of("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa") : List.of(type));
        }
        return algorithms;
    }

    @Override
    public boolean verify(String host, int port, PublicKey key) {
        if (key instanceof Certificate<?> certificate) {
            return isTrusted(host, port, certificate) || verify(host, port, certificate.getKey());
        }
        byte[] encoded = encoded(key);
        String shown = "%s %s".formatted(KeyType.fromKey(key), fingerprint(encoded));
        Status status = known.status(host, port, encoded);
        log.debug("%s shows the host key %s: %s".formatted(KnownHosts.name(host, port), shown, status));
        switch (status) {
            case KNOWN -> {
                return true;
            }
            case CHANGED -> refusal = changed(KnownHosts.name(host, port), shown);
            case REVOKED ->
                refusal = Failure.failed("THE HOST KEY OF %s IS REVOKED in %s: %s"
                                .formatted(KnownHosts.name(host, port), fileNames(), shown))
                        .hint("whoever has the key may be answering in its place; give the host a new key");
            case NEW -> {
                if (acceptNew && !NO_HOST_NAME.matcher(host).find()) {
                    return remember(KnownHosts.name(host, port), KeyType.fromKey(key), encoded, shown);
                }
                refusal = unknown(host, port, KeyType.fromKey(key), shown);
            }
        }
        return false;
    }

    /** A certificate that is not trusted proves nothing; its key may be known all the same. */
    private boolean isTrusted(String host, int port, Certificate<?> certificate) {
        byte[] key = encoded(certificate.getKey());
        if (!known.trustsAuthority(host, port, certificate.getSignatureKey(), key)) {
            return false;
        }
        try {
            String problem = KeyType.CertUtils.verifyHostCertificate(encoded(certificate), certificate, host);
            log.debug("%s shows a certificate: %s"
                    .formatted(KnownHosts.name(host, port), problem == null ? "trusted" : problem));
            return problem == null;
        } catch (Buffer.BufferException e) {
            return false;
        }
    }

    private Failure changed(String name, String shown) {
        return Failure.failed("THE HOST KEY OF %s HAS CHANGED: somebody may be answering in its place, nothing was sent"
                                .formatted(name)
                        + "; it shows " + shown)
                .hint("if the host was installed anew, remove its line from %s: ssh-keygen -R '%s' -f %s"
                        .formatted(fileNames(), name, files.get(0)));
    }

    private Failure unknown(String host, int port, KeyType type, String shown) {
        String words = type.toString().replace("ssh-", "").replaceFirst("^ecdsa-.*", "ecdsa");
        return Failure.failed("the host key of %s is not in %s: it shows %s"
                        .formatted(KnownHosts.name(host, port), fileNames(), shown))
                .hint(
                        "if on that host ssh-keygen -lf /etc/ssh/ssh_host_%1$s_key.pub prints the same, add it: ssh-keyscan -t %1$s -p %2$d %3$s >> %4$s; or allow --host-key-policy accept-new once"
                                .formatted(words, port, host, files.get(0)));
    }

    private String fileNames() {
        return files.stream().map(Path::toString).collect(Collectors.joining(" or "));
    }

    private boolean remember(String name, KeyType type, byte[] encoded, String shown) {
        Path file = files.get(0);
        String line = "%s %s %s%n".formatted(name, type, Base64.getEncoder().encodeToString(encoded));
        try {
            synchronized (APPENDING) {
                Path parent = file.toAbsolutePath().getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                String begin = endsInALine(file) ? "" : System.lineSeparator();
                Files.writeString(file, begin + line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            refusal = Failure.failed(
                    "can't remember the host key of %s in %s: %s".formatted(name, file, Reason.of(e)), e);
            return false;
        }
        log.warn("the host key of %s is new and was added to %s: %s".formatted(name, file, shown));
        return true;
    }

    /** Returns whether a new line can follow: joined to the last key, that one would be lost. */
    private static boolean endsInALine(Path file) throws IOException {
        if (!Files.exists(file) || Files.size(file) == 0) {
            return true;
        }
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            bytes.seek(bytes.length() - 1);
            return bytes.read() == '\n';
        }
    }

    private static byte[] encoded(PublicKey key) {
        return new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
    }

    /** Returns what {@code ssh-keygen -l} prints of a key. */
    static String fingerprint(PublicKey key) {
        return fingerprint(encoded(key));
    }

    private static String fingerprint(byte[] encoded) {
        byte[] hash = Sha256.start().digest(encoded);
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
    }
}
