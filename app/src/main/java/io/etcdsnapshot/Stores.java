package io.etcdsnapshot;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.check.CheckTarget;
import io.etcdsnapshot.cli.Access;
import io.etcdsnapshot.location.DirectoryLocation;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.location.S3Location;
import io.etcdsnapshot.location.SshLocation;
import io.etcdsnapshot.store.directory.DirectoryCheck;
import io.etcdsnapshot.store.directory.DirectoryStore;
import io.etcdsnapshot.store.s3.S3Check;
import io.etcdsnapshot.store.s3.S3Settings;
import io.etcdsnapshot.store.s3.S3Store;
import io.etcdsnapshot.store.ssh.SshCheck;
import io.etcdsnapshot.store.ssh.SshStore;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;

/** The registry of stores: makes the one of a location, and what checks it. */
final class Stores {
    private final Map<String, String> environment;
    private final Map<Class<? extends Location>, Kind> kinds;

    /** @param environment may hold credentials of object storage */
    Stores(Map<String, String> environment, Clock clock, Log log) {
        this.environment = environment;
        // A new kind of location has its line here.
        this.kinds = Map.of(
                DirectoryLocation.class,
                Kind.of(
                        DirectoryLocation.class,
                        (location, access) -> new DirectoryStore(location, log),
                        (location, access) -> DirectoryCheck.of(location.path(), location.toString(), log)),
                SshLocation.class,
                Kind.of(
                        SshLocation.class,
                        (location, access) -> new SshStore(
                                location.orUser(access.ssh().get().user()),
                                access.ssh().get(),
                                log),
                        (location, access) -> SshCheck.of(
                                location.orUser(access.ssh().get().user()),
                                access.ssh().get(),
                                log)),
                S3Location.class,
                Kind.of(
                        S3Location.class,
                        (location, access) -> new S3Store(location, s3(access), clock, log),
                        (location, access) -> S3Check.of(location, s3(access), clock, log)));
    }

    /** Returns the store at a location; nothing is connected yet. */
    WritableStore open(Location location, Access access) {
        return kind(location).open().apply(location, access);
    }

    CheckTarget check(Location location, Access access) {
        return kind(location).check().apply(location, access);
    }

    private Kind kind(Location location) {
        return Objects.requireNonNull(kinds.get(location.getClass()), "every kind of location has a store");
    }

    private S3Settings s3(Access access) {
        return access.s3().apply(environment);
    }

    /** Makes the store of one kind of location, and what checks it. */
    private record Kind(
            BiFunction<Location, Access, WritableStore> open, BiFunction<Location, Access, CheckTarget> check) {
        static <L extends Location> Kind of(
                Class<L> type, BiFunction<L, Access, WritableStore> open, BiFunction<L, Access, CheckTarget> check) {
            return new Kind(
                    (location, access) -> open.apply(type.cast(location), access),
                    (location, access) -> check.apply(type.cast(location), access));
        }
    }
}
