package io.etcdsnapshot.bbolt;

/** Decides what becomes of a walk that came to a damaged place. */
@FunctionalInterface
public interface ElementDamage {
    /** Ends the walk. */
    ElementDamage STRICT = damage -> {
        throw damage;
    };

    /** Returns if the walk is to go on behind that place. */
    void handle(CorruptDatabase damage) throws CorruptDatabase;
}
