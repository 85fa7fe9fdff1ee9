package io.etcdsnapshot.store.ssh;

import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.location.SshLocation;
import io.etcdsnapshot.store.FileStoreContract;
import io.etcdsnapshot.store.Place;
import io.etcdsnapshot.store.layout.LayoutNames.Writer;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.SshMirror;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

class SshStoreContractIT {
    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class WithAShell extends OverSsh {
        WithAShell() {
            super(Map.of());
        }
    }

    /** A far side that only serves files; there is nothing to lock with. */
    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class WithSftpOnly extends OverSsh {
        WithSftpOnly() {
            super(Map.of("SSHD_EXTRA", "ForceCommand internal-sftp"));
        }

        @Override
        protected void aLockKeepsOthersOutAndNamesItsHolderUntilItIsGivenBack() {}
    }

    /** Its programs lack what changes are sent with. */
    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class WithAPoorShell extends OverSsh {
        WithAPoorShell() throws Exception {
            super(Map.of("SSHD_PATH", programs().toString()));
        }

        private static Path programs() throws Exception {
            Path programs = Files.createTempDirectory("bin");
            Path dd = Files.writeString(
                    programs.resolve("dd"),
                    "#!/bin/sh\ncase $* in *sparse*) exit 1;; esac\nPATH=/usr/bin:/bin exec dd \"$@\"\n");
            Files.setPosixFilePermissions(dd, PosixFilePermissions.fromString("rwxr-xr-x"));
            return programs;
        }
    }

    /** Every program is BusyBox's, of which many take fewer options. */
    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class WithBusyBox extends OverSsh {
        WithBusyBox() throws Exception {
            super(Map.of("SSHD_PATH", programs().toString()));
        }

        private static Path programs() throws Exception {
            RealThings.require("busybox");
            Path programs = Files.createTempDirectory("busybox");
            Program.of("busybox", "--install", "-s", programs.toString()).output();
            return programs;
        }
    }

    /** An ordinary user there, and places that are root's. */
    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class WithSudo extends OverSsh {
        WithSudo() {
            super(Map.of("SSHD_USER", "core", "SSHD_SUDOERS", "core ALL=(root) NOPASSWD: ALL"));
        }

        @BeforeAll
        static void require() throws Exception {
            RealThings.require("sudo");
            RealThings.requireRootOfTheMachine();
        }
    }

    abstract static class OverSsh extends FileStoreContract {
        private final Map<String, String> options;
        private SshMirror mirror;

        OverSsh(Map<String, String> options) {
            this.options = options;
        }

        @BeforeAll
        void start() throws Exception {
            mirror = SshMirror.start(Files.createTempDirectory("sshd"), options);
        }

        @AfterAll
        void stop() throws Exception {
            mirror.close();
        }

        @Override
        protected Place newPlace() throws Exception {
            return new Place.OnDisk(Files.createTempDirectory(mirror.path(""), "it's a place"));
        }

        @Override
        protected Writer writer() {
            return Writer.FROM_AFAR;
        }

        @Override
        protected WritableStore storeAt(Place place, String below) {
            Path there = ((Place.OnDisk) place).directory().resolve(below);
            String name = mirror.path("").relativize(there).toString();
            return new SshStore((SshLocation) Location.parse(mirror.location(name)), mirror.settings(), Sets.SILENT);
        }
    }
}
