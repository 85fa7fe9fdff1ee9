package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.ReadableStore;
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
        return file == null ? store : new SignedStore(store, signers(file));
    }

    /** Does the same for what can only be read; a bare snapshot file has no signature. */
    ReadableStore over(ReadableStore store) {
        if (store instanceof WritableStore writable) {
            return over(writable);
        }
        if (file != null) {
            throw Failure.wrongUsage("--allowed-signers is for the sets of a location");
        }
        return store;
    }

    private static AllowedSigners signers(Path file) {
        try {
            return new AllowedSigners(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw Failure.wrongUsage("--allowed-signers %s: %s".formatted(file, e.getMessage()));
        } catch (IOException e) {
            throw Failure.wrongUsage("can't read --allowed-signers %s: %s".formatted(file, Reason.of(e)));
        }
    }
}
