package io.etcdsnapshot.store.ssh;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.TimeoutException;
import net.schmizz.sshj.connection.channel.OpenFailException;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPException;

/** Puts into plain words what sshj says of a failure: its own words mean nothing to a user. */
final class SshFailures {
    private SshFailures() {}

    /** SFTP says why an operation failed only for some causes. */
    static IOException plain(IOException e, boolean connectionLost) {
        Response.StatusCode status = e instanceof SFTPException failed ? failed.getStatusCode() : null;
        if (status == Response.StatusCode.NO_SUCH_FILE) {
            return new NoSuchFileException(e.getMessage());
        } else if (status == Response.StatusCode.PERMISSION_DENIED) {
            return new AccessDeniedException(e.getMessage());
        } else if (status == Response.StatusCode.FAILURE) {
            return new IOException("the remote host refused without a reason: is its disk full or read-only?", e);
        } else if (e instanceof OpenFailException && !connectionLost) {
            return new IOException("the remote host opens no session: MaxSessions in its sshd_config allows none", e);
        } else if (connectionLost) {
            return new IOException("the connection was lost", e);
        }
        return timedOut(e) ? new IOException("the remote host does not answer", e) : e;
    }

    /** Returns whether sshj waited in vain; it has an exception for that which it then wraps in others. */
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
}
