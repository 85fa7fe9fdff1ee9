package io.etcdsnapshot.cli;

import io.etcdsnapshot.crypto.Signer;
import io.etcdsnapshot.crypto.ssh.SshSigner;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What signs sets. */
@OptionGroup("Encryption options")
final class SigningOption {
    @Option(
            names = "--signing-key",
            paramLabel = "FILE",
            description = "Ed25519 SSH key without a passphrase that signs manifests")
    @Nullable
    Path key;

    /** @throws Failure wrong usage, if the file can't be read or is no such key */
    @Nullable
    Signer signer() {
        Path file = key;
        if (file == null) {
            return null;
        }
        try {
            return SshSigner.of(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw Failure.wrongUsage("--signing-key %s: %s".formatted(file, e.getMessage()));
        } catch (IOException e) {
            throw Failure.wrongUsage("can't read --signing-key %s: %s".formatted(file, Reason.of(e)));
        }
    }
}
