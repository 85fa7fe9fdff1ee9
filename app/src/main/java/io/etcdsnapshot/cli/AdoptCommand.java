package io.etcdsnapshot.cli;

import io.etcdsnapshot.adopt.Adoption;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.report.AdoptResult;
import io.etcdsnapshot.report.Result;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "adopt",
        description = {
            "Takes sets that other tools left in a location into retention, where they lie.",
            "Each is verified, and gets a manifest and checksums beside its files; nothing is moved, renamed or changed."
        },
        footer = {
            "",
            "Until then purge neither counts nor removes them. Make sure that the other tool has stopped: it may remove"
                    + " what it made.",
            "",
            "Examples:",
            "  etcd-snapshot adopt /mnt/etcd-backup --dry-run",
            "  etcd-snapshot adopt s3://backups/talos --age-identity key.txt",
            "  etcd-snapshot adopt /srv/kubeadm --taken-at 2026-11-20T01:30:00Z"
        })
final class AdoptCommand extends ResultCommand {
    @Parameters(paramLabel = "LOCATION", arity = "1", description = "where the sets are")
    Location location;

    @Option(names = "--dry-run", description = "show what would be done and change nothing")
    boolean dryRun;

    @Mixin
    TakenAtOption takenAt;

    @Mixin
    IdentityOptions identities;

    @Mixin
    SshOptions ssh;

    AdoptCommand(CommandContext context) {
        super(context);
    }

    @Override
    public boolean isDryRun() {
        return dryRun;
    }

    @Override
    public Result run() throws IOException, InterruptedException {
        Access access = ssh.access(common);
        try (ReadableStore from = identities.opening(takenAt.over(context.store(location, access)));
                WritableStore store = context.store(location, access)) {
            Adoption adoption = new Adoption(from, store, Json::write, context.console());
            return AdoptResult.of(location.toString(), dryRun, dryRun ? adoption.dryRun() : adoption.run());
        }
    }
}
