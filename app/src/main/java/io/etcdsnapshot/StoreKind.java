package io.etcdsnapshot;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.check.CheckTarget;
import io.etcdsnapshot.cli.Access;
import io.etcdsnapshot.location.Location;

/** Makes the store of one kind of location, and what checks it. */
record StoreKind(Factory<Location, WritableStore> open, Factory<Location, CheckTarget> check) {
    /** Makes a thing for a location. */
    @FunctionalInterface
    interface Factory<L, T> {
        T make(L location, Access access, Log log);
    }

    static <L extends Location> StoreKind of(
            Class<L> type, Factory<L, WritableStore> open, Factory<L, CheckTarget> check) {
        return new StoreKind(
                (location, access, log) -> open.make(type.cast(location), access, log),
                (location, access, log) -> check.make(type.cast(location), access, log));
    }
}
