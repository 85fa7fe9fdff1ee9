package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.StoredForm;
import io.etcdsnapshot.crypto.age.AgeRecipient;
import io.etcdsnapshot.crypto.age.AgeSealer;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.values.DestinationValues;
import io.etcdsnapshot.values.StoredFormValues;
import io.etcdsnapshot.values.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How sets are stored where they are written. */
@OptionGroup("Encryption options")
final class StoredFormOptions {
    @Option(
            names = "--recipient",
            paramLabel = "RECIPIENT",
            split = EnvironmentDefaults.SEPARATOR,
            hideParamSyntax = true,
            description =
                    "encrypt to this age recipient (age1… or age1pq1…); may be repeated (default: as the values file says)")
    List<AgeRecipient> recipients = List.of();

    @Option(
            names = "--recipients-file",
            paramLabel = "FILE",
            split = EnvironmentDefaults.SEPARATOR,
            hideParamSyntax = true,
            description = "encrypt to the age recipients in this file, one a line; may be repeated")
    List<Path> recipientsFiles = List.of();

    @Option(names = "--compress", description = "compress with zstd (default: as the values file says)")
    @Nullable
    Boolean compress;

    @Mixin
    SigningOption signing = new SigningOption();

    private @Nullable List<AgeRecipient> given;

    /**
     * Returns the form that the command line names, else that of the values.
     *
     * @param decrypt whether what is encrypted at the source is decrypted if nobody is encrypted to
     * @throws Failure wrong usage, if a recipient is none
     */
    StoredForm form(StoredFormValues values, boolean decrypt) {
        List<AgeRecipient> to = given();
        List<AgeRecipient> chosen = to.isEmpty() ? ofValues(values) : to;
        if (decrypt && !chosen.isEmpty()) {
            throw Failure.wrongUsage("--decrypt and recipients can't be given together");
        }
        return new StoredForm(
                sealer(to.isEmpty() ? where(values) : "--recipient", chosen),
                compress == null ? values.compress() : compress,
                decrypt,
                signing.signer());
    }

    /** @throws Failure wrong usage, if the values name recipients that can't be encrypted to */
    static void requireRecipients(Values values) {
        for (DestinationValues destination : List.of(values.volume(), values.mirrors(), values.bucket())) {
            sealer(where(destination.form()), ofValues(destination.form()));
        }
    }

    private static @Nullable AgeSealer sealer(String where, List<AgeRecipient> recipients) {
        try {
            return recipients.isEmpty() ? null : new AgeSealer(recipients);
        } catch (IllegalArgumentException e) {
            throw Failure.wrongUsage("%s: %s".formatted(where, e.getMessage()));
        }
    }

    private static String where(StoredFormValues values) {
        return "values: " + values.key();
    }

    private static List<AgeRecipient> ofValues(StoredFormValues values) {
        try {
            return values.recipients().stream().map(AgeRecipient::new).toList();
        } catch (IllegalArgumentException e) {
            throw Failure.wrongUsage("%s: %s".formatted(where(values), e.getMessage()));
        }
    }

    private List<AgeRecipient> given() {
        List<AgeRecipient> all = given;
        if (all == null) {
            all = new ArrayList<>(recipients);
            for (Path file : recipientsFiles) {
                all.addAll(read(file));
            }
            given = all;
        }
        return all;
    }

    /** A file without any would leave everything unencrypted. */
    private static List<AgeRecipient> read(Path file) {
        try {
            List<AgeRecipient> read = AgeRecipient.readAll(Files.readString(file));
            if (read.isEmpty()) {
                throw Failure.wrongUsage("--recipients-file %s: it holds no recipient".formatted(file));
            }
            return read;
        } catch (IllegalArgumentException e) {
            throw Failure.wrongUsage("--recipients-file %s: %s".formatted(file, e.getMessage()));
        } catch (IOException e) {
            throw Failure.wrongUsage("can't read --recipients-file %s: %s".formatted(file, Reason.of(e)));
        }
    }
}
