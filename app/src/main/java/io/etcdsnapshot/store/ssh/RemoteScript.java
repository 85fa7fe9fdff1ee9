package io.etcdsnapshot.store.ssh;

import io.etcdsnapshot.io.BundledText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * One of this program's scripts with its arguments, to be run on another host. Whatever login shell the account has, all
 * it has to understand is one quoted word: the script itself comes through standard input, in front of what the script
 * reads there.
 *
 * @param text for a POSIX shell
 */
record RemoteScript(String text) {
    /** Begins the output of a script: a login shell's start-up files may print something before. */
    static final String BEGIN = "etcd-snapshot-begins";

    /** @param name of a resource beside this class, without suffix */
    static RemoteScript of(String name, String... arguments) {
        return ofBody(resource(name), arguments);
    }

    /** Returns a script that shows that its work goes on. */
    static RemoteScript withPulse(String name, String... arguments) {
        return ofBody(resource("pulse") + resource(name), arguments);
    }

    private static RemoteScript ofBody(String body, String... arguments) {
        String words = Arrays.stream(arguments).map(RemoteScript::quote).collect(Collectors.joining(" "));
        return new RemoteScript("set -- %s\n%s".formatted(words, body));
    }

    /** Returns the same after a line that says where its output begins. */
    RemoteScript announced() {
        return new RemoteScript("echo %s\n%s".formatted(BEGIN, text));
    }

    /** Quoted so that nothing in it means anything to a POSIX shell. */
    private static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** Returns the command for a login shell: bash, dash, ksh, zsh, fish, tcsh, or one that is restricted. */
    String command() {
        return "sh -c 'eval \"$(dd bs=1 count=%d 2>/dev/null)\"'".formatted(bytes().length);
    }

    /** Returns the same for an account that may become root. */
    String commandAsRoot() {
        return "sudo -n -- " + command();
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Reads a script and drops its comments, which need not cross a link. */
    private static String resource(String name) {
        try (BufferedReader script = BundledText.open(RemoteScript.class, name + ".sh")) {
            return script.lines()
                    .filter(line -> !line.isBlank() && !line.stripLeading().startsWith("#"))
                    .map(line -> line + "\n")
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
