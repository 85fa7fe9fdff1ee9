package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.StoredForm;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.report.RekeyResult;
import io.etcdsnapshot.report.Result;
import io.etcdsnapshot.sync.Rekey;
import io.etcdsnapshot.values.StoredFormValues;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "rekey",
        description = "Encrypts the sets of a location to other recipients; plain sets are encrypted, too.",
        footer = {
            "",
            "Each set is decrypted and encrypted in one stream, verified, and takes the place of the old one;"
                    + " nothing decrypted is written anywhere.",
            "",
            "Examples:",
            "  etcd-snapshot rekey /mnt/backups/prod --age-identity old.txt --recipient age1..."
        })
final class RekeyCommand extends ResultCommand {
    @Parameters(paramLabel = "LOCATION", arity = "1", description = "where the sets are")
    Location location;

    @Mixin
    IdentityOptions identities;

    @Mixin
    StoredFormOptions storedForm;

    @Mixin
    SshOptions ssh;

    RekeyCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Result run() throws IOException, InterruptedException {
        StoredForm form = storedForm.form(StoredFormValues.PLAIN, false);
        if (form.sealer() == null) {
            throw Failure.wrongUsage("no recipient is given").hint("name them with --recipient or --recipients-file");
        }
        Access access = ssh.access(common);
        try (ReadableStore from = identities.opening(context.store(location, access));
                WritableStore store = context.store(location, access)) {
            return RekeyResult.of(
                    location.toString(), new Rekey(from, store, form, Json::write, context.console()).run());
        }
    }
}
