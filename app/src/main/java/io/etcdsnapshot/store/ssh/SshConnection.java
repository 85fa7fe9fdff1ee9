package io.etcdsnapshot.store.ssh;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.io.IoSupplier;
import io.etcdsnapshot.location.SshLocation;
import io.etcdsnapshot.store.ssh.transfer.InterruptibleWaits;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.schmizz.concurrent.Promise;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.sftp.Request;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPEngine;
import net.schmizz.sshj.sftp.SFTPException;
import net.schmizz.sshj.transport.TransportException;
import org.jspecify.annotations.Nullable;

/** One connection to one host: made when first needed, checked, and kept alive. */
final class SshConnection implements Closeable {

    /** Each that it has answers with its name. */
    private static final String ASK_FOR_ABILITIES = "echo SHELL; command -v zstd >/dev/null && echo ZSTD; "
            + "dd of=/dev/null conv=sparse,notrunc status=none </dev/null 2>/dev/null && echo SPARSE_DD; "
            + "sync -d . 2>/dev/null && echo SYNC; true";

    private final SshLocation location;
    private final SshSettings settings;
    private final Log log;
    private final SshConnector connector;
    private final InterruptibleWaits waits = new InterruptibleWaits();
    private @Nullable SSHClient client;
    private @Nullable SFTPEngine sftp;
    private @Nullable Set<Ability> abilities;

    SshConnection(SshLocation location, SshSettings settings, Log log) {
        this.location = location;
        this.settings = settings;
        this.log = log;
        this.connector = new SshConnector(location, settings, log);
    }

    /** What the far side may be able to do, beside serving files. */
    enum Ability {
        /** To run commands. */
        SHELL,
        /** To decompress. */
        ZSTD,
        /** To write a file in blocks and to pass over those that are zeros. */
        SPARSE_DD,
        /** To write single files to the disk, and to say so if it can't. */
        SYNC
    }

    /** What a command on the far side came to. */
    record Answer(int exitCode, String out, String err) {
        boolean ok() {
            return exitCode == 0;
        }
    }

    /** Runs a command in the far side's shell. */
    Answer run(String command) throws IOException {
        SSHClient connected = client();
        return waits.failing(() -> {
            try (Session.Command running = start(connected, command)) {
                String out = text(running.getInputStream());
                String err = text(running.getErrorStream());
                running.join(settings.idleTimeout().toMillis(), TimeUnit.MILLISECONDS);
                Integer exit = running.getExitStatus();
                return new Answer(exit == null ? -1 : exit, out, err);
            }
        });
    }

    /** Starts a command in the far side's shell; closing it leaves it to itself there. */
    Session.Command start(String command) throws IOException {
        SSHClient connected = client();
        return waits.failing(() -> start(connected, command));
    }

    private static Session.Command start(SSHClient connected, String command) throws IOException {
        Session session = connected.startSession();
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

    private static String text(InputStream in) throws IOException {
        return new String(in.readNBytes(1024 * 1024), StandardCharsets.UTF_8);
    }

    /** To the far side's standard input; fails as soon as the connection is lost. */
    OutputStream input(Session.Command command) {
        return waits.failing(command.getOutputStream());
    }

    boolean can(Ability ability) throws IOException {
        return abilities().contains(ability);
    }

    /** Asked once, in one go. */
    private synchronized Set<Ability> abilities() throws IOException {
        if (abilities == null) {
            Set<Ability> answered = EnumSet.noneOf(Ability.class);
            try {
                Answer answer = run(ASK_FOR_ABILITIES);
                if (answer.ok() && answer.out().startsWith(Ability.SHELL + "\n")) {
                    List<String> lines = answer.out().lines().toList();
                    for (Ability ability : Ability.values()) {
                        if (lines.contains(ability.name())) {
                            answered.add(ability);
                        }
                    }
                }
            } catch (ConnectionException e) {
                if (isLost() || timedOut(e)) {
                    throw e;
                }
                log.debug("%s runs no commands: %s".formatted(location.hostAndPort(), Reason.of(e)));
            }
            abilities = answered;
        }
        return abilities;
    }

    synchronized SFTPEngine sftp() throws IOException {
        if (sftp == null) {
            try {
                SSHClient connected = client();
                SFTPEngine engine = waits.failing(() -> engine(connected).init());
                engine.setTimeoutMs((int) settings.idleTimeout().toMillis());
                sftp = engine;
            } catch (SSHException e) {
                if (isLost() || timedOut(e) || e instanceof TransportException) {
                    throw e;
                }
                throw Failure.failed("%s offers no SFTP".formatted(location.hostAndPort()), e)
                        .hint("sshd_config there needs a line: Subsystem sftp internal-sftp");
            }
        }
        return sftp;
    }

    private SFTPEngine engine(SSHClient connected) throws IOException {
        return new SFTPEngine(connected) {
            @Override
            public Promise<Response, SFTPException> request(Request request) throws IOException {
                return waits.failing(() -> super.request(request));
            }
        };
    }

    /** What was lost is not made again: the lock went with it. */
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

    /** Before a goodbye too, which would wait for whoever still waits. */
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

    /** sshj's own words mean nothing to a user, and SFTP says why an operation failed only for some causes. */
    IOException plain(IOException e) {
        Response.StatusCode status = e instanceof SFTPException failed ? failed.getStatusCode() : null;
        if (status == Response.StatusCode.NO_SUCH_FILE) {
            return new NoSuchFileException(e.getMessage());
        } else if (status == Response.StatusCode.PERMISSION_DENIED) {
            return new AccessDeniedException(e.getMessage());
        } else if (status == Response.StatusCode.FAILURE) {
            return new IOException("the remote host refused without a reason: is its disk full or read-only?", e);
        } else if (isLost()) {
            return new IOException("the connection was lost", e);
        }
        return timedOut(e) ? new IOException("the remote host does not answer", e) : e;
    }

    /** Whether sshj waited in vain; it has an exception for that which it then wraps in others. */
    static boolean timedOut(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException
                    || cause instanceof SocketTimeoutException
                    || String.valueOf(cause.getMessage()).startsWith("Timeout")) {
                return true;
            }
        }
        return false;
    }

    @Override
    public synchronized void close() throws IOException {
        SSHClient open = client;
        client = null;
        sftp = null;
        if (open != null) {
            if (!waits.isIdle()) {
                lose(open);
            }
            open.getTransport().setDisconnectListener((reason, message) -> {});
            open.close();
        }
    }
}
