package io.etcdsnapshot.cli;

import io.etcdsnapshot.crypto.age.AgeKeys;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.report.KeygenResult;
import io.etcdsnapshot.report.Result;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "keygen",
        description = "Makes an age identity, as age-keygen does, and prints the recipient to encrypt to.",
        footer = {
            "",
            "Whoever has the file can read every set that is encrypted to its recipient, and nobody can without it:"
                    + " keep it away from the cluster and from the sets, in two places.",
            "",
            "Examples:",
            "  etcd-snapshot keygen key.txt",
            "  etcd-snapshot keygen --pq key.txt",
            "  etcd-snapshot verify --age-identity key.txt /mnt/backups/prod"
        })
final class KeygenCommand extends ResultCommand {
    @Parameters(paramLabel = "FILE", arity = "1", description = "file to make, which must not be there yet")
    Path file;

    @Option(
            names = "--pq",
            description = "make one that no quantum computer can find from its recipient; age reads it from 1.3 on")
    boolean postQuantum;

    KeygenCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Result run() {
        Instant now = context.clock().instant();
        AgeKeys.Generated key = postQuantum ? AgeKeys.generatePostQuantum(now) : AgeKeys.generate(now);
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer content = ByteBuffer.wrap(key.fileContent().getBytes(StandardCharsets.US_ASCII));
            while (content.hasRemaining()) {
                channel.write(content);
            }
            channel.force(true);
        } catch (FileAlreadyExistsException e) {
            throw Failure.failed("%s is there already, and may be the only key to something".formatted(file));
        } catch (IOException e) {
            throw Failure.io("can't write %s: %s".formatted(file, Reason.of(e)), e);
        }
        return new KeygenResult(file.toString(), key.recipient().text());
    }
}
