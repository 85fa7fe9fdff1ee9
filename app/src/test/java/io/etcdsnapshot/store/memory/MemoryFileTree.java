package io.etcdsnapshot.store.memory;

import io.etcdsnapshot.store.layout.FileTree;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A file system in memory: absolute paths, directories, files and links that lead nowhere. */
public final class MemoryFileTree implements FileTree {
    private record Node(Kind kind, byte[] content, Instant modified) {}

    private final NavigableMap<String, Node> nodes = new TreeMap<>();
    private final Faults faults;

    MemoryFileTree(Faults faults) {
        this.faults = faults;
    }

    @Override
    public List<Entry> entries(String directory) throws IOException {
        faults.onRead(directory);
        List<Entry> entries;
        synchronized (this) {
            require(directory, Kind.DIRECTORY);
            entries = new ArrayList<>();
            below(directory).forEach((path, node) -> {
                if (path.indexOf('/', directory.length() + 1) < 0) {
                    entries.add(entry(path, node));
                }
            });
        }
        faults.listed(directory);
        return entries;
    }

    @Override
    public synchronized Entry entry(String path) throws IOException {
        faults.onLook();
        Node node = nodes.get(path);
        return node == null ? null : entry(path, node);
    }

    private static Entry entry(String path, Node node) {
        return new Entry(
                path.substring(path.lastIndexOf('/') + 1), node.kind(), node.content().length, node.modified());
    }

    @Override
    public byte[] read(String path, int maxBytes) throws IOException {
        faults.onRead(path);
        byte[] content = content(path);
        return Arrays.copyOf(content, Math.min(content.length, maxBytes));
    }

    /** Returns the content of a file, whatever faults there are. */
    public synchronized byte[] content(String path) throws IOException {
        return require(path, Kind.FILE).content();
    }

    /** Returns all files by path, each as an object that is another one once the file was written again. */
    public synchronized Map<String, Object> files() {
        Map<String, Object> files = new TreeMap<>();
        nodes.forEach((path, node) -> {
            if (node.kind() == Kind.FILE) {
                files.put(path, node.content());
            }
        });
        return files;
    }

    /** Puts a file there, with all directories above it, whatever faults there are. */
    public synchronized void put(String path, byte[] content) {
        makeDirectories(path.substring(0, path.lastIndexOf('/')));
        nodes.put(path, new Node(Kind.FILE, content.clone(), Instant.now()));
    }

    public synchronized void putLink(String path) {
        nodes.put(path, new Node(Kind.OTHER, new byte[0], Instant.now()));
    }

    public synchronized void touch(String path, Instant modified) {
        nodes.computeIfPresent(path, (at, node) -> new Node(node.kind(), node.content(), modified));
    }

    /** Makes a directory with all above it. */
    public synchronized void makeDirectories(String path) {
        for (int end = path.indexOf('/', 1); end >= 0; end = path.indexOf('/', end + 1)) {
            nodes.putIfAbsent(path.substring(0, end), new Node(Kind.DIRECTORY, new byte[0], Instant.now()));
        }
        nodes.putIfAbsent(path, new Node(Kind.DIRECTORY, new byte[0], Instant.now()));
    }

    @Override
    public void makeDirectory(String path) throws IOException {
        faults.onChange(path);
        faults.onNewDirectory();
        synchronized (this) {
            require(path.substring(0, path.lastIndexOf('/')), Kind.DIRECTORY);
            if (nodes.putIfAbsent(path, new Node(Kind.DIRECTORY, new byte[0], Instant.now())) != null) {
                throw new FileAlreadyExistsException(path);
            }
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        faults.onChange(to);
        faults.onNewName();
        synchronized (this) {
            if (!nodes.containsKey(from)) {
                throw new NoSuchFileException(from);
            }
            if (nodes.containsKey(to) && !below(to).isEmpty()) {
                throw new DirectoryNotEmptyException(to);
            }
            Map<String, Node> moved = new TreeMap<>(below(from));
            moved.put(from, nodes.get(from));
            moved.keySet().forEach(nodes::remove);
            moved.forEach((path, node) -> nodes.put(to + path.substring(from.length()), node));
        }
    }

    @Override
    public void write(String path, byte[] content) throws IOException {
        faults.onChange(path);
        faults.onNewName();
        synchronized (this) {
            require(path.substring(0, path.lastIndexOf('/')), Kind.DIRECTORY);
            nodes.put(path, new Node(Kind.FILE, content.clone(), Instant.now()));
        }
    }

    @Override
    public void deleteTree(String path) throws IOException {
        faults.onChange(path);
        synchronized (this) {
            below(path).clear();
            nodes.remove(path);
        }
    }

    @Override
    public void sync(String directory) {}

    private NavigableMap<String, Node> below(String directory) {
        return nodes.subMap(directory + "/", false, directory + "0", false);
    }

    private Node require(String path, Kind kind) throws IOException {
        Node node = nodes.get(path);
        if (node == null || node.kind() != kind) {
            throw new NoSuchFileException(path);
        }
        return node;
    }
}
