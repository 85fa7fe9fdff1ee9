package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.ForwardingStore;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.StoredForm;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.catalogue.Recorder;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.retention.RetentionPolicy;
import io.etcdsnapshot.store.memory.MemoryStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A source and any number of destinations in memory, and runs of a sync between them. */
final class MemoryPlaces {
    static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    static final RetentionPolicy KEEP_ALL = new RetentionPolicy(Map.of(), null, List.of());

    final MemoryStore source = MemoryStore.named("source").local();
    ReadableStore from = source;
    final List<String> log = new CopyOnWriteArrayList<>();
    Duration stall = Duration.ofSeconds(20);
    Duration retryFor = Duration.ZERO;
    Duration firstPause = Duration.ofMillis(10);
    Duration together = Duration.ofMillis(100);
    boolean allowEmpty;
    boolean dryRun;

    private final Map<String, Destination> destinations = new HashMap<>();

    MemoryStore destination(String name) {
        return destination(name, KEEP_ALL, Content.ALL);
    }

    MemoryStore destination(String name, RetentionPolicy retention, Content content) {
        MemoryStore store = MemoryStore.named(name);
        add(name, new Destination(() -> store, retention, content, StoredForm.AS_IT_IS, null));
        return store;
    }

    void add(String name, Destination destination) {
        destinations.put("/" + name, destination);
    }

    /** Adds a destination on another host. */
    void addRemote(String location, Destination destination) {
        destinations.put(location, destination);
    }

    /** The source is read as one on another host. */
    void remoteSource() {
        from = source.opened("");
    }

    /** Something happens to the source once the run has listed it. */
    void afterListing(Runnable change) {
        from = new ForwardingStore(source) {
            @Override
            public Listing list() throws Unreadable {
                Listing listing = super.list();
                change.run();
                return listing;
            }
        };
    }

    /** Returns the store of a destination. */
    MemoryStore store(String name) {
        return (MemoryStore) destinations.get("/" + name).opener().get();
    }

    /** Opens the destination in another way than before. */
    void reopen(String name, Supplier<WritableStore> opener) {
        Destination known = destinations.get("/" + name);
        add(name, new Destination(opener, known.retention(), known.content(), known.form(), known.parent()));
    }

    static DestinationRequest to(String name) {
        return DestinationRequest.at(Location.parse("/" + name));
    }

    DestinationReport only(String name) throws InterruptedException {
        return run(name).destinations().get(0);
    }

    SyncResult run(String... names) throws InterruptedException {
        return run(Stream.of(names).map(MemoryPlaces::to).toArray(DestinationRequest[]::new));
    }

    SyncResult run(DestinationRequest... wanted) throws InterruptedException {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        Log lines = new LineLog();
        return new Synchronizer(
                        from,
                        location -> destinations.get(location.toString()),
                        Json::write,
                        new Synchronizer.Options(stall, retryFor, allowEmpty, dryRun),
                        new Synchronizer.Pace(firstPause, together, Duration.ofSeconds(1)),
                        new Recorder(Json.HISTORY, "etcd-snapshot test", clock, lines),
                        clock,
                        lines)
                .run(List.of(wanted));
    }

    static List<String> ids(MemoryStore store) throws Unreadable {
        return store.opened("").list().sets().stream()
                .map(BackupSet::id)
                .map(Object::toString)
                .toList();
    }

    private final class LineLog implements Log {
        @Override
        public String clean(String line) {
            return line;
        }

        @Override
        public void debug(String line) {
            log.add("debug: " + line);
        }

        @Override
        public void info(String line) {
            log.add("info: " + line);
        }

        @Override
        public void warn(String line) {
            log.add("warning: " + line);
        }
    }
}
