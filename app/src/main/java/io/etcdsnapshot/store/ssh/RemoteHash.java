package io.etcdsnapshot.store.ssh;

import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.store.ssh.RemoteShell.Ability;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Has another host hash files where they lie, and write them to its disk while it does. */
final class RemoteHash {
    private static final int HASH_CHARACTERS = 64;
    private static final Predicate<String> HASHED =
            Pattern.compile("[0-9a-f]{%d} [0-9]+".formatted(HASH_CHARACTERS)).asMatchPredicate();
    private static final int NOT_ON_DISK = 9;

    private final RemoteShell shell;
    private final Progress progress;

    RemoteHash(RemoteShell shell, Progress progress) {
        this.shell = shell;
        this.progress = progress;
    }

    /**
     * Returns the SHA-256, in hexadecimal, by file name; nothing where the host can't hash.
     *
     * @param files names in the directory
     * @throws IOException if what was written can't be brought to the disk there: then no hash proves anything
     */
    Map<String, String> of(String directory, List<String> files) throws IOException {
        Map<String, String> found = new HashMap<>();
        for (Ability program : List.of(Ability.OPENSSL, Ability.SHA256SUM)) {
            if (found.isEmpty() && shell.can(program)) {
                List<String> lines = hash(program, directory, files);
                for (int i = 0; i < lines.size(); i++) {
                    found.put(files.get(i), lines.get(i).substring(0, HASH_CHARACTERS));
                }
            }
        }
        return found;
    }

    private List<String> hash(Ability program, String directory, List<String> files) throws IOException {
        List<String> words = new ArrayList<>(List.of(shell.syncs(), program.name().toLowerCase(Locale.ROOT), directory));
        words.addAll(files);
        RemoteShell.Answer answer = shell.run(RemoteScript.withPulse("hash", words.toArray(String[]::new)), progress);
        if (answer.exitCode() == NOT_ON_DISK) {
            throw new IOException("it can't be written to the disk there: " + answer.err());
        }
        boolean whole = answer.ok()
                && answer.lines().size() == files.size()
                && answer.lines().stream().allMatch(HASHED);
        return whole ? answer.lines() : List.of();
    }
}
