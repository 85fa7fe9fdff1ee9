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

/** Has a remote host hash its own files. */
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
     * Returns the SHA-256 of files in a directory, which are on the disk there by then; nothing where the remote host
     * can't hash.
     */
    Map<String, String> sha256(String directory, List<String> files) throws IOException {
        for (Ability program : List.of(Ability.OPENSSL, Ability.SHA256SUM)) {
            if (shell.can(program)) {
                List<String> hashes = hash(program, directory, files);
                if (hashes.size() == files.size() && hashes.stream().allMatch(HASHED)) {
                    Map<String, String> found = new HashMap<>();
                    for (int i = 0; i < files.size(); i++) {
                        found.put(files.get(i), hashes.get(i).substring(0, HASH_CHARACTERS));
                    }
                    return found;
                }
            }
        }
        return Map.of();
    }

    private List<String> hash(Ability program, String directory, List<String> files) throws IOException {
        String sync = shell.can(Ability.SYNC) ? "files" : "all";
        List<String> words = new ArrayList<>(List.of(sync, program.name().toLowerCase(Locale.ROOT), directory));
        words.addAll(files);
        Printed answer = shell.run(RemoteScript.withPulse("hash", words.toArray(String[]::new)), progress);
        if (answer.exitCode() == NOT_ON_DISK) {
            throw new IOException("it can't be written to the disk there: " + answer.err());
        }
        return answer.ok() ? answer.lines() : List.of();
    }
}
