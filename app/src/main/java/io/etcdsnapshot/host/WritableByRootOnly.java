package io.etcdsnapshot.host;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The rule for whose directories root fills: nobody but root may write or replace any part of the path, or what root
 * writes and removes there would be chosen by somebody else. The one exception is the home of the account {@code core},
 * where sets lie by default.
 */
final class WritableByRootOnly {
    private static final Set<String> HOMES = Set.of("/home/core", "/var/home/core");
    private static final int ROOT = 0;
    private static final int STICKY = 01000;
    private static final int GROUP_WRITE = 020;
    private static final int OTHERS_WRITE = 02;

    private final HostRoot root;
    private final Log log;
    private final Set<Integer> trusted = new HashSet<>(Set.of(ROOT));

    WritableByRootOnly(HostRoot root, Log log) {
        this.root = root;
        this.log = log;
    }

    /**
     * @param directory as the host sees it, without links; what of it is missing will be root's
     * @throws Failure wrong usage, naming the part that others can write or replace
     */
    void check(String directory) {
        try {
            trusted.add(attribute(Path.of("/proc/self"), "uid"));
            checkParts(Path.of(directory));
        } catch (IOException e) {
            throw Failure.io("can't tell who owns %s: %s".formatted(directory, Reason.of(e)), e);
        }
    }

    private void checkParts(Path directory) throws IOException {
        for (int parts = 0; parts <= directory.getNameCount(); parts++) {
            String part = parts == 0 ? "/" : "/" + directory.subpath(0, parts);
            Path here = root.inside(part);
            if (!Files.isDirectory(here, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            if (isElsewhere(here)) {
                log.warn("%s is on another machine, which decides who may write there".formatted(part));
                return;
            }
            if (HOMES.contains(part)) {
                trusted.add(attribute(here, "uid"));
            }
            requireTrusted(part, here, parts == directory.getNameCount());
        }
    }

    private void requireTrusted(String part, Path here, boolean last) throws IOException {
        int owner = attribute(here, "uid");
        if (!trusted.contains(owner)) {
            throw refused(part, "belongs to user %d".formatted(owner));
        }
        int mode = attribute(here, "mode");
        boolean othersCanReplace = (mode & STICKY) == 0 || last;
        if ((mode & OTHERS_WRITE) != 0 && othersCanReplace) {
            throw refused(part, "can be written by everybody");
        }
        // Not even root's own group: pods run in it, and an access list shows its widest right as that of the group.
        int group = attribute(here, "gid");
        if ((mode & GROUP_WRITE) != 0 && othersCanReplace && (group == ROOT || !trusted.contains(group))) {
            throw refused(part, "can be written by group %d".formatted(group));
        }
    }

    private static Failure refused(String part, String why) {
        return Failure.wrongUsage(
                        "%s %s: root's backups must not go where others could replace them".formatted(part, why))
                .hint("choose a directory that only root can write, or: chown root %s; chmod go-w %s"
                        .formatted(part, part));
    }

    private static boolean isElsewhere(Path path) throws IOException {
        String type = Files.getFileStore(path).type();
        return Stream.of("nfs", "cifs", "smb", "fuse", "ceph", "gluster").anyMatch(type::startsWith);
    }

    private static int attribute(Path path, String name) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, "unix:" + name, LinkOption.NOFOLLOW_LINKS);
        return (Integer) Objects.requireNonNull(attributes.get(name), name);
    }
}
