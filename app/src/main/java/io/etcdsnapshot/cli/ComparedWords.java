package io.etcdsnapshot.cli;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.fetch.SetSelector;
import io.etcdsnapshot.kubernetes.resource.KindCatalog;
import io.etcdsnapshot.kubernetes.resource.KindLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells the snapshots to compare from the kinds and objects to look at, in the words of a command line.
 *
 * @param snapshots two at most
 * @param objects as they were typed
 */
record ComparedWords(List<Snapshot> snapshots, List<String> objects) {
    private static final Pattern FILE = Pattern.compile(".*\\.db(\\.zst)?(\\.age)?");
    private static final Pattern SET = Pattern.compile("latest|\\d{4}-\\d{2}.*");
    private static final int MOST = 2;

    /**
     * A snapshot that was named.
     *
     * @param set null for a bare file
     */
    record Snapshot(@Nullable SetSelector set, @Nullable Path file) {}

    static ComparedWords of(List<String> words) {
        List<Snapshot> snapshots = new ArrayList<>();
        List<String> objects = new ArrayList<>();
        for (String word : words) {
            if (isFile(word)) {
                snapshots.add(new Snapshot(null, Path.of(word)));
            } else if (SET.matcher(word).matches()) {
                snapshots.add(new Snapshot(selector(word), null));
            } else {
                objects.add(word);
            }
        }
        if (snapshots.size() > MOST) {
            throw Failure.wrongUsage("more than two snapshots to compare: " + String.join(" ", words));
        }
        return new ComparedWords(snapshots, objects);
    }

    /** Returns whether a word names a file: by its end, or because it is there and no kind could be written so. */
    private static boolean isFile(String word) {
        return FILE.matcher(word).matches()
                || ((word.contains("/") || word.contains(".")) && Files.isRegularFile(Path.of(word)));
    }

    private static SetSelector selector(String word) {
        try {
            return SetSelector.parse(word);
        } catch (IllegalArgumentException e) {
            throw Failure.wrongUsage(String.valueOf(e.getMessage()));
        }
    }

    /** Returns what was asked for by the kinds that either snapshot knows. */
    List<KindLookup.Wanted> wanted(KindCatalog kinds, KindCatalog otherKinds) {
        List<KindLookup.Wanted> wanted = new ArrayList<>();
        for (String object : objects) {
            wanted.add(wanted(object, kinds, otherKinds));
        }
        return wanted;
    }

    private static KindLookup.Wanted wanted(String object, KindCatalog kinds, KindCatalog otherKinds) {
        try {
            return new KindLookup(kinds).find(object);
        } catch (IllegalArgumentException e) {
            try {
                return new KindLookup(otherKinds).find(object);
            } catch (IllegalArgumentException neither) {
                throw Failure.wrongUsage(String.valueOf(e.getMessage()));
            }
        }
    }
}
