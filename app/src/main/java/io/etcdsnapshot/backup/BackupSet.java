package io.etcdsnapshot.backup;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One run of the backup, as found at one place.
 *
 * @param location where it was found, as the user wrote it
 * @param path the set's directory; the location itself for a flat set
 * @param flat whether its files lie directly in the location
 * @param manifest null if there is none, or none that can be read
 * @param files those that are there, with the sizes they have
 * @param problem why the state is not complete, or null; a foreign set that has one is usable all the same
 * @param stored the set as it is stored, where this one shows what its compressed or encrypted files hold; else null
 * @param layout how another tool laid it out; null for one that lies as this program or cluster-backup.sh leaves it
 */
public record BackupSet(
        BackupSetId id,
        String location,
        String path,
        boolean flat,
        SetState state,
        boolean dirty,
        @Nullable Manifest manifest,
        List<SetFile> files,
        @Nullable String problem,
        @Nullable BackupSet stored,
        @Nullable ForeignLayout layout) {
    /** Newest first; of two sets with one id, the one with a manifest first. */
    public static final Comparator<BackupSet> NEWEST_FIRST = Comparator.comparing(BackupSet::takenAt)
            .thenComparing(BackupSet::id)
            .reversed()
            .thenComparing(BackupSet::flat);

    /** Makes a set that is shown as it is stored. */
    public BackupSet(
            BackupSetId id,
            String location,
            String path,
            boolean flat,
            SetState state,
            boolean dirty,
            @Nullable Manifest manifest,
            List<SetFile> files,
            @Nullable String problem) {
        this(id, location, path, flat, state, dirty, manifest, files, problem, null, null);
    }

    /** By what tells sets of one location apart: a record's own would go through the whole manifest. */
    @Override
    public int hashCode() {
        return 31 * path.hashCode() + id.hashCode();
    }

    /** Returns the time in the manifest, else that of the id; never one of the file system. See {@link #isDated}. */
    public Instant takenAt() {
        return manifest == null ? id.time() : manifest.takenAt();
    }

    /** Returns whether anything tells when the set was taken; if not, its id and time only stand for that. */
    public boolean isDated() {
        return manifest != null || layout == null || layout.dated();
    }

    public List<String> tags() {
        return manifest == null ? List.of() : manifest.tags();
    }

    /** Returns the id of the cluster that the set was taken of; null where nobody knows. */
    public @Nullable String clusterId() {
        return manifest == null ? null : manifest.clusterId();
    }

    /** Returns why a set is not to stand for the newest good one where there is an earlier one; null where it may. */
    public @Nullable String suspicion() {
        return manifest == null ? null : manifest.suspicion();
    }

    /** Returns what of the set is to be here; a flat set has no half, and some tools save the snapshot alone. */
    public Content content() {
        if (manifest != null) {
            return manifest.content();
        }
        boolean isAlone = layout != null && files.stream().noneMatch(file -> file.role() == FileRole.KUBE_RESOURCES);
        return isAlone && !files.isEmpty() ? Content.SNAPSHOT : Content.ALL;
    }

    /** Returns whether the set may be verified, copied and restored. */
    public boolean isUsable() {
        return state.isUsable();
    }

    /** Returns whether retention counts the set as a backup. */
    public boolean counts() {
        return state.isUsable() && state != SetState.FOREIGN;
    }

    /** Returns whether the set is this program's to remove or replace; what it could not read or did not make is not. */
    public boolean isRemovable() {
        return state != SetState.UNREADABLE && (manifest != null || (flat && layout == null));
    }

    /** Returns whether another set may take this one's place: its directory holds nothing but what this program put there. */
    public boolean isReplaceable() {
        return isRemovable() && layout == null;
    }

    /** Returns the bytes of all files whose size is known. */
    public long sizeBytes() {
        return files.stream().mapToLong(file -> Math.max(0, file.size())).sum();
    }

    /** Returns what people know the set by: its id, or the name that its tool gave it where nobody knows its time. */
    public String label() {
        return isDated() || layout == null ? id.value() : layout.name();
    }

    /** Returns the name of the snapshot's file, of a set that has one. */
    public String snapshotName() {
        return files.stream()
                .filter(file -> file.role() == FileRole.SNAPSHOT)
                .map(SetFile::name)
                .findFirst()
                .orElseThrow();
    }

    /** @return 0 if it is none of the set's files, as the manifest isn't */
    public long sizeOf(String file) {
        return files.stream()
                .filter(candidate -> candidate.name().equals(file))
                .mapToLong(SetFile::size)
                .sum();
    }

    /** Returns the manifest of a set whose state is complete. */
    public Manifest requireManifest() {
        return Objects.requireNonNull(manifest, path);
    }

    /** Returns the same set with another manifest and other files, complete. */
    public BackupSet with(Manifest manifest, List<SetFile> files) {
        return new BackupSet(id, location, path, flat, SetState.COMPLETE, dirty, manifest, files, null, stored, layout);
    }

    /** Returns the same set as a closer look found it. */
    public BackupSet as(SetState state, String problem) {
        return new BackupSet(id, location, path, flat, state, dirty, manifest, files, problem, stored, layout);
    }

    /** Returns what the files of this set, which is shown as it is stored, hold. */
    public BackupSet unwrapped(Manifest plain) {
        List<SetFile> held = plain.filesHere().stream()
                .map(file -> new SetFile(file.name(), file.role(), file.size(), null))
                .toList();
        return new BackupSet(id, location, path, flat, state, dirty, plain, held, problem, this, layout);
    }

    /** Returns the same set, of which somebody knows when it was taken. */
    public BackupSet datedAt(Instant time) {
        String name = layout == null ? id.value() : layout.name();
        String tool = layout == null ? ForeignLayout.OTHER : layout.tool();
        return at(time).in(new ForeignLayout(tool, name, true));
    }

    /** Returns the same set as another tool laid it out. */
    public BackupSet in(ForeignLayout itsLayout) {
        return new BackupSet(id, location, path, flat, state, dirty, manifest, files, problem, stored, itsLayout);
    }

    /** Returns the content of this set, which is shown as another tool stored it, in files as this program names them. */
    public BackupSet renamed(@Nullable Manifest plain, List<SetFile> named) {
        return new BackupSet(id, location, path, flat, state, dirty, plain, named, problem, this, layout);
    }

    /** Returns the set as it is stored. */
    public BackupSet asStored() {
        return stored == null ? this : stored;
    }

    /** Returns whether the files, as they are stored, are compressed or encrypted. */
    public boolean isWrapped() {
        return storedFiles().stream().anyMatch(file -> !file.isPlain());
    }

    /** Returns whether the files, as they are stored, are encrypted. */
    public boolean isEncrypted() {
        return storedFiles().stream().anyMatch(file -> file.recipients() != null);
    }

    /** The manifest knows how files are stored; of another tool's, their names tell. */
    private List<SetFile> storedFiles() {
        Manifest known = asStored().manifest();
        return known == null ? asStored().files() : known.files();
    }

    /** Returns whether the content can't be read: it is encrypted, and no identity opened it. */
    public boolean isShut() {
        return isUsable() && isWrapped() && stored == null;
    }

    /**
     * Returns the name that a file of the set has in its directory. Where several sets of another tool share one, each has
     * small files of its own.
     */
    public String nameOf(String file) {
        boolean isCompanion = file.equals(Manifest.FILE_NAME) || file.equals(Companions.CHECKSUMS);
        return isCompanion && flat && layout != null && stored == null ? Companions.beside(layout.name(), file) : file;
    }

    /** Returns where a file of the set is. */
    public String pathOf(String file) {
        return path + "/" + nameOf(file);
    }

    /** Returns the fingerprints of those who can read the files as they are stored; none if all can. */
    public Set<String> recipients() {
        Manifest known = asStored().manifest();
        return known == null ? Set.of() : known.recipients();
    }

    /** Returns a set like this one, as if it was taken at another time. */
    public BackupSet at(Instant time) {
        BackupSetId other = BackupSetId.at(time);
        Manifest then = manifest == null ? null : manifest.at(other, time);
        return new BackupSet(other, location, path, flat, state, dirty, then, files, problem, stored, layout);
    }
}
