package io.etcdsnapshot.store.ssh;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.io.IoSupplier;
import io.etcdsnapshot.io.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.direct.Session;
import org.jspecify.annotations.Nullable;

/** Runs this program's scripts on another host, in a session of its own each. */
final class RemoteShell {
    private static final int LONGEST_ANSWER = 1024 * 1024;
    private static final long LOOK_EVERY_MILLIS = 500;

    /** Of a command that prints much, which waits for room. */
    private static final long LOOK_AGAIN_MILLIS = 10;

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

    /** Runs a script that reads nothing, to its end. */
    Printed run(RemoteScript script, Progress progress) throws IOException {
        return run(script, LONGEST_ANSWER, progress);
    }

    /**
     * Does the same with a script whose output is more than lines.
     *
     * @param longest bytes of its output; with more, it fails
     */
    Printed run(RemoteScript script, int longest, Progress progress) throws IOException {
        RemoteScript announced = script.announced();
        return connection.waiting(() -> {
            try (Session.Command running = connection.exec(command(announced))) {
                sendAll(announced, running.getOutputStream());
                Drain out = new Drain(running.getInputStream(), longest);
                Drain err = new Drain(running.getErrorStream(), LONGEST_ANSWER);
                awaitEnd(running, () -> Stream.of(out.moved(), err.moved()).anyMatch(moved -> moved), progress);
                progress.moved();
                return Printed.of(running.getExitStatus(), out.rest(), new String(err.rest(), StandardCharsets.UTF_8));
            }
        });
    }

    /** Takes in what a command prints, so that it need not wait for room. */
    private static final class Drain {
        private final InputStream in;
        private final int longest;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Drain(InputStream in, int longest) {
            this.in = in;
            this.longest = longest;
        }

        /** Takes in what is there; returns whether that is anything. */
        boolean moved() throws IOException {
            int there = in.available();
            if (there == 0) {
                return false;
            }
            if (bytes.size() + there > longest) {
                throw new IOException("a remote command prints too much");
            }
            bytes.write(in.readNBytes(there));
            return true;
        }

        /** Returns all, of a command that has ended. */
        byte[] rest() throws IOException {
            while (moved()) {}
            return bytes.toByteArray();
        }
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

    private void awaitEnd(Session.Command running, IoSupplier<Boolean> hasPrinted, Progress progress)
            throws IOException {
        long moved = System.nanoTime();
        long pause = LOOK_EVERY_MILLIS;
        while (true) {
            try {
                running.join(pause, TimeUnit.MILLISECONDS);
                return;
            } catch (ConnectionException e) {
                if (!SshFailures.timedOut(e)) {
                    throw e;
                } else if (hasPrinted.get()) {
                    moved = System.nanoTime();
                    progress.moved();
                    pause = LOOK_AGAIN_MILLIS;
                } else if (System.nanoTime() - moved > longestSilence.toNanos()) {
                    throw new SocketTimeoutException("a remote command shows no sign of life");
                } else {
                    pause = LOOK_EVERY_MILLIS;
                }
            }
        }
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
        Printed answer;
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
