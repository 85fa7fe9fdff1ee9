package io.etcdsnapshot.backup;

/**
 * Tells how another tool laid a set out that lies as that tool left it, adopted or not.
 *
 * @param tool as people know it; {@code other} where nothing tells
 * @param name of the set's own directory, or of its snapshot where several sets share one
 * @param dated whether name or directory tell when the set was taken
 */
public record ForeignLayout(String tool, String name, boolean dated) {
    /** In place of a tool that nothing tells. */
    public static final String OTHER = "other";
}
