package io.etcdsnapshot.store.ssh;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPEngine;

/** Asks a file system on another host for its free space. Source: OpenSSH's PROTOCOL, {@code statvfs@openssh.com}. */
final class SftpSpace {
    private SftpSpace() {}

    static OptionalLong free(SFTPEngine sftp, String path) throws IOException {
        if (!sftp.supportsServerExtension("statvfs", "openssh.com")) {
            return OptionalLong.empty();
        }
        Response answer = sftp.request(sftp.newExtendedRequest("statvfs@openssh.com")
                        .putString(path, sftp.getSubsystem().getRemoteCharset()))
                .retrieve(sftp.getTimeoutMs(), TimeUnit.MILLISECONDS)
                .ensurePacketTypeIs(PacketType.EXTENDED_REPLY);
        answer.readUInt64();
        long blockBytes = answer.readUInt64();
        answer.readUInt64();
        answer.readUInt64();
        long availableBlocks = answer.readUInt64();
        return OptionalLong.of(blockBytes * availableBlocks);
    }
}
