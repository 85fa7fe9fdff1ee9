package io.etcdsnapshot.store.ssh;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPEngine;

/** Asks a file system on another host for its free space. Source: OpenSSH's PROTOCOL, {@code statvfs@openssh.com}. */
final class SftpSpace {
    /** Counts the directory and the files of a set, with some to spare. */
    private static final long FILES_OF_A_SET = 8;

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
        long files = answer.readUInt64();
        answer.readUInt64();
        long availableFiles = answer.readUInt64();
        boolean fewFiles = files > 0 && availableFiles < FILES_OF_A_SET;
        return OptionalLong.of(fewFiles ? 0 : blockBytes * availableBlocks);
    }
}
