package io.etcdsnapshot.store.ssh.transfer;

import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.io.Throttle;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import net.schmizz.concurrent.Promise;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.FileMode;
import net.schmizz.sshj.sftp.OpenMode;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPEngine;
import net.schmizz.sshj.sftp.SFTPException;

/** Writes a file over SFTP, several writes in flight, so that the link's delay is paid once and not for each. */
public final class SftpWriter implements Incoming.FileWriter {
    private static final int IN_FLIGHT = 64;
    /** What OpenSSH takes in one packet, less its header. */
    private static final int PACKET_BYTES = 255 * 1024;

    private final SFTPEngine sftp;
    private final String path;
    private final byte[] handle;
    private final Throttle throttle;
    private final LongConsumer sent;
    private final boolean sync;
    private final Deque<Promise<Response, SFTPException>> unconfirmed = new ArrayDeque<>();
    private boolean closed;

    private SftpWriter(
            SFTPEngine sftp, String path, byte[] handle, Throttle throttle, LongConsumer sent, boolean sync) {
        this.sftp = sftp;
        this.path = path;
        this.handle = handle;
        this.throttle = throttle;
        this.sent = sent;
        this.sync = sync && sftp.supportsServerExtension("fsync", "openssh.com");
    }

    /**
     * @param existing whether the file must be there already; what is in it stays then
     * @param sync whether the file is written to the disk there before it counts as finished, where that can be asked for
     */
    public static SftpWriter open(
            SFTPEngine sftp, String path, boolean existing, Throttle throttle, LongConsumer sent, boolean sync)
            throws IOException {
        Set<OpenMode> modes =
                existing ? EnumSet.of(OpenMode.WRITE) : EnumSet.of(OpenMode.WRITE, OpenMode.CREAT, OpenMode.TRUNC);
        FileAttributes attributes = new FileAttributes.Builder()
                .withPermissions(0600)
                .withType(FileMode.Type.REGULAR)
                .build();
        byte[] handle = sftp.request(sftp.newRequest(PacketType.OPEN)
                        .putString(path, sftp.getSubsystem().getRemoteCharset())
                        .putUInt32(OpenMode.toMask(modes))
                        .putFileAttributes(existing ? FileAttributes.EMPTY : attributes))
                .retrieve(sftp.getTimeoutMs(), TimeUnit.MILLISECONDS)
                .ensurePacketTypeIs(PacketType.HANDLE)
                .readBytes();
        return new SftpWriter(sftp, path, handle, throttle, sent, sync);
    }

    @Override
    public void write(long position, byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            int part = throttle.await(Math.min(PACKET_BYTES, length - done));
            if (unconfirmed.size() >= IN_FLIGHT) {
                confirm();
            }
            unconfirmed.add(sftp.request(sftp.newRequest(PacketType.WRITE)
                    .putString(handle, 0, handle.length)
                    .putUInt64(position + done)
                    .putString(bytes, offset + done, part)));
            done += part;
            sent.accept(part);
        }
    }

    private void confirm() throws IOException {
        unconfirmed
                .remove()
                .retrieve(sftp.getTimeoutMs(), TimeUnit.MILLISECONDS)
                .ensureStatusPacketIsOK();
    }

    @Override
    public void finish(long size) throws IOException {
        while (!unconfirmed.isEmpty()) {
            confirm();
        }
        sftp.setAttributes(path, new FileAttributes.Builder().withSize(size).build());
        if (sync) {
            sync();
        }
        close();
    }

    /** Source: OpenSSH's PROTOCOL, {@code fsync@openssh.com}. */
    private void sync() throws IOException {
        sftp.request(sftp.newExtendedRequest("fsync@openssh.com").putString(handle, 0, handle.length))
                .retrieve(sftp.getTimeoutMs(), TimeUnit.MILLISECONDS)
                .ensureStatusPacketIsOK();
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            sftp.request(sftp.newRequest(PacketType.CLOSE).putString(handle, 0, handle.length))
                    .retrieve(sftp.getTimeoutMs(), TimeUnit.MILLISECONDS)
                    .ensureStatusPacketIsOK();
        }
    }
}
