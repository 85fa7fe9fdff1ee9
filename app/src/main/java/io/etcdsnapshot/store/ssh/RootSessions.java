package io.etcdsnapshot.store.ssh;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.connection.channel.direct.SessionChannel;
import net.schmizz.sshj.connection.channel.direct.SessionFactory;
import net.schmizz.sshj.transport.TransportException;

/** Sessions whose SFTP subsystem is a server that {@code sudo} runs, as sshd's own runs as the user. */
final class RootSessions implements SessionFactory {
    private static final RemoteScript SERVER = RemoteScript.of("sftp-server");

    private final SSHClient client;

    RootSessions(SSHClient client) {
        this.client = client;
    }

    @Override
    public Session startSession() throws ConnectionException, TransportException {
        SessionChannel session = new AsRoot(client.getConnection(), client.getRemoteCharset());
        session.open();
        return session;
    }

    @Override
    public InetSocketAddress getRemoteSocketAddress() {
        return client.getRemoteSocketAddress();
    }

    private static final class AsRoot extends SessionChannel {
        AsRoot(Connection connection, Charset charset) {
            super(connection, charset);
        }

        @Override
        public Subsystem startSubsystem(String name) throws ConnectionException, TransportException {
            exec(SERVER.commandAsRoot());
            try {
                OutputStream out = getOutputStream();
                out.write(SERVER.bytes());
                out.flush();
            } catch (IOException e) {
                throw new ConnectionException(e);
            }
            return this;
        }
    }
}
