package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.catalogue.History;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.io.RunTogether;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.location.Location;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists locations at once, and reads what is remembered of them.
 *
 * @param withHistory whether that is wanted too, which takes further requests
 */
record LocationReader(CommandContext context, Access access, IdentityOptions identities, boolean withHistory) {
    /** Limits the silence of one location; all are asked at once. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    /** Limits connections to one host, and requests to one server. */
    private static final int AT_ONCE = 8;

    /** The sets of a location, and its history. */
    record Found(Listing listing, History history) {}

    /** Returns what each is, in their order. */
    List<RunTogether.Outcome<Found>> all(List<Location> locations) throws InterruptedException {
        List<RunTogether.Outcome<Found>> all = new ArrayList<>();
        for (int i = 0; i < locations.size(); i += AT_ONCE) {
            List<RunTogether.Task<Found>> tasks = new ArrayList<>();
            for (Location location : locations.subList(i, Math.min(locations.size(), i + AT_ONCE))) {
                tasks.add(progress -> read(location, progress));
            }
            List<RunTogether.Outcome<Found>> some = RunTogether.all(tasks, LONGEST_SILENCE, Duration.ZERO);
            for (int j = 0; j < some.size(); j++) {
                all.add(some.get(j).isStuck() ? silent(locations.get(i + j)) : some.get(j));
            }
        }
        return all;
    }

    private static RunTogether.Outcome<Found> silent(Location location) {
        Failure failure = Failure.failed("%s: nothing came for %d s".formatted(location, LONGEST_SILENCE.toSeconds()))
                .hint("is the port the right one, and does no firewall drop packets?")
                .asTransient();
        return new RunTogether.Outcome<>(null, failure, true);
    }

    private Found read(Location location, Progress progress) throws IOException {
        try (ReadableStore store = identities.opening(context.store(location, access))) {
            store.reportTo(progress);
            Listing listing = store.list();
            return new Found(
                    listing, withHistory ? History.read(store, Json.HISTORY, context.console()) : History.EMPTY);
        }
    }
}
