package io.etcdsnapshot.store;

import io.etcdsnapshot.backup.BackupStore;
import io.etcdsnapshot.backup.Failure;
import io.etcdsnapshot.backup.Log;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.connection.channel.direct.Session;

/** A lock on a directory of another host, held by a command there that ends with the connection. */
final class SshLock implements BackupStore.Lock {
    private static final int HELD = 75;
    private static final String ANSWER = "locked";

    private final Session session;

    private SshLock(Session session) {
        this.session = session;
    }

    static BackupStore.Lock acquire(SshConnection connection, SshLocation location, String name, Log log)
            throws IOException {
        if (!connection.has("flock")) {
            log.warn("%s offers no lock: two runs at once would not notice each other"
                    .formatted(location.hostAndPort()));
            return new NoLock();
        }
        Session session = connection.startSession();
        Session.Command command = session.exec("exec flock -n -E %d %s sh -c 'echo %s; exec cat >/dev/null'"
                .formatted(HELD, Shell.quote(location.path()), ANSWER));
        BufferedReader answers =
                new BufferedReader(new InputStreamReader(command.getInputStream(), StandardCharsets.UTF_8));
        if (ANSWER.equals(answers.readLine())) {
            return new SshLock(session);
        }
        command.join(10, TimeUnit.SECONDS);
        Integer exit = command.getExitStatus();
        session.close();
        if (exit != null && exit == HELD) {
            throw Failure.refused("another run holds the lock of " + name).passing();
        }
        throw new IOException("flock failed there with exit code " + exit);
    }

    /** What a far side without a shell, or without flock, comes to. */
    private static final class NoLock implements BackupStore.Lock {
        @Override
        public boolean isExclusive() {
            return false;
        }

        @Override
        public void close() {}
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (IOException e) {
            // the connection is gone, and the lock with it
        }
    }
}
