package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.crypto.Unsealer;
import io.etcdsnapshot.crypto.age.AgeIdentities;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.store.wrapped.UnwrappedStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What opens encrypted sets, and whose sets count. */
final class IdentityOptions {
    @Option(
            names = "--age-identity",
            paramLabel = "FILE",
            split = EnvironmentDefaults.SEPARATOR,
            hideParamSyntax = true,
            description = "age identity that opens encrypted sets; may be repeated")
    List<Path> files = List.of();

    @Mixin
    SignersOption signers = new SignersOption();

    private @Nullable AgeIdentities identities;

    boolean areGiven() {
        return !files.isEmpty();
    }

    /**
     * Returns a store whose compressed sets, and encrypted ones that an identity opens, are shown as what they hold.
     *
     * @throws Failure wrong usage, if a file that an option names can't be read or understood
     */
    ReadableStore opening(ReadableStore store) {
        return new UnwrappedStore(signers.over(store), unsealer());
    }

    /** @throws Failure wrong usage, if a file can't be read or holds no identity */
    @Nullable
    Unsealer unsealer() {
        if (identities == null && areGiven()) {
            AgeIdentities read = new AgeIdentities();
            files.forEach(file -> add(file, read));
            identities = read;
        }
        return identities;
    }

    private static void add(Path file, AgeIdentities identities) {
        try {
            identities.add(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw Failure.wrongUsage("--age-identity %s: %s".formatted(file, e.getMessage()));
        } catch (IOException e) {
            throw Failure.wrongUsage("can't read --age-identity %s: %s".formatted(file, Reason.of(e)));
        }
    }
}
