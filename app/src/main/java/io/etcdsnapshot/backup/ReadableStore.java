package io.etcdsnapshot.backup;

import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.location.Location;
import java.io.Closeable;
import java.io.InputStream;
import java.util.Optional;

/**
 * A place whose sets can be read. What else it can do is an ability: {@link Lockable}, {@link SpaceAware}. Its
 * exceptions say in plain words what went wrong.
 */
public interface ReadableStore extends Closeable {
    Location location();

    /** @throws Unreadable if the location is missing or can't be read */
    Listing list() throws Unreadable;

    /** Returns the sets; empty where the location is missing, which whoever writes would make. */
    default Optional<Listing> listIfThere() throws Unreadable {
        try {
            return Optional.of(list());
        } catch (Unreadable e) {
            if (Unreadable.isMissing(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Reads one file of a set, which may be the manifest. The stream, too, fails with {@link Unreadable} and nothing
     * else: what it delivers is what is stored there.
     */
    InputStream open(BackupSet set, String file) throws Unreadable;

    /** Returns whether a file can be read a second time at little cost: true on this machine, false across a link. */
    boolean isLocal();

    /**
     * Has {@code progress} told, from now on, whenever work of this store moves: what is listed, read, written, removed,
     * and what a remote host reports of a command. A decorator passes it on to what it wraps.
     */
    void reportTo(Progress progress);

    /** Returns this store as one that has the ability, or nothing. A decorator passes on what it wraps. */
    default <A> Optional<A> ability(Class<A> ability) {
        return ability.isInstance(this) ? Optional.of(ability.cast(this)) : Optional.empty();
    }
}
