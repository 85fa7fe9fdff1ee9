package io.etcdsnapshot.store.ssh;

import java.io.IOException;
import java.nio.charset.Charset;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.connection.channel.direct.SessionChannel;
import net.schmizz.sshj.transport.TransportException;

/**
 * A client whose commands all run as root on the far side, by {@code sudo} without a password; the SFTP server is
 * started as such a command, as sshd's own subsystem runs as the user.
 */
final class SudoClient extends SSHClient {
    /** Where Red Hat, Debian, SUSE and Alpine install it. */
    private static final String SFTP_SERVER =
            """
            for server in /usr/libexec/openssh /usr/lib/openssh /usr/lib/ssh; do
              [ ! -x $server/sftp-server ] || exec $server/sftp-server
            done
            exit 127""";

    SudoClient(Config config) {
        super(config);
    }

    /** To be asked once after the login. */
    boolean isAllowed() throws IOException {
        try (Session session = startSession()) {
            Session.Command nothing = session.exec(":");
            nothing.getInputStream().readAllBytes();
            nothing.join();
            return Integer.valueOf(0).equals(nothing.getExitStatus());
        }
    }

    @Override
    public Session startSession() throws ConnectionException, TransportException {
        SessionChannel session = new AsRoot(getConnection(), getRemoteCharset());
        session.open();
        return session;
    }

    private static String asRoot(String command) {
        return "sudo -n -- sh -c " + Shell.quote(command);
    }

    private static final class AsRoot extends SessionChannel {
        AsRoot(Connection connection, Charset charset) {
            super(connection, charset);
        }

        @Override
        public Command exec(String command) throws ConnectionException, TransportException {
            return super.exec(asRoot(command));
        }

        @Override
        public Subsystem startSubsystem(String name) throws ConnectionException, TransportException {
            exec(SFTP_SERVER);
            return this;
        }
    }
}
