package io.etcdsnapshot.store.ssh;

import io.etcdsnapshot.io.BlockInput;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.io.Throttle;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import net.schmizz.concurrent.Promise;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.OpenMode;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPEngine;
import net.schmizz.sshj.sftp.SFTPException;

/** Reads a file over SFTP, several reads in flight. */
final class SftpInput extends BlockInput {
    private static final int IN_FLIGHT = 24;
    private static final int PACKET_BYTES = 128 * 1024;

    private record Part(long position, int length, Promise<Response, SFTPException> response) {}

    private final SFTPEngine sftp;
    private final byte[] handle;
    private final Throttle throttle;
    private final Progress progress;
    private final Deque<Part> asked = new ArrayDeque<>();
    private final long size;
    private long nextAsk;
    private byte[] part = new byte[0];
    private int at;
    private int end;

    SftpInput(SFTPEngine sftp, String path, Throttle throttle, Progress progress) throws IOException {
        this.sftp = sftp;
        this.throttle = throttle;
        this.progress = progress;
        this.size = sftp.stat(path).getSize();
        this.handle = sftp.request(sftp.newRequest(PacketType.OPEN)
                        .putString(path, sftp.getSubsystem().getRemoteCharset())
                        .putUInt32(OpenMode.toMask(EnumSet.of(OpenMode.READ)))
                        .putFileAttributes(FileAttributes.EMPTY))
                .retrieve(sftp.getTimeoutMs(), TimeUnit.MILLISECONDS)
                .ensurePacketTypeIs(PacketType.HANDLE)
                .readBytes();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (at == end && !nextPart()) {
            return -1;
        }
        int taken = Math.min(length, end - at);
        System.arraycopy(part, at, bytes, offset, taken);
        at += taken;
        return taken;
    }

    private boolean nextPart() throws IOException {
        while (asked.size() < IN_FLIGHT && nextAsk < size) {
            int length = throttle.await((int) Math.min(PACKET_BYTES, size - nextAsk));
            asked.add(ask(nextAsk, length));
            nextAsk += length;
        }
        Part next = asked.poll();
        if (next == null) {
            return false;
        }
        Response response = next.response().retrieve(sftp.getTimeoutMs(), TimeUnit.MILLISECONDS);
        if (response.getType() != PacketType.DATA) {
            response.ensureStatusIs(Response.StatusCode.EOF);
            return false;
        }
        progress.moved();
        int length = response.readUInt32AsInt();
        part = response.array();
        at = response.rpos();
        end = at + length;
        if (length < next.length()) {
            asked.addFirst(ask(next.position() + length, next.length() - length));
        }
        return length > 0;
    }

    private Part ask(long position, int length) throws IOException {
        return new Part(
                position,
                length,
                sftp.request(sftp.newRequest(PacketType.READ)
                        .putString(handle, 0, handle.length)
                        .putUInt64(position)
                        .putUInt32(length)));
    }

    @Override
    public void close() throws IOException {
        sftp.request(sftp.newRequest(PacketType.CLOSE).putString(handle, 0, handle.length))
                .retrieve(sftp.getTimeoutMs(), TimeUnit.MILLISECONDS);
    }
}
