package io.etcdsnapshot.backup;

import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.location.Location;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A place whose sets can be read. What else it can do is an ability: {@link Lockable}, {@link SpaceAware}. */
public interface ReadableStore extends Closeable {
    Location location();

    /** @throws Unreadable if the location is missing or can't be read */
    Listing list() throws Unreadable;

    /**
     * Reads one file of a set, which may be the manifest. The stream, too, fails with {@link Unreadable} and nothing
     * else: what it delivers is what is stored there.
     */
    InputStream open(BackupSet set, String file) throws Unreadable;

    /** Returns whether a file can be read a second time at little cost: true on this machine, false across a link. */
    boolean isLocal();

    /** Says in plain words why something failed here. */
    default String reason(IOException e) {
        return Reason.of(e);
    }

    /** Returns this store as one that has the ability, or nothing. A decorator passes on what it wraps. */
    default <A> Optional<A> ability(Class<A> ability) {
        return ability.isInstance(this) ? Optional.of(ability.cast(this)) : Optional.empty();
    }
}
