package io.etcdsnapshot.store.ssh;

import io.etcdsnapshot.backup.Lockable;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.location.SshLocation;
import io.etcdsnapshot.store.ssh.SshConnection.Ability;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.connection.channel.direct.Session;

/**
 * A lock on a directory of another host, held by a command there. It ends with the connection, and some time after this
 * side falls silent: a far side does not learn for hours that a host or a link has died.
 */
final class SshLock implements Lockable.Lock {
    private static final int HELD = 75;
    private static final String LOCKED = "locked";
    private static final String NO_LOCKS = "no locks";

    private final Session.Command command;
    private final Timer heartbeat = new Timer("lock", true);

    private SshLock(Session.Command command) {
        this.command = command;
    }

    /** @param expiry how long this side may be silent before the lock is given up for it; at least a second */
    static Lockable.Lock acquire(SshConnection connection, SshLocation location, Duration expiry, String name, Log log)
            throws IOException {
        if (!connection.can(Ability.SHELL)) {
            return withoutLock(location, log);
        }
        Session.Command command = connection.start(command(location.path(), Math.max(1, expiry.toSeconds())));
        BufferedReader answers =
                new BufferedReader(new InputStreamReader(command.getInputStream(), StandardCharsets.UTF_8));
        if (LOCKED.equals(answers.readLine())) {
            SshLock lock = new SshLock(command);
            lock.keep(command.getOutputStream(), expiry);
            return lock;
        }
        command.join(10, TimeUnit.SECONDS);
        Integer exit = command.getExitStatus();
        command.close();
        if (exit != null && exit == HELD) {
            throw Failure.refused("another run holds the lock of " + name).asTransient();
        }
        return withoutLock(location, log);
    }

    /** As in a directory on NFS, flock may be there and fail. */
    private static String command(String path, long expirySeconds) {
        String hold = "echo %s; while test -n \"$(timeout %d head -c 1)\"; do :; done".formatted(LOCKED, expirySeconds);
        return "command -v flock >/dev/null && command -v timeout >/dev/null || { echo %s; exit 1; }; exec flock -n -E %d %s sh -c %s"
                .formatted(Shell.quote(NO_LOCKS), HELD, Shell.quote(path), Shell.quote(hold));
    }

    private static Lockable.Lock withoutLock(SshLocation location, Log log) {
        log.warn("%s offers no lock: two runs at once would not notice each other".formatted(location.hostAndPort()));
        return new NoLock();
    }

    /** Where a beat fails, the connection is gone, and the lock with it. */
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

    /** What a far side without a shell, or without flock, comes to. */
    private static final class NoLock implements Lockable.Lock {
        @Override
        public boolean isExclusive() {
            return false;
        }

        @Override
        public void close() {}
    }

    @Override
    public void close() {
        heartbeat.cancel();
        try {
            command.close();
        } catch (IOException e) {
            // the connection is gone, and the lock with it
        }
    }
}
