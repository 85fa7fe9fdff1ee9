package io.etcdsnapshot.store;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.location.SshLocation;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
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
    private final WaitGuard waits = new WaitGuard();
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
