package io.etcdsnapshot.store.ssh;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.check.CheckTarget;
import io.etcdsnapshot.check.CheckTarget.Check;
import io.etcdsnapshot.check.WriteProbe;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.location.SshLocation;
import io.etcdsnapshot.store.layout.LockNote;
import io.etcdsnapshot.store.ssh.RemoteShell.Ability;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.schmizz.sshj.sftp.FileMode;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPException;

/** Checks that sets could be copied to a directory of another host. */
public final class SshCheck {
    private final SshLocation location;
    private final SshSettings settings;
    private final SshConnection connection;
    private final Log log;
    private String existing;

    private SshCheck(SshLocation location, SshSettings settings, Log log) {
        this.location = location;
        this.settings = settings;
        this.connection = new SshConnection(location, settings, log);
        this.log = log;
        this.existing = location.path();
    }

    public static CheckTarget of(SshLocation location, SshSettings settings, Log log) {
        String name = location.toString();
        SshCheck check = new SshCheck(location, settings, log);
        return new CheckTarget(
                List.of(
                        new Check(name + ": login", () -> check.connection.plainly(check::login)),
                        new Check(name + ": directory", () -> check.connection.plainly(check::directory)),
                        new Check(name + ": writable", () -> check.connection.plainly(check::write)),
                        new Check(name + ": space", () -> check.connection.plainly(check::space)),
                        new Check(name + ": lock", () -> check.connection.plainly(check::lock))),
                check.connection);
    }

    private String login() throws IOException {
        connection.sftp();
        return "the host key is known, user %s is let in, %s"
                .formatted(location.user(), connection.shell().can(Ability.SHELL) ? "shell and SFTP" : "SFTP only");
    }

    private String directory() throws IOException {
        while (!isThere(existing)) {
            existing = existing.substring(0, Math.max(1, existing.lastIndexOf('/')));
        }
        return existing.equals(location.path()) ? "it is there" : "it will be made in " + existing;
    }

    private boolean isThere(String path) throws IOException {
        try {
            if (connection.sftp().stat(path).getType() != FileMode.Type.DIRECTORY) {
                throw Failure.failed("not a directory: " + path);
            }
            return true;
        } catch (SFTPException e) {
            if (e.getStatusCode() != Response.StatusCode.NO_SUCH_FILE || path.equals("/")) {
                throw Failure.failed("can't look at %s: %s".formatted(path, Reason.of(connection.plain(e))));
            }
            return false;
        }
    }

    private String write() throws IOException {
        SshLocation there =
                new SshLocation(location.user(), location.host(), location.port(), existing, location.toString());
        SshStore store = new SshStore(there, settings, log, connection);
        return WriteProbe.write(() -> store.receive(BackupSetId.at(Instant.now())), store::checkRename);
    }

    private String space() throws IOException {
        OptionalLong free = SftpSpace.free(connection.sftp(), existing);
        return free.isPresent() ? WriteProbe.free(free.getAsLong()) : "the remote host does not tell";
    }

    private String lock() throws IOException {
        if (!connection.shell().can(Ability.LOCK)) {
            return "none: two runs at once would not notice each other";
        }
        if (existing.equals(location.path())) {
            Optional<String> holder = SshLock.holder(connection, existing);
            if (holder.isPresent()) {
                throw LockNote.heldByAnother(location.toString(), holder.get());
            }
        }
        return "nobody holds it";
    }
}
