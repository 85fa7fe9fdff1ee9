package io.etcdsnapshot.store.ssh;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.Backoff;
import io.etcdsnapshot.io.IoSupplier;
import io.etcdsnapshot.location.SshLocation;
import io.etcdsnapshot.store.ssh.transfer.InterruptibleWaits;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import net.schmizz.concurrent.Promise;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.connection.channel.OpenFailException;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.sftp.Request;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPEngine;
import net.schmizz.sshj.sftp.SFTPException;
import net.schmizz.sshj.transport.TransportException;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one host: made when first needed, checked, and kept alive. A host that allows few sessions on one
 * connection gets another one.
 */
final class SshConnection implements Closeable {
    /** Has room for what is open at once: the files, the lock, and a command. */
    private static final int MOST_CONNECTIONS = 3;

    private final SshLocation location;
    private final SshSettings settings;
    private final Log log;
    private final SshConnector connector;
    private final RemoteShell shell;
    private final InterruptibleWaits waits;
    private final int more;
    private @Nullable SSHClient client;
    private @Nullable SFTPEngine sftp;
    private @Nullable SshConnection another;

    SshConnection(SshLocation location, SshSettings settings, Log log) {
        this(location, settings, log, new InterruptibleWaits(), MOST_CONNECTIONS - 1);
    }

    private SshConnection(SshLocation location, SshSettings settings, Log log, InterruptibleWaits waits, int more) {
        this.location = location;
        this.settings = settings;
        this.log = log;
        this.connector = new SshConnector(location, settings, log);
        this.shell = new RemoteShell(this, settings, log);
        this.waits = waits;
        this.more = more;
    }

    String host() {
        return location.hostAndPort();
    }

    String user() {
        return location.user();
    }

    RemoteShell shell() {
        return shell;
    }

    /** Does what may wait for the remote host; fails as soon as the connection is lost. Not to be nested. */
    <T> T waiting(IoSupplier<T> work) throws IOException {
        client();
        return waits.failing(work);
    }

    /** Runs a command; where this connection has no session left for it, over another one. */
    Session.Command exec(String command) throws IOException {
        Session session = whileSessionsEnd(this::session);
        try {
            return session.exec(command);
        } catch (IOException e) {
            try {
                session.close();
            } catch (IOException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }

    private Session session() throws IOException {
        try {
            return client().startSession();
        } catch (OpenFailException e) {
            return another(e).session();
        }
    }

    /** Tries again for a moment: a session that was closed here may not have ended there yet. */
    private static <T> T whileSessionsEnd(IoSupplier<T> open) throws IOException {
        Backoff backoff = new Backoff(Duration.ofMillis(20), Duration.ofMillis(500), Duration.ofSeconds(5));
        while (true) {
            try {
                return open.get();
            } catch (OpenFailException e) {
                try {
                    if (!backoff.pause()) {
                        throw e;
                    }
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw e;
                }
            }
        }
    }

    private synchronized SshConnection another(OpenFailException e) throws IOException {
        if (more == 0) {
            throw e;
        }
        if (another == null) {
            log.debug("%s allows no further session on a connection: making another one".formatted(host()));
            another = new SshConnection(location, settings, log, waits, more - 1);
        }
        return another;
    }

    /** Returns where a command reads its standard input from; writing fails as soon as the connection is lost. */
    OutputStream input(Session.Command command) {
        return waits.failing(command.getOutputStream());
    }

    synchronized SFTPEngine sftp() throws IOException {
        return whileSessionsEnd(this::openSftp);
    }

    private synchronized SFTPEngine openSftp() throws IOException {
        if (sftp == null) {
            if (settings.sudo()) {
                shell.can(RemoteShell.Ability.SHELL);
            }
            try {
                SSHClient connected = client();
                SFTPEngine engine = waits.failing(() -> engine(connected).init());
                engine.setTimeoutMs((int) settings.idleTimeout().toMillis());
                sftp = engine;
            } catch (OpenFailException e) {
                sftp = another(e).openSftp();
            } catch (SSHException e) {
                if (isLost() || SshFailures.timedOut(e) || e instanceof TransportException) {
                    throw e;
                }
                throw noSftp(e);
            }
        }
        return sftp;
    }

    private Failure noSftp(SSHException e) throws IOException {
        String noise = shell.noise();
        if (!noise.isEmpty()) {
            return Failure.failed(
                            "the login shell of %s on %s prints text before SFTP can start: %s"
                                    .formatted(
                                            user(),
                                            host(),
                                            noise.lines().findFirst().orElse("")),
                            e)
                    .hint("its start-up files, such as ~/.bashrc, must print nothing where there is no terminal");
        }
        return Failure.failed("%s offers no SFTP".formatted(host()), e)
                .hint("sshd_config there needs a line: Subsystem sftp internal-sftp");
    }

    private SFTPEngine engine(SSHClient connected) throws IOException {
        return new SFTPEngine(settings.sudo() ? new RootSessions(connected) : connected) {
            @Override
            public Promise<Response, SFTPException> request(Request request) throws IOException {
                return waits.failing(() -> super.request(request));
            }
        };
    }

    /** Connects once: the lock goes with a connection that is lost, so that no other takes its place. */
    private synchronized SSHClient client() throws IOException {
        if (client != null) {
            if (client.isConnected()) {
                return client;
            }
            throw new IOException("the connection was lost");
        }
        SSHClient connected = connector.connect();
        connected.getTransport().setDisconnectListener((reason, message) -> lose(connected));
        client = connected;
        return connected;
    }

    /** Ends all waits; before a goodbye too, which would wait for them. */
    private void lose(SSHClient lost) {
        waits.end();
        try {
            lost.getSocket().close();
        } catch (IOException e) {
            // then it is closed already
        }
    }

    boolean isLost() {
        return waits.isOver();
    }

    /** Does something, with failures in words that mean something to a user. */
    <T> T plainly(IoSupplier<T> work) throws IOException {
        try {
            return work.get();
        } catch (IOException e) {
            throw plain(e);
        }
    }

    IOException plain(IOException e) {
        return SshFailures.plain(e, isLost());
    }

    @Override
    public synchronized void close() throws IOException {
        SSHClient open = client;
        client = null;
        sftp = null;
        if (another != null) {
            another.close();
        }
        if (open != null) {
            if (!waits.isIdle()) {
                lose(open);
            }
            open.getTransport().setDisconnectListener((reason, message) -> {});
            open.close();
        }
    }
}
