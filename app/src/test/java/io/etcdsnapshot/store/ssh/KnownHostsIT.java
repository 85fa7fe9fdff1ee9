package io.etcdsnapshot.store.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.location.SshLocation;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.SshMirror;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every host that the real ssh lets in with the same known_hosts files, and no other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KnownHostsIT {
    private static final List<String> TYPES = List.of("ed25519", "ecdsa", "rsa");

    @TempDir
    static Path directory;

    private final Map<String, String> words = new HashMap<>();
    private SshMirror mirror;
    private Path authority;

    @BeforeAll
    void start() throws Exception {
        RealThings.require("ssh", "ssh-keygen", "ssh-keyscan");
        mirror = SshMirror.start(directory, Map.of());
        Files.createDirectory(mirror.path("sets"));
        SshLocation location = (SshLocation) Location.parse(mirror.location("sets"));
        words.put("bar", "|");
        words.put("port", Integer.toString(location.port()));
        words.put("host", "[127.0.0.1]:" + location.port());
        for (String type : TYPES) {
            words.put(type, key(mirror.path("ssh_host_%s_key.pub".formatted(type))));
            words.put("other-" + type, key(Path.of(newKey(type) + ".pub")));
        }
        authority = newKey("ed25519");
        words.put("ca", key(Path.of(authority + ".pub")));
    }

    @AfterAll
    void stop() throws Exception {
        mirror.close();
    }

    private static Path newKey(String type) throws Exception {
        Path key = Files.createTempDirectory(directory, "key").resolve("key");
        Program.of("ssh-keygen", "-q", "-t", type, "-N", "", "-f", key.toString())
                .output();
        return key;
    }

    private static String key(Path file) throws Exception {
        String[] parts = Files.readString(file).split(" ", -1);
        return parts[0] + " " + parts[1].strip();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            its own key                       | yes | yes | {host} {ed25519}
            the key of one type alone         | yes | yes | {host} {rsa}
            the other type alone              | yes | yes | {host} {ecdsa}
            all types                         | yes | yes | {host} {ed25519};{host} {ecdsa};{host} {rsa}
            nothing                           | no  | yes | # a comment
            another host                      | no  | yes | other.example.com {other-ed25519}
            another key of the same type      | no  | no  | {host} {other-ed25519}
            another key of another type       | no  | no  | {host} {other-rsa}
            another key of the third type     | no  | no  | {host} {other-ecdsa}
            its key behind another one        | yes | yes | {host} {other-rsa};{host} {rsa}
            one of two types is another       | no  | no  | {host} {rsa};{host} {other-ed25519}
            its key and one of another type   | yes | yes | {host} {ed25519};{host} {other-rsa}
            revoked alone                     | no  | no  | @revoked {host} {ed25519}
            revoked beside a plain line       | no  | no  | {host} {ed25519};@revoked {host} {ed25519}
            revoked before a plain line       | no  | no  | @revoked * {ed25519};{host} {ed25519}
            revoked, another type is known    | yes | yes | @revoked * {ed25519};{host} {rsa}
            another key is revoked            | yes | yes | @revoked * {other-ed25519};{host} {ed25519}
            revoked for another host          | yes | yes | @revoked other {ed25519};{host} {ed25519}
            the name without the port         | yes | yes | 127.0.0.1 {ed25519}
            another key without the port      | no  | yes | 127.0.0.1 {other-ed25519}
            the wrong port                    | no  | yes | [127.0.0.1]:1 {ed25519}
            port 22 spelled out               | no  | yes | [127.0.0.1]:22 {ed25519}
            one of several names              | yes | yes | master-0,{host},master-1 {ed25519}
            a star                            | yes | yes | [127.*]:* {ed25519}
            a star for all                    | yes | yes | * {ed25519}
            question marks                    | yes | yes | [127.?.?.1]:{port} {ed25519}
            too few question marks            | no  | yes | [127.?.1]:{port} {ed25519}
            a star and a negation             | no  | yes | *,!*127.0.0.1* {ed25519}
            a negation with the port alone    | yes | yes | *,!{host} {ed25519}
            a negation of another             | yes | yes | *,!other {ed25519}
            a negation alone                  | no  | yes | !other {ed25519}
            upper case                        | yes | yes | [127.0.0.1]:{port},MASTER {ed25519}
            hashed                            | yes | yes | hash {host} {ed25519}
            hashed, another key               | no  | no  | hash {host} {other-ed25519}
            hashed without the port           | yes | yes | hash 127.0.0.1 {ed25519}
            hashed, another host              | no  | yes | hash other {ed25519}
            a damaged hash                    | no  | yes | {bar}1{bar}abc{bar}def {ed25519}
            a hash cut short                  | no  | yes | {bar}1{bar}abc {ed25519}
            an unknown hash                   | no  | yes | {bar}2{bar}abc{bar}def {ed25519}
            an authority alone                | no  | yes | @cert-authority * {ca}
            its key as an authority           | no  | yes | @cert-authority * {ed25519}
            an authority and its key          | yes | yes | @cert-authority * {ca};{host} {rsa}
            an unknown marker                 | no  | yes | @trusted {host} {ed25519}
            two markers                       | no  | yes | @revoked @revoked {host} {ed25519}
            a marker that ends the line       | no  | yes | @revoked
            a comment behind the key          | yes | yes | {host} {ed25519} root@master # 0
            blanks around                     | yes | yes | blanks {host} {ed25519}
            a commented line                  | no  | yes | #{host} {ed25519}
            the wrong name of the type        | no  | yes | {host} ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIA
            a key that is no base64           | no  | yes | {host} ssh-ed25519 AAAA!
            a key cut short                   | no  | yes | {host} ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA
            a type without key                | no  | yes | {host} ssh-ed25519
            a name without key                | no  | yes | {host}
            rubbish before its key            | yes | yes | what is this;;{host} {ed25519}
            """)
    void isAsStrictAsSsh(String what, String strict, String acceptNew, String lines) throws Exception {
        for (String policy : strict.equals("yes") ? List.of("yes") : List.of("yes", "accept-new")) {
            String right = policy.equals("yes") ? strict : acceptNew;
            List<Path> ours = List.of(fileOf(lines));
            assertThat(ssh(mirror, policy, List.of(fileOf(lines))))
                    .as("ssh, %s: %s", policy, what)
                    .isEqualTo(right);
            assertThat(here(mirror, policy, ours))
                    .as("here, %s: %s", policy, what)
                    .isEqualTo(right);
        }
    }

    @Test
    void severalFilesAreOne() throws Exception {
        List<List<Path>> rows = List.of(
                List.of(fileOf("# nothing"), fileOf("{host} {rsa}")),
                List.of(fileOf("{host} {ed25519}"), fileOf("@revoked * {ed25519}")),
                List.of(directory.resolve("missing"), fileOf("{host} {ecdsa}")),
                List.of(fileOf("{host} {other-rsa}"), fileOf("{host} {rsa}")));
        for (List<Path> files : rows) {
            assertThat(here(mirror, "yes", files)).isEqualTo(ssh(mirror, "yes", files));
        }
        assertThat(here(mirror, "yes", rows.get(0))).isEqualTo("yes");
        assertThat(here(mirror, "yes", rows.get(1))).isEqualTo("no");
    }

    /** What was the last line stays that of its host. */
    @Test
    void aNewKeyBeginsALineOfItsOwn() throws Exception {
        Path file = fileOf("");
        Files.writeString(file, "pinned.example.com " + words.get("other-ed25519"));

        assertThat(here(mirror, "accept-new", List.of(file))).isEqualTo("yes");

        assertThat(Program.of("ssh-keygen", "-F", "pinned.example.com", "-f", file.toString())
                        .output())
                .contains(words.get("other-ed25519") + System.lineSeparator());
        assertThat(here(mirror, "yes", List.of(file))).isEqualTo("yes");
        assertThat(ssh(mirror, "yes", List.of(file))).isEqualTo("yes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            127.0.0.1 |       | yes | @cert-authority * {ca}
            127.0.0.1 |       | no  | @cert-authority other {ca}
            127.0.0.1 |       | no  | @cert-authority * {other-ed25519}
            127.0.0.1 |       | no  | @cert-authority * {ca};@revoked * {ca}
            127.0.0.1 |       | yes | {host} {ed25519}
            127.0.0.1 |       | no  | {host} {other-ed25519}
            127.0.0.1 |       | yes | @cert-authority * {ca};{host} {other-ed25519}
            master-0  |       | no  | @cert-authority * {ca}
            master-0  |       | yes | @cert-authority * {ca};{host} {ed25519}
            127.0.0.1 | -V -5m:-1m | no  | @cert-authority * {ca}
            127.0.0.1 | -V -5m:+1h | yes | @cert-authority * {ca}
            """)
    void certificatesAreTakenAsSshTakesThem(String principal, String options, String right, String lines)
            throws Exception {
        Path certificate = Files.createTempDirectory(directory, "certificate").resolve("host_key-cert.pub");
        try (SshMirror certified = SshMirror.start(directory, Map.of("SSHD_EXTRA", "HostCertificate " + certificate))) {
            Path key =
                    Files.copy(certified.path("ssh_host_ed25519_key.pub"), certificate.resolveSibling("host_key.pub"));
            List<String> sign = new ArrayList<>(
                    List.of("ssh-keygen", "-q", "-s", authority.toString(), "-I", "host", "-h", "-n", principal));
            if (options != null) {
                sign.addAll(List.of(options.split(" ")));
            }
            sign.add(key.toString());
            Program.of(sign.toArray(String[]::new)).output();
            certified.stop();
            certified.restart();
            Files.createDirectory(certified.path("sets"));
            SshLocation location = (SshLocation) Location.parse(certified.location("sets"));
            String file = lines.replace("{host}", "[127.0.0.1]:" + location.port())
                    .replace("{ed25519}", key(certified.path("ssh_host_ed25519_key.pub")));

            assertThat(ssh(certified, "yes", List.of(fileOf(file)))).as("ssh").isEqualTo(right);
            assertThat(here(certified, "yes", List.of(fileOf(file)))).as("here").isEqualTo(right);
        }
    }

    @Test
    void anUnknownKeyIsShownAsSshKeygenShowsItWithTheCommandThatAddsIt() throws Exception {
        Path file = fileOf("");
        String fingerprint = Program.of(
                        "ssh-keygen",
                        "-lf",
                        mirror.path("ssh_host_ed25519_key.pub").toString())
                .output()
                .split(" ")[1];

        Failure failure = refusal("yes", file);

        assertThat(failure.getMessage()).contains("ssh-ed25519 " + fingerprint).contains(file.toString());
        Matcher command = Pattern.compile("ssh-keyscan .* >> \\S+").matcher(String.valueOf(failure.hint()));
        assertThat(command.find()).isTrue();
        Program.of("sh", "-c", command.group().replace(";", "")).output();
        assertThat(here(mirror, "yes", List.of(file))).isEqualTo("yes");
    }

    private Failure refusal(String policy, Path file) throws Exception {
        try (SshStore store = store(mirror, policy, List.of(file))) {
            store.list();
            throw new AssertionError("let in");
        } catch (Failure e) {
            return e;
        }
    }

    private Path fileOf(String lines) throws Exception {
        String text = lines.replace(";", "\n");
        for (Map.Entry<String, String> word : words.entrySet()) {
            text = text.replace("{" + word.getKey() + "}", word.getValue());
        }
        Path file = Files.createTempFile(directory, "known", "hosts");
        if (text.startsWith("blanks ")) {
            text = " \t " + text.substring(7).replace(" ", " \t ") + "  ";
        }
        boolean hash = text.startsWith("hash ");
        Files.writeString(file, (hash ? text.substring(5) : text) + "\n");
        if (hash) {
            Program.of("ssh-keygen", "-H", "-f", file.toString()).output();
        }
        return file;
    }

    /** @return whether it lets us in */
    private static String ssh(SshMirror mirror, String policy, List<Path> files) throws Exception {
        SshLocation location = (SshLocation) Location.parse(mirror.location("sets"));
        String known = String.join(" ", files.stream().map(Path::toString).toList());
        Program.Result result = Program.of(
                        "ssh",
                        "-F",
                        "none",
                        "-i",
                        mirror.identity("id_ed25519").toString(),
                        "-o",
                        "IdentitiesOnly=yes",
                        "-o",
                        "BatchMode=yes",
                        "-o",
                        "UpdateHostKeys=no",
                        "-o",
                        "StrictHostKeyChecking=" + policy,
                        "-o",
                        "UserKnownHostsFile=" + known,
                        "-o",
                        "GlobalKnownHostsFile=none",
                        "-p",
                        Integer.toString(location.port()),
                        location.user() + "@127.0.0.1",
                        "true")
                .run();
        assertThat(result.exitCode()).as(result.err()).isIn(0, 255);
        return result.exitCode() == 0 ? "yes" : "no";
    }

    private static SshStore store(SshMirror mirror, String policy, List<Path> files) {
        SshSettings usual = mirror.settings();
        SshSettings settings = new SshSettings(
                usual.user(),
                usual.identities(),
                null,
                files,
                policy.equals("accept-new"),
                false,
                usual.connectTimeout(),
                usual.idleTimeout(),
                usual.throttle());
        return new SshStore((SshLocation) Location.parse(mirror.location("sets")), settings, Sets.SILENT);
    }

    private static String here(SshMirror mirror, String policy, List<Path> files) throws Exception {
        try (SshStore store = store(mirror, policy, files)) {
            store.list();
            return "yes";
        } catch (Failure e) {
            assertThat(e.getMessage()).containsIgnoringCase("host key").contains("127.0.0.1");
            return "no";
        }
    }
}
