package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.report.Document;
import io.etcdsnapshot.report.Texts;
import io.etcdsnapshot.values.Values;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "list",
        description = "Lists the backup sets of one or more locations, newest first.",
        footer = {
            "",
            "Examples:",
            "  etcd-snapshot list",
            "  etcd-snapshot list /mnt/backups/prod ssh://core@master-1/home/core/etcd-snapshots",
            "  etcd-snapshot list -o json /mnt/backups/prod"
        })
final class ListCommand implements Callable<Integer> {
    private final Services services;

    @Mixin
    CommonOptions common;

    @Mixin
    HostRootOption hostRoot;

    @Mixin
    SshOptions ssh;

    @Parameters(paramLabel = "LOCATION", arity = "0..*", description = "default: the directory that snapshot fills")
    @Nullable
    List<String> locations;

    ListCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws IOException {
        Values values = common.readValues();
        List<String> wanted = locations == null
                ? List.of(DefaultLocation.orDefault(null, hostRoot, values))
                : locations.stream().map(DefaultLocation::requireNamed).toList();
        List<Listing> listings = new ArrayList<>();
        List<Document.Location> documents = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        for (String location : wanted) {
            try (WritableStore store = services.store(location, ssh.settings(values))) {
                Listing listing = store.list();
                listings.add(listing);
                documents.add(Document.Location.of(listing));
            } catch (Failure | Unreadable error) {
                Failure e = error instanceof Unreadable unreadable ? Failure.of(unreadable) : (Failure) error;
                if (wanted.size() == 1) {
                    throw e;
                }
                services.console().error(e);
                failures.add(e);
                documents.add(Document.Location.unreadable(location, e.getMessage()));
            }
        }
        common.show(
                services.console(),
                new Document.Locations(documents),
                () -> Texts.list(
                        listings, services.clock().instant(), services.console().width()));
        if (failures.isEmpty()) {
            return ExitCodes.DONE;
        }
        return failures.size() == wanted.size() ? ExitCodes.of(failures.get(0)) : ExitCodes.DONE_IN_PART;
    }
}
