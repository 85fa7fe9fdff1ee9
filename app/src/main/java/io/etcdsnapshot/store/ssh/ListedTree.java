package io.etcdsnapshot.store.ssh;

import io.etcdsnapshot.backup.DamagedArchive;
import io.etcdsnapshot.backup.TarArchive;
import io.etcdsnapshot.store.layout.FileTree.Entry;
import io.etcdsnapshot.store.layout.FileTree.Kind;
import io.etcdsnapshot.store.layout.ReadableTree;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A location as {@code list.sh} found it there, in one answer. It only spares questions: what the answer lacks, or may
 * have only in part, is asked of the files there.
 */
final class ListedTree implements ReadableTree {
    /** Of an answer as it arrives; a set takes some hundred bytes. */
    static final int LONGEST_ANSWER = 16 << 20;

    /** Of manifests in memory, whatever else the answer holds. */
    private static final int MOST_MANIFEST_BYTES = 32 << 20;

    private static final int LARGEST_MANIFEST = 1 << 20;
    private static final int MOST_ENTRIES = 250_000;
    /** Of entries in memory, however well they were packed. */
    private static final int MOST_ENTRY_BYTES = 32 << 20;

    private static final int LONGEST_LINE = 16 << 10;
    private static final int GZIP = 0x1f;
    private static final int TYPE = 0170000;
    private static final Pattern ENTRY = Pattern.compile("([0-9a-f]{1,8}) (\\d{1,18}) (-?\\d{1,11}) (\\./.+)");
    private static final String END = "end ";

    private final ReadableTree files;
    private final String root;
    private final NavigableMap<String, List<Entry>> directories = new TreeMap<>();
    private final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
    private int manifestBytes;

    private ListedTree(ReadableTree files, String root) {
        this.files = files;
        this.root = root;
    }

    /**
     * Reads the answer of {@code list.sh}.
     *
     * @param files what the answer is about
     * @param complaints what the script printed on standard error
     * @throws IOException if it is not an answer that can be trusted
     */
    static ListedTree read(ReadableTree files, String root, byte[] answer, String complaints) throws IOException {
        ListedTree tree = new ListedTree(files, root);
        InputStream bytes = new ByteArrayInputStream(answer);
        boolean packed = answer.length > 0 && answer[0] == GZIP;
        try (InputStream in = new BufferedInputStream(packed ? new GZIPInputStream(bytes) : bytes)) {
            if (!tree.readEntries(in)) {
                tree.forget(complaints);
            }
            tree.readManifests(in);
        }
        return tree;
    }

    /** Returns whether all was read there. */
    private boolean readEntries(InputStream in) throws IOException {
        directories.put(root, new ArrayList<>());
        long length = 0;
        for (int i = 0; i < MOST_ENTRIES && length < MOST_ENTRY_BYTES; i++) {
            String line = line(in);
            length += line.length();
            if (line.startsWith(END)) {
                return line.equals(END + 0);
            }
            Matcher entry = ENTRY.matcher(line);
            if (!entry.matches()) {
                throw new IOException("the remote host lists what is no entry");
            }
            String path = path(entry.group(4));
            int slash = path.lastIndexOf('/');
            directories
                    .computeIfAbsent(path.substring(0, slash), above -> new ArrayList<>())
                    .add(new Entry(
                            path.substring(slash + 1),
                            kind(Integer.parseUnsignedInt(entry.group(1), 16)),
                            Long.parseLong(entry.group(2)),
                            Instant.ofEpochSecond(Long.parseLong(entry.group(3)))));
        }
        throw new IOException("the remote host lists too much");
    }

    /** @param below the root, from {@code ./} on */
    private String path(String below) {
        return root + below.substring(1);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.size() == LONGEST_LINE) {
                throw new IOException("the list of the remote host is cut short");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static Kind kind(int mode) {
        return switch (mode & TYPE) {
            case 0040000 -> Kind.DIRECTORY;
            case 0100000 -> Kind.FILE;
            default -> Kind.OTHER;
        };
    }

    /** Forgets what could not be read to its end, so that it is asked for, and shows why. */
    private void forget(String complaints) throws IOException {
        if (complaints.isEmpty()) {
            throw new IOException("the remote host does not say what it could not read");
        }
        for (String line : complaints.split("\n")) {
            int begin = line.indexOf("./");
            if (begin < 0) {
                throw new IOException("the remote host can't list: " + line);
            }
            String name = line.substring(begin + 2).split("[/'’\": ]", 2)[0];
            directories
                    .subMap(root + "/" + name, root + "/" + name + Character.MAX_VALUE)
                    .clear();
        }
    }

    /** Keeps those that came whole: it is only a part of them where the archive is damaged. */
    private void readManifests(InputStream in) throws IOException {
        try {
            TarArchive.readSeveral(in, LARGEST_MANIFEST, this::keep);
        } catch (DamagedArchive e) {
            // the others are asked for
        }
    }

    private void keep(String name, byte @Nullable [] manifest) {
        if (manifest != null && name.startsWith("./") && manifestBytes + manifest.length <= MOST_MANIFEST_BYTES) {
            manifestBytes += manifest.length;
            manifests.put(path(name), manifest);
        }
    }

    @Override
    public int atOnce() {
        return files.atOnce();
    }

    @Override
    public List<Entry> entries(String directory) throws IOException {
        List<Entry> listed = directories.get(directory);
        return listed == null ? files.entries(directory) : listed;
    }

    @Override
    public @Nullable Entry entry(String path) throws IOException {
        return files.entry(path);
    }

    @Override
    public byte[] read(String path, int maxBytes) throws IOException {
        byte[] manifest = manifests.remove(path);
        return manifest == null
                ? files.read(path, maxBytes)
                : Arrays.copyOf(manifest, Math.min(manifest.length, maxBytes));
    }
}
