package io.etcdsnapshot.store.ssh;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.PublicKey;
import java.util.Base64;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.transport.verification.OpenSSHKnownHosts;
import org.jspecify.annotations.Nullable;

/**
 * Checks every host key against {@code known_hosts}. What is not there is refused, or remembered where that is allowed;
 * what differs from what is there is always refused.
 */
final class HostKeys extends OpenSSHKnownHosts {
    private static final Object APPENDING = new Object();

    private final Path file;
    private final boolean acceptNew;
    private final Log told;
    private @Nullable Failure refusal;

    private HostKeys(Path file, boolean acceptNew, Log told) throws IOException {
        super(file.toFile());
        this.file = file;
        this.acceptNew = acceptNew;
        this.told = told;
    }

    static HostKeys read(Path file, boolean acceptNew, Log told) {
        try {
            if (Files.exists(file)) {
                Files.readAllBytes(file);
            }
            return new HostKeys(file, acceptNew, told);
        } catch (IOException e) {
            throw Failure.failed("can't read the known hosts in %s: %s".formatted(file, Reason.of(e)), e);
        }
    }

    /** Why the key was refused, if it was. */
    @Nullable
    Failure refusal() {
        return refusal;
    }

    @Override
    protected boolean hostKeyChangedAction(String hostname, PublicKey key) {
        refusal = Failure.failed(
                        "THE HOST KEY OF %s HAS CHANGED: somebody may be answering in its place, nothing was sent"
                                .formatted(hostname))
                .hint("if the host was installed anew, remove its line from %s: ssh-keygen -R '%s' -f %s"
                        .formatted(file, hostname, file));
        return false;
    }

    @Override
    protected boolean hostKeyUnverifiableAction(String hostname, PublicKey key) {
        if (!acceptNew) {
            refusal = Failure.failed("the host key of %s is not in %s".formatted(hostname, file))
                    .hint("compare it at the host and add it: ssh-keyscan; or allow --host-key-policy accept-new once");
            return false;
        }
        byte[] encoded = new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
        String line = "%s %s %s%n"
                .formatted(hostname, KeyType.fromKey(key), Base64.getEncoder().encodeToString(encoded));
        try {
            synchronized (APPENDING) {
                Path parent = file.toAbsolutePath().getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            refusal = Failure.failed(
                    "can't remember the host key of %s in %s: %s".formatted(hostname, file, Reason.of(e)), e);
            return false;
        }
        told.warn("the host key of %s is new and was added to %s".formatted(hostname, file));
        return true;
    }
}
