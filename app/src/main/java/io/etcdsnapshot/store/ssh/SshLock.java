package io.etcdsnapshot.store.ssh;

import io.etcdsnapshot.backup.Lockable;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.location.SshLocation;
import io.etcdsnapshot.store.layout.LayoutNames;
import io.etcdsnapshot.store.layout.LockNote;
import io.etcdsnapshot.store.ssh.RemoteShell.Ability;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.connection.channel.direct.Session;

/**
 * A lock on a directory of another host, held by a command there. It ends with the connection, and some time after this
 * side falls silent: a remote host does not learn for hours that a host or a link has died.
 */
final class SshLock implements Lockable.Lock {
    private static final String LOCKED = "locked";
    private static final String HELD = "held";
    private static final Duration RELEASE = Duration.ofSeconds(2);

    private final Session.Command command;
    private final Timer heartbeat = new Timer("lock", true);

    private SshLock(Session.Command command) {
        this.command = command;
    }

    /** @param expiry how long this side may be silent before the lock is given up for it; at least a second */
    static Lockable.Lock acquire(
            SshConnection connection, SshLocation location, Duration expiry, String purpose, Log log)
            throws IOException {
        if (!connection.shell().can(Ability.LOCK)) {
            return withoutLock(location, log);
        }
        Session.Command command = connection
                .shell()
                .start(script("hold", location.path(), expiry, LockNote.of(purpose))
                        .announced());
        BufferedReader lines = answers(command);
        String answer = String.valueOf(lines.readLine());
        if (answer.equals(LOCKED)) {
            SshLock lock = new SshLock(command);
            lock.keep(command.getOutputStream(), expiry);
            return lock;
        }
        String note = answer.equals(HELD) ? lines.readLine() : null;
        command.close();
        if (answer.equals(HELD)) {
            throw LockNote.heldByAnother(location.toString(), Objects.requireNonNullElse(note, ""));
        }
        return withoutLock(location, log);
    }

    /** Returns what the holder noted, if another run holds the lock; keeps nobody out for longer than it takes. */
    static Optional<String> holder(SshConnection connection, String path) throws IOException {
        RemoteScript look = script("look", path, Duration.ofSeconds(1), "");
        List<String> lines = connection.shell().run(look, Progress.IGNORED).lines();
        int held = lines.indexOf(HELD);
        return held < 0
                ? Optional.empty()
                : Optional.of(lines.stream().skip(held + 1L).findFirst().orElse(""));
    }

    private static RemoteScript script(String mode, String path, Duration expiry, String note) {
        String file = path + "/" + LayoutNames.SSH_LOCK_NOTE;
        return RemoteScript.of("lock", mode, path, Long.toString(Math.max(1, expiry.toSeconds())), file, note);
    }

    /** Returns what the script says, without what came before it. */
    private static BufferedReader answers(Session.Command command) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(command.getInputStream(), StandardCharsets.UTF_8));
        String line;
        do {
            line = lines.readLine();
        } while (line != null && !line.equals(RemoteScript.BEGIN));
        return lines;
    }

    private static Lockable.Lock withoutLock(SshLocation location, Log log) {
        log.warn("%s offers no lock: two runs at once would not notice each other".formatted(location.hostAndPort()));
        return Lockable.NoLock.INSTANCE;
    }

    /** Sends heartbeats; where one fails, the connection is gone, and the lock with it. */
    private void keep(OutputStream out, Duration expiry) {
        TimerTask beat = new TimerTask() {
            @Override
            public void run() {
                try {
                    out.write('.');
                    out.flush();
                } catch (IOException e) {
                    cancel();
                }
            }
        };
        heartbeat.schedule(beat, 0, Math.max(1, expiry.toMillis() / 4));
    }

    /** Lets the command end by itself, so that it takes its note along; a broken connection ends it too. */
    @Override
    public void close() {
        heartbeat.cancel();
        try (command) {
            command.getOutputStream().close();
            command.join(RELEASE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException e) {
            // the connection is gone, and the lock with it
        }
    }
}
