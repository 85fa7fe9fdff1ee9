package io.etcdsnapshot.store.ssh;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.io.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.direct.Session;
import org.jspecify.annotations.Nullable;

/** Runs this program's scripts on another host, in a session of its own each. */
final class RemoteShell {
    private static final int LONGEST_ANSWER = 1024 * 1024;
    private static final long LOOK_EVERY_MILLIS = 500;
    private static final String STILL_WORKING = ".";

    private final SshConnection connection;
    private final boolean asRoot;
    private final Duration longestSilence;
    private final Log log;
    private @Nullable Set<Ability> abilities;
    private String noise = "";

    RemoteShell(SshConnection connection, SshSettings settings, Log log) {
        this.connection = connection;
        this.asRoot = settings.sudo();
        this.longestSilence = settings.idleTimeout();
        this.log = log;
    }

    /** Names what a remote host may be able to do beside serving files; {@code abilities.sh} says what each means. */
    enum Ability {
        SHELL,
        ZSTD,
        SPARSE_DD,
        SYNC,
        OPENSSL,
        SHA256SUM,
        LOCK
    }

    /**
     * Reports how a script ended.
     *
     * @param exitCode -1 if it was ended by a signal
     * @param lines of its standard output
     * @param noise printed before the script began, by the login shell's start-up files
     */
    record Answer(int exitCode, List<String> lines, String noise, String err) {
        static Answer of(@Nullable Integer exitCode, String out, String err) {
            int begin = out.indexOf(RemoteScript.BEGIN);
            List<String> lines = begin < 0
                    ? List.of()
                    : out.substring(begin)
                            .lines()
                            .skip(1)
                            .filter(line -> !line.equals(STILL_WORKING))
                            .toList();
            String noise = begin < 0 ? out : out.substring(0, begin);
            return new Answer(exitCode == null ? -1 : exitCode, lines, noise.strip(), err.strip());
        }

        boolean ok() {
            return exitCode == 0;
        }
    }

    /** Runs a script that reads nothing, to its end. */
    Answer run(RemoteScript script, Progress progress) throws IOException {
        RemoteScript announced = script.announced();
        return connection.waiting(() -> {
            try (Session.Command running = connection.exec(command(announced))) {
                sendAll(announced, running.getOutputStream());
                awaitEnd(running, progress);
                progress.moved();
                return Answer.of(
                        running.getExitStatus(), text(running.getInputStream()), text(running.getErrorStream()));
            }
        });
    }

    /** Starts a script that reads its standard input; closing it leaves it to itself there. */
    Session.Command start(RemoteScript script) throws IOException {
        return connection.waiting(() -> {
            Session.Command running = connection.exec(command(script));
            OutputStream out = running.getOutputStream();
            out.write(script.bytes());
            out.flush();
            return running;
        });
    }

    private String command(RemoteScript script) {
        return asRoot ? script.commandAsRoot() : script.command();
    }

    /** Sends the script; whatever runs there instead of a shell may end before it has read it. */
    private void sendAll(RemoteScript script, OutputStream out) throws IOException {
        try (out) {
            out.write(script.bytes());
        } catch (IOException e) {
            if (connection.isLost()) {
                throw e;
            }
        }
    }

    private void awaitEnd(Session.Command running, Progress progress) throws IOException {
        int seen = 0;
        long moved = System.nanoTime();
        while (true) {
            try {
                running.join(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (ConnectionException e) {
                int printed = running.getInputStream().available();
                if (!SshFailures.timedOut(e)) {
                    throw e;
                } else if (printed != seen) {
                    seen = printed;
                    moved = System.nanoTime();
                    progress.moved();
                } else if (System.nanoTime() - moved > longestSilence.toNanos()) {
                    throw new SocketTimeoutException("a remote command shows no sign of life");
                }
            }
        }
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
    }

    boolean can(Ability ability) throws IOException {
        return abilities().contains(ability);
    }

    /** Returns how the scripts are to write files to the disk: single ones, or all there is. */
    String syncs() throws IOException {
        return can(Ability.SYNC) ? "files" : "all";
    }

    /** Asks once, for all abilities at a time. */
    private synchronized Set<Ability> abilities() throws IOException {
        if (abilities == null) {
            abilities = ask();
        }
        return abilities;
    }

    private Set<Ability> ask() throws IOException {
        Answer answer;
        try {
            answer = run(RemoteScript.of("abilities"), Progress.IGNORED);
        } catch (ConnectionException e) {
            if (connection.isLost() || SshFailures.timedOut(e)) {
                throw e;
            }
            log.debug("%s runs no commands: %s".formatted(connection.host(), Reason.of(e)));
            return Set.of();
        }
        noise = answer.noise();
        Set<Ability> found = Arrays.stream(Ability.values())
                .filter(ability -> answer.lines().contains(ability.name()))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Ability.class)));
        log.debug("%s: a shell there can do %s".formatted(connection.host(), found.isEmpty() ? "nothing" : found));
        if (asRoot && !found.contains(Ability.SHELL)) {
            throw noSudo(answer.err());
        }
        return found;
    }

    private Failure noSudo(String complaint) {
        String host = connection.host();
        String user = connection.user();
        if (complaint.contains("tty")) {
            return Failure.failed("sudo on %s runs only in a terminal".formatted(host))
                    .hint("it takes a line in sudoers there: Defaults:%s !requiretty".formatted(user));
        }
        String why = complaint.isEmpty() || complaint.contains("password")
                ? ""
                : ": " + complaint.lines().findFirst().orElse("");
        return Failure.failed("%s may not use sudo on %s without a password%s".formatted(user, host, why))
                .hint("it takes a line in sudoers there: %s ALL=(root) NOPASSWD: ALL".formatted(user));
    }

    /** Returns what the account's start-up files print in front of everything, which no SFTP gets along with. */
    String noise() throws IOException {
        abilities();
        return noise;
    }
}
