package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.crypto.ssh.AllowedSigners;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.store.signed.SignedStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose sets count. */
final class SignersOption {
    @Option(
            names = "--allowed-signers",
            paramLabel = "FILE",
            description = "only sets signed by one of these count; the file that ssh-keygen -Y verify takes")
    @Nullable
    Path file;

    /**
     * Returns a store whose sets are not whole unless one of the signers signed them; the same store without signers.
     *
     * @throws Failure wrong usage, if the file can't be read or names nobody
     */
    WritableStore over(WritableStore store) {
        Path signers = file;
        if (signers == null) {
            return store;
        }
        try {
            return new SignedStore(store, new AllowedSigners(Files.readString(signers)));
        } catch (IllegalArgumentException e) {
            throw Failure.wrongUsage("--allowed-signers %s: %s".formatted(signers, e.getMessage()));
        } catch (IOException e) {
            throw Failure.wrongUsage("can't read --allowed-signers %s: %s".formatted(signers, Reason.of(e)));
        }
    }
}
