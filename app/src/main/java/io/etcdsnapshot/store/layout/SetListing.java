package io.etcdsnapshot.store.layout;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.ForeignLayout;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.io.Parallel;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.store.layout.FileTree.Entry;
import io.etcdsnapshot.store.layout.FileTree.Kind;
import io.etcdsnapshot.store.layout.foreign.ForeignDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Lists the sets in a directory, whatever kind of store it is in. */
public final class SetListing {
    private static final int MAX_MANIFEST_BYTES = 1024 * 1024;

    /** Directories beyond so many are not searched for sets of other clusters. */
    private static final int MAX_SEARCHED = 100;

    private final ReadableTree files;
    private final Location location;
    private final String directory;
    private final SetInspector inspector;

    /** @param directory where the location is */
    public SetListing(ReadableTree files, Location location, String directory) {
        this.files = files;
        this.location = location;
        this.directory = directory;
        this.inspector = new SetInspector(location.toString());
    }

    /** @throws IOException if the location itself can't be read; a set that can't be is listed as such */
    public Listing list() throws IOException {
        List<Entry> entries = files.entries(directory);
        Optional<List<BackupSet>> own = own(entries);
        if (own.isPresent()) {
            return listing(new ArrayList<>(own.get()), List.of(), List.of());
        }
        List<BackupSet> sets = new ArrayList<>(flatSets(entries));
        ForeignInspector.Found foreign = foreign(directory, entries).inLocation();
        sets.addAll(foreign.sets());
        List<String> ignored = new ArrayList<>();
        List<String> clusters = new ArrayList<>();
        List<BackupSetId> directories = new ArrayList<>();
        int searched = 0;
        for (Entry entry : entries) {
            String name = entry.name();
            if (SetEntries.isSetDirectory(entry)) {
                directories.add(new BackupSetId(name));
            } else if (LayoutNames.isOurs(name)
                    || SetEntries.isFlatFile(entry)
                    || foreign.names().contains(name)) {
                continue;
            } else if (SetEntries.isForeignDirectory(entry) && sets.addAll(foreignUnlessGone(path(name)))) {
                continue;
            } else if (entry.kind() == Kind.DIRECTORY && searched++ < MAX_SEARCHED && holdsSets(path(name))) {
                clusters.add(name);
            } else {
                ignored.add(name);
            }
        }
        Parallel.map(directories, files.atOnce(), id -> readUnlessGone(path(id.value()), id))
                .forEach(sets::addAll);
        return listing(sets, ignored, clusters);
    }

    /** Returns the set that was just published in a directory of its own. */
    public BackupSet published(BackupSetId id) throws IOException {
        return read(path(id.value()), id).get(0);
    }

    private Listing listing(List<BackupSet> sets, List<String> ignored, List<String> clusters) {
        sets.sort(BackupSet.NEWEST_FIRST);
        return new Listing(
                location.toString(),
                List.copyOf(sets),
                ignored.stream().sorted().toList(),
                clusters.stream().sorted().toList());
    }

    private String path(String name) {
        return directory + "/" + name;
    }

    /** Returns the id of the set whose own directory the location is, if it is one. */
    private Optional<BackupSetId> ownId(List<Entry> entries) throws IOException {
        if (entries.stream().anyMatch(SetEntries::isSetDirectory)) {
            return Optional.empty();
        }
        Optional<BackupSetId> named = BackupSetId.parse(location.lastName());
        if (has(entries, Manifest.FILE_NAME)) {
            return named.isPresent() ? named : SetInspector.idIn(manifest(directory, Manifest.FILE_NAME));
        }
        return entries.stream().anyMatch(SetEntries::isFlatFile) ? named : Optional.empty();
    }

    /** Returns the sets of a location that is one's own directory, of this program or another; empty if it is none. */
    private Optional<List<BackupSet>> own(List<Entry> entries) throws IOException {
        Optional<BackupSetId> id = ownId(entries);
        if (id.isPresent()) {
            return Optional.of(inspect(directory, id.get(), entries));
        }
        Optional<ForeignDirectory> theirs =
                ForeignDirectory.of(location.lastName()).filter(named -> !named.holdsMany());
        return theirs.isPresent() && entries.stream().anyMatch(SetEntries::isFlatFile)
                ? Optional.of(foreign(directory, entries).in(theirs.get()).sets())
                : Optional.empty();
    }

