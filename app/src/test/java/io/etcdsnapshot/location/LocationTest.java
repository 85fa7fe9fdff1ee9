package io.etcdsnapshot.location;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.etcdsnapshot.failure.Failure;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocationTest {
    @ParameterizedTest
    @CsvSource({
        "/mnt/backups, /mnt/backups",
        "backups, backups",
        "., .",
        "./s3:/x, ./s3:/x",
        "dir/name:with colon, dir/name:with colon",
        "a b, a b",
        "file:///mnt/back ups, /mnt/back ups",
        "file:///mnt/a%20b, /mnt/a b",
    })
    void aPathIsADirectory(String text, String path) {
        assertThat(Location.parse(text)).isInstanceOfSatisfying(DirectoryLocation.class, directory -> {
            assertThat(directory.path()).isEqualTo(Path.of(path));
            assertThat(directory).hasToString(text);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "ssh://master-1/srv/sets, '', master-1, 22, /srv/sets",
        "ssh://core@master-1/srv/sets/, core, master-1, 22, /srv/sets",
        "ssh://core@[fd00::2]:2222/srv, core, fd00::2, 2222, /srv",
        "ssh://core@10.0.0.1:65535/it's a place, core, 10.0.0.1, 65535, /it's a place",
        "ssh://core@master-1/mail@home:1/x, core, master-1, 22, /mail@home:1/x",
        "ssh://master-1:22/mail@home, '', master-1, 22, /mail@home",
    })
    void anSshAddressIsReadByItsParts(String text, String user, String host, int port, String path) {
        assertThat(Location.parse(text)).isInstanceOfSatisfying(SshLocation.class, ssh -> {
            assertThat(ssh.user()).isEqualTo(user);
            assertThat(ssh.host()).isEqualTo(host);
            assertThat(ssh.port()).isEqualTo(port);
            assertThat(ssh.path()).isEqualTo(path);
            assertThat(ssh).hasToString(text);
        });
    }

    @ParameterizedTest
    @CsvSource({"s3://bucket, bucket, ''", "s3://bucket/, bucket, ''", "s3://my.bucket-1/a/b/, my.bucket-1, a/b"})
    void aBucketMayHaveAPrefix(String text, String bucket, String prefix) {
        assertThat(Location.parse(text)).isEqualTo(new S3Location(bucket, prefix));
    }

    /** Named is what is wrong, and the form that it should have. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "master-1:/srv/sets      | 'master-1:/srv/sets'       | ssh://master-1/srv/sets",
                "core@master-1:/srv/sets | 'core@master-1:/srv/sets'  | ssh://core@master-1/srv/sets",
                "core@master-1:sets      | 'core@master-1:sets'       | ssh://core@master-1/absolute/path",
                "[fd00::2]:/srv          | '[fd00::2]:/srv'           | ssh://[fd00::2]/srv",
                "s3:bucket/prefix        | 's3:bucket/prefix'         | ./s3:bucket/prefix",
                "C:\\backups             | 'C:\\backups'              | ./C:\\backups",
                "sftp://core@host/x      | 'sftp://'                  | ssh://[user@]host[:port]/absolute/path",
                "SSH://host/x            | 'SSH://'                   | ssh://[user@]host[:port]/absolute/path",
                "https://host/x          | 'https://'                 | s3://bucket[/prefix]",
                "~/sets                  | '~/sets'                   | without quotes",
                "~core/sets              | '~core/sets'               | absolute path",
                "ssh://host:0/x          | '0'                        | 1 to 65535",
                "ssh://host:65536/x      | '65536'                    | 1 to 65535",
                "ssh://host:ssh/x        | 'ssh'                      | 1 to 65535",
                "ssh://host:/x           | ''                         | 1 to 65535",
                "ssh://host              | names no directory         | /absolute/path",
                "ssh://host/             | names no directory         | /absolute/path",
                "ssh:///x                | names no host              | ssh://",
                "ssh://@host/x           | no user before the @       | ssh://",
                "ssh://                  | names no host              | ssh://",
                "ssh:host/x              | 'ssh:host/x'               | ssh://ssh/absolute/path",
                "file://host/x           | names no absolute path     | file:///absolute/path",
                "file://                 | names no absolute path     | file:///absolute/path",
                "s3://                   | ''                         | s3://bucket[/prefix]",
                "s3://Bucket/x           | 'Bucket'                   | s3://bucket[/prefix]",
                "\"\"                    | the location is empty      | a directory",
                "\" \"                   | the location is empty      | a directory",
            })
    void whatLooksLikeAPlaceElsewhereIsRefusedWithTheFormItShouldHave(String text, String message, String hint) {
        Failure failure = catchThrowableOfType(Failure.class, () -> Location.parse(text));

        assertThat(failure.kind()).isEqualTo(Failure.Kind.WRONG_USAGE);
        assertThat(failure.getMessage()).contains(message);
        assertThat(failure.hint()).contains(hint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssh://core:CANARY@master-1/srv",
                "ssh://core:CANARY@master-1:22/srv",
                "ssh://core:CAN@ARY@master-1/srv",
                "ssh://core:CAN/ARY@master-1/srv",
                "ssh://:CANARY@master-1/srv",
                "ssh://core@example.com:CANARY@master-1/srv",
                "ssh://core%3ACANARY@master-1/srv",
                "ssh:///core:CANARY@master-1/srv",
                "ssh:/core:CANARY@master-1/srv",
                "ssh://core:CANARY@[fd00::2]:22/srv",
                "core@example.com:CANARY@master-1:/srv",
                "ssh://core:CANARY@master-1",
                "core:CANARY@master-1:/srv",
                "s3://key:CANARY@bucket/x",
                "https://core:CANARY@host/x",
                "file://core:CANARY@host/x",
            })
    void aPasswordIsRefusedAndNeverShown(String text) {
        Failure failure = catchThrowableOfType(Failure.class, () -> Location.parse(text));

        assertThat(failure.kind()).isEqualTo(Failure.Kind.WRONG_USAGE);
        assertThat(failure.getMessage() + failure.hint()).doesNotContain("CAN", "ARY");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssh://core@master-1:22/srv/a:b@c",
                "ssh://[fd00::2]:22/srv/a@b",
                "ssh://core@[fd00::2]/srv/a@b",
                "ssh://master-1/srv@snapshots",
                "s3://bucket/a:b@c"
            })
    void aColonAndAnAtSignInAPathAreNoPassword(String text) {
        assertThat(Location.parse(text)).hasToString(text);
    }

    @Test
    void theSamePlaceInOtherWordsIsTheSame() {
        assertSame("/tmp", "/tmp/.");
        assertSame("/tmp", "/tmp/x/..");
        assertSame("ssh://core@master-1/srv", "ssh://core@MASTER-1:22/srv/./");
        assertSame("s3://bucket/a", "s3://bucket/a/");
        assertThat(Location.parse("ssh://core@master-1/srv").isSamePlace(Location.parse("ssh://core@master-2/srv")))
                .isFalse();
    }

    private static void assertSame(String one, String other) {
        assertThat(Location.parse(one).isSamePlace(Location.parse(other))).isTrue();
    }

    @Test
    void aClustersDirectoryLiesBelow() {
        assertThat(Location.parse("/mnt/").child("prod")).hasToString("/mnt/prod");
        assertThat(Location.parse("ssh://host/srv/").child("prod")).hasToString("ssh://host/srv/prod");
        assertThat(Location.parse("s3://bucket").child("prod")).hasToString("s3://bucket/prod");
        assertThat(Location.parse("ssh://host/srv").child("prod").lastName()).isEqualTo("prod");
    }
}
