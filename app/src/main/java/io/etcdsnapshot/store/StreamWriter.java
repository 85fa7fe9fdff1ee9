package io.etcdsnapshot.store;

import io.etcdsnapshot.backup.Incoming;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import net.schmizz.sshj.connection.channel.direct.Session;

/**
 * Writes a file through a command on the far side that stores its standard input: one stream, with less traffic to and
 * fro than SFTP.
 */
final class StreamWriter implements Incoming.FileWriter {
    private final Session session;
    private final Session.Command command;
    private final OutputStream out;
    private final Throttle throttle;
    private final LongConsumer sent;
    private final long timeoutMillis;

    StreamWriter(SshConnection connection, String command, Throttle throttle, LongConsumer sent, long timeoutMillis)
            throws IOException {
        this.session = connection.startSession();
        this.command = session.exec(command);
        this.out = connection.input(this.command);
        this.throttle = throttle;
        this.sent = sent;
        this.timeoutMillis = timeoutMillis;
    }

    /** The position is where the stream is anyway. */
    @Override
    public void write(long position, byte[] bytes, int offset, int length) throws IOException {
        throttle.await(length);
        out.write(bytes, offset, length);
        sent.accept(length);
    }

    /** The stream must be flushed before it is closed: closing alone drops what the far side has no window for. */
    @Override
    public void finish(long size) throws IOException {
        out.flush();
        out.close();
        String complaint = new String(command.getErrorStream().readNBytes(2000), StandardCharsets.UTF_8).strip();
        command.join(timeoutMillis, TimeUnit.MILLISECONDS);
        Integer exit = command.getExitStatus();
        if (exit == null || exit != 0) {
            throw new IOException(complaint.isEmpty() ? "the far side stopped taking the file" : complaint);
        }
    }

    @Override
    public void close() throws IOException {
        session.close();
    }
}