    /**
     * Refuses a set's own directory, into which nothing may be written.
     *
     * @throws Failure wrong usage
     */
    public void requireLocation() throws IOException {
        if (own(files.entries(directory)).isPresent()) {
            throw noLocation(location.toString());
        }
    }

    /** Returns the failure of a command that takes a location and got a set's own directory. */
    public static Failure noLocation(String location) {
        return Failure.wrongUsage("%s is a backup set, not a location that holds sets".formatted(location))
                .hint("name the directory above it");
    }

    private static boolean has(List<Entry> entries, String file) {
        return entries.stream()
                .anyMatch(entry -> entry.kind() == Kind.FILE && entry.name().equals(file));
    }

    /** Files of a set that is being removed count as gone. */
    private List<BackupSet> flatSets(List<Entry> entries) {
        Set<String> removing = new HashSet<>();
        entries.forEach(entry -> LayoutNames.removedFlatId(entry.name()).ifPresent(removing::add));
        return inspector.flat(directory, SetInspector.setFiles(sizes(entries))).stream()
                .filter(set -> !removing.contains(set.id().value()))
                .toList();
    }

    /** Another run may remove a set while this one looks at it: the rename comes first, so its path is gone then. */
    private List<BackupSet> readUnlessGone(String path, BackupSetId id) throws IOException {
        List<BackupSet> sets;
        try {
            sets = read(path, id);
        } catch (IOException e) {
            sets = List.of(inspector.unreadable(path, id, Reason.of(e)));
        }
        boolean sure = sets.stream().allMatch(BackupSet::counts);
        return sure || files.entry(path) != null ? sets : List.of();
    }

    private List<BackupSet> read(String path, BackupSetId id) throws IOException {
        return inspect(path, id, files.entries(path));
    }

    private List<BackupSet> inspect(String path, BackupSetId id, List<Entry> entries) throws IOException {
        return inspector.inDirectory(path, id, sizes(entries), manifests(path, entries));
    }

    private ForeignInspector foreign(String path, List<Entry> entries) throws IOException {
        return new ForeignInspector(location.toString(), path, sizes(entries), manifests(path, entries));
    }

    private List<BackupSet> foreignUnlessGone(String path) throws IOException {
        ForeignDirectory theirs =
                ForeignDirectory.of(path.substring(path.lastIndexOf('/') + 1)).orElseThrow();
        List<BackupSet> sets;
        try {
            sets = foreign(path, files.entries(path)).in(theirs).sets();
        } catch (IOException e) {
            Instant time = theirs.takenAt();
            BackupSetId id = BackupSetId.at(time == null ? Instant.EPOCH : time);
            sets = List.of(inspector
                    .unreadable(path, id, Reason.of(e))
                    .in(new ForeignLayout(theirs.tool(), theirs.name(), time != null)));
        }
        boolean sure = sets.stream().allMatch(BackupSet::isUsable);
        return sure || files.entry(path) != null ? sets : List.of();
    }

    private Map<String, String> manifests(String path, List<Entry> entries) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (Entry entry : entries) {
            if (entry.kind() == Kind.FILE && Companions.isManifest(entry.name())) {
                texts.put(entry.name(), manifest(path, entry.name()));
            }
        }
        return texts;
    }

    private String manifest(String path, String name) throws IOException {
        byte[] bytes = files.read(path + "/" + name, MAX_MANIFEST_BYTES);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Map<String, Long> sizes(List<Entry> entries) {
        return entries.stream()
                .filter(entry -> entry.kind() == Kind.FILE)
                .collect(Collectors.toMap(Entry::name, Entry::size));
    }

    private boolean holdsSets(String path) {
        try {
            return SetEntries.holdSets(files.entries(path));
        } catch (IOException e) {
            return false;
        }
    }
}
