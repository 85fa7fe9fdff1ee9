package io.etcdsnapshot.store.ssh.transfer;

import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.io.Throttle;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import net.schmizz.sshj.connection.channel.direct.Session;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file through a command on another host that stores its standard input: one stream, with less traffic to and
 * fro than SFTP.
 */
public final class StreamWriter implements Incoming.FileWriter {
    private static final long ENDING_MILLIS = 2000;

    private final Session.Command command;
    private final InterruptibleWaits guard = new InterruptibleWaits();
    private final OutputStream out;
    private final Throttle throttle;
    private final LongConsumer sent;
    private final long timeoutMillis;

    public StreamWriter(
            Session.Command command, OutputStream in, Throttle throttle, LongConsumer sent, long timeoutMillis) {
        this.command = command;
        this.out = guard.failing(in);
        Thread watching = new Thread(this::awaitEnd, "remote command");
        watching.setDaemon(true);
        watching.start();
        this.throttle = throttle;
        this.sent = sent;
        this.timeoutMillis = timeoutMillis;
    }

    /** The command says nothing on its standard output; that ends with it. */
    private void awaitEnd() {
        try {
            command.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // the connection is gone, and the command with it
        }
        guard.end();
    }

    /** Writes at the stream's position, which {@code position} has to be. */
    @Override
    public void write(long position, byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            int part = throttle.await(length - done);
            try {
                out.write(bytes, offset + done, part);
            } catch (IOException e) {
                throw complaint(e);
            }
            done += part;
            sent.accept(part);
        }
    }

    /** The stream must be flushed before it is closed: closing alone drops what the remote host has no window for. */
    @Override
    public void finish(long size) throws IOException {
        try {
            out.flush();
            out.close();
        } catch (IOException e) {
            throw complaint(e);
        }
        command.join(timeoutMillis, TimeUnit.MILLISECONDS);
        Integer exit = command.getExitStatus();
        if (exit == null || exit != 0) {
            throw complaint(null);
        }
    }

    /** Prefers what the remote command says of why it stopped to what became of the stream. */
    private IOException complaint(@Nullable IOException broken) throws IOException {
        if (broken != null && !hasEnded()) {
            return broken;
        }
        String complaint = new String(command.getErrorStream().readNBytes(2000), StandardCharsets.UTF_8).strip();
        return new IOException(complaint.isEmpty() ? "the remote command stopped taking the file" : complaint, broken);
    }

    /** Whoever writes may learn of the end before whoever waits for it. */
    private boolean hasEnded() {
        try {
            command.join(ENDING_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (IOException e) {
            return guard.isOver();
        }
    }

    @Override
    public void close() throws IOException {
        command.close();
    }
}
