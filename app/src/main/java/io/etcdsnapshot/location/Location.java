package io.etcdsnapshot.location;

import io.etcdsnapshot.failure.Failure;
import java.util.Optional;

/** A place where sets live. What is printed of it never holds a secret. */
public sealed interface Location permits DirectoryLocation, SshLocation, S3Location {
    /**
     * Reads what a user wrote.
     *
     * @throws Failure wrong usage, naming the word that is wrong and the form it should have
     */
    static Location parse(String text) {
        return LocationParser.parse(text);
    }

    /** Returns the place as the user wrote it. */
    @Override
    String toString();

    /** Returns the place with this name below this one: a cluster's directory. */
    Location child(String name);

    /** Returns the place above this one; empty at the top. */
    Optional<Location> parent();

    /** Returns the last name of the path; empty at the top. */
    String lastName();

    /** Returns whether both name the same place, as far as their words tell: {@code X} and {@code X/.} do. */
    default boolean isSamePlace(Location other) {
        return canonical().equals(other.canonical());
    }

    /** Returns the one spelling that all words for this place share; links are followed where that is possible. */
    String canonical();
}
