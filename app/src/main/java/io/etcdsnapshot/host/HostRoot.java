package io.etcdsnapshot.host;

import io.etcdsnapshot.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The root of the control-plane host's file system: {@code /} on the host itself, {@code /host} in the pod. Paths "as
 * the host sees them" are strings; paths as this process sees them are {@link Path}s.
 */
public final class HostRoot {
    private static final int MAX_LINKS = 40;

    private final Path root;

    public HostRoot(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** Returns whether this process runs on the host itself, without a chroot in between. */
    public boolean isOwnRoot() {
        return root.equals(Path.of("/"));
    }

    public Path root() {
        return root;
    }

    /** Returns a command line that runs {@code command} as the host would. */
    public List<String> command(List<String> command) {
        if (isOwnRoot()) {
            return command;
        }
        List<String> wrapped = new ArrayList<>(List.of("chroot", root.toString()));
        wrapped.addAll(command);
        return wrapped;
    }

    /** Returns a host's path as this process sees it, symbolic links followed as the host would. */
    public Path resolve(String hostPath) {
        return inside(resolveLinks(hostPath));
    }

    /** Returns the host's name for a path of this process below the root. */
    public String hostPath(Path path) {
        return isOwnRoot() ? path.toString() : "/" + root.relativize(path.toAbsolutePath());
    }

    /** Finds {@code name} on the host's usual PATH, as the host sees it. */
    public Optional<String> findProgram(String name) {
        return HostEnvironment.PATH_DIRECTORIES.stream()
                .map(directory -> directory + "/" + name)
                .filter(candidate -> Files.isExecutable(resolve(candidate)))
                .findFirst();
    }

    /**
     * Follows symbolic links as a process on the host would, where an absolute link starts at the host's root and not
     * at ours. Parts that don't exist yet are taken as they are.
     *
     * @param hostPath absolute, as the host sees it
     * @return the same without links, as the host sees it
     */
    String resolveLinks(String hostPath) {
        Deque<String> pending = new ArrayDeque<>(parts(hostPath));
        Deque<String> resolved = new ArrayDeque<>();
        int links = 0;
        while (!pending.isEmpty()) {
            String part = pending.pop();
            if (part.equals("..")) {
                resolved.pollLast();
                continue;
            }
            resolved.addLast(part);
            Path here = inside("/" + String.join("/", resolved));
            if (Files.isSymbolicLink(here)) {
                if (++links > MAX_LINKS) {
                    throw Failure.wrongUsage("too many symbolic links in " + hostPath);
                }
                resolved.removeLast();
                follow(here, pending, resolved);
            }
        }
        return "/" + String.join("/", resolved);
    }

    private static void follow(Path link, Deque<String> pending, Deque<String> resolved) {
        String target;
        try {
            target = Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            throw Failure.failed("can't read the symbolic link " + link, e);
        }
        if (target.startsWith("/")) {
            resolved.clear();
        }
        List<String> parts = parts(target);
        for (int i = parts.size() - 1; i >= 0; i--) {
            pending.push(parts.get(i));
        }
    }

    private static List<String> parts(String path) {
        return Arrays.stream(path.split("/", -1))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .toList();
    }

    /** Returns a host's path as this process sees it, its links left to the kernel, which knows more of those in /proc than they say. */
    Path inside(String hostPath) {
        return isOwnRoot() ? Path.of(hostPath) : root.resolve(hostPath.substring(1));
    }
}
