package io.etcdsnapshot.crypto.age;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.crypto.AgeHeader;
import io.etcdsnapshot.crypto.UnsealException;
import io.etcdsnapshot.crypto.UnsealException.Kind;
import io.etcdsnapshot.io.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgeTest {
    private static final int CHUNK = AgeHeader.CHUNK_BYTES;
    private static final AgeKeys.Generated ALICE = AgeKeys.generate(Instant.EPOCH);
    private static final AgeKeys.Generated BOB = AgeKeys.generate(Instant.EPOCH);

    @ParameterizedTest
    @ValueSource(
            ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5, 16 * CHUNK, 16 * CHUNK + 1, 40 * CHUNK
            })
    void whatIsSealedComesBackAndHasTheSizeThatItsHeaderTells(int size) throws IOException {
        byte[] text = text(size);
        byte[] file = seal(text, ALICE, BOB);

        assertThat(open(file, ALICE)).isEqualTo(text);
        assertThat(open(file, BOB)).isEqualTo(text);
        AgeHeader header = AgeHeader.read(new ByteArrayInputStream(file));
        assertThat(header.types()).containsExactly("X25519", "X25519");
        assertThat(header.fileSize(size)).isEqualTo(file.length);
    }

    @Test
    void aTextIsArmored() throws IOException {
        String armored = new AgeSealer(List.of(ALICE.recipient())).sealText("x".repeat(200_000));

        assertThat(armored).startsWith("-----BEGIN AGE ENCRYPTED FILE-----\n");
        assertThat(open(armored.getBytes(UTF_8), ALICE))
                .isEqualTo("x".repeat(200_000).getBytes(UTF_8));
        assertThat(open(armored.replace("\n", "\r\n").getBytes(UTF_8), ALICE)).hasSize(200_000);
    }

    @Test
    void aDamagedArmorIsToldFromOneThatIsCutShort() {
        String armored = new AgeSealer(List.of(ALICE.recipient())).sealText("x".repeat(100));

        assertFails(armored.substring(0, 200).getBytes(UTF_8), Kind.CUT_SHORT, "its armor is cut short");
        assertFails((armored + "more").getBytes(UTF_8), Kind.HEADER_DAMAGED, "its armor is damaged");
    }

    @Test
    void anotherIdentityDoesNotOpenIt() throws IOException {
        byte[] file = seal(text(10), ALICE);

        assertThatThrownBy(() -> open(file, BOB))
                .isInstanceOfSatisfying(
                        UnsealException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NO_IDENTITY))
                .hasMessage("none of the identities opens it");
    }

    @Test
    void aFlippedBitNamesItsChunk() throws IOException {
        byte[] file = seal(text(3 * CHUNK + 5), ALICE);
        int header = AgeHeader.read(new ByteArrayInputStream(file)).bytes().length + AgeHeader.NONCE_BYTES;

        assertFails(flipped(file, header + 9), Kind.CHUNK_DAMAGED, "chunk 1 of it is damaged");
        assertFails(flipped(file, header + 2 * (CHUNK + 16)), Kind.CHUNK_DAMAGED, "chunk 3 of it is damaged");
        assertFails(
                flipped(file, file.length - 1), Kind.CHUNK_DAMAGED, "chunk 4 of it, the last, is damaged or cut short");
    }

    @Test
    void aCutIsTold() throws IOException {
        byte[] file = seal(text(3 * CHUNK + 5), ALICE);
        int header = AgeHeader.read(new ByteArrayInputStream(file)).bytes().length;
        int chunks = header + AgeHeader.NONCE_BYTES;

        assertFails(cut(file, 5), Kind.NOT_SEALED, "it is not an age file");
        assertFails(cut(file, 60), Kind.CUT_SHORT, "it is cut short, within its age header");
        assertFails(cut(file, header + 3), Kind.CUT_SHORT, "it is cut short, behind its age header");
        assertFails(cut(file, chunks), Kind.CUT_SHORT, "it is cut short, behind chunk 0");
        assertFails(cut(file, chunks + 2 * (CHUNK + 16)), Kind.CUT_SHORT, "it is cut short, behind chunk 2");
        assertFails(cut(file, chunks + 2 * (CHUNK + 16) + 16), Kind.CUT_SHORT, "it is cut short, behind chunk 2");
        assertFails(
                cut(file, chunks + 2 * (CHUNK + 16) + 500),
                Kind.CHUNK_DAMAGED,
                "chunk 3 of it, the last, is damaged or cut short");
    }

    @Test
    void bytesBehindTheEndAreNoPartOfIt() throws IOException {
        byte[] file = seal(text(5), ALICE);

        assertFails(
                Arrays.copyOf(file, file.length + 1),
                Kind.CHUNK_DAMAGED,
                "chunk 1 of it, the last, is damaged or cut short");
    }

    @Test
    void anotherHeaderIsNotTheFiles() throws IOException {
        byte[] file = seal(text(CHUNK), ALICE);
        byte[] other = seal(text(CHUNK), ALICE);
        AgeHeader header = AgeHeader.read(new ByteArrayInputStream(other));
        System.arraycopy(header.bytes(), 0, file, 0, header.bytes().length);
        assertFails(file, Kind.CHUNK_DAMAGED, "chunk 1 of it, the last, is damaged or cut short");

        byte[] forged = seal(text(5), ALICE);
        int mac = new String(forged, UTF_8).indexOf("\n--- ") + 10;
        forged[mac] = (byte) (forged[mac] == 'A' ? 'B' : 'A');
        assertFails(forged, Kind.HEADER_DAMAGED, "its age header is damaged");
    }

    @Test
    void aKeyFileIsAgesAndItsFingerprintIsThatOfTheRecipient() {
        assertThat(ALICE.fileContent())
                .matches("# created: 1970-01-01T00:00:00Z\n# public key: age1[a-z0-9]{58}\n"
                        + "AGE-SECRET-KEY-1[A-Z0-9]{58}\n");
        assertThat(new AgeIdentities().add(ALICE.fileContent()).fingerprints())
                .containsExactly(Sha256.of(ALICE.recipient().text().getBytes(UTF_8)))
                .isEqualTo(new AgeSealer(List.of(ALICE.recipient())).fingerprints());
    }

    @Test
    void anIdentityFileWithSomethingElseIsRefusedWithoutRepeatingIt() {
        String secret = ALICE.fileContent().lines().skip(2).findFirst().orElseThrow();
        assertRefused("# only\n\n", "it holds no identity");
        assertRefused(
                "# one\n" + secret.replace('Q', 'P').substring(1),
                "line 2: not an identity, which begins with AGE-SECRET-KEY");
        assertRefused(secret + "A\n", "line 1: not an identity");
        assertRefused("AGE-SECRET-KEY-PQ-1ABC", "line 1: not an identity");
        assertRefused("age-encryption.org/v1\n", "it is protected by a passphrase: decrypt it with age -d first");
        assertRefused(ArmorInput.BEGIN + "\n", "it is protected by a passphrase");
    }

    private static void assertRefused(String content, String message) {
        assertThatThrownBy(() -> new AgeIdentities().add(content))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message)
                .hasNoCause();
    }

    @Test
    void whatIsNoRecipientIsSaid() {
        assertNoRecipient("age1pq1abc", "'age1pq1abc' is not a recipient: mistyped or cut short");
        assertNoRecipient("ssh-ed25519 AAAA", "'ssh-ed25519 AAAA' is an SSH key");
        assertNoRecipient("AGE-SECRET-KEY-1QQ", "this is an identity, which stays secret");
        assertNoRecipient("alice", "'alice' is not a recipient, such as age1");
        assertNoRecipient(ALICE.recipient().text() + "q", "'age1");
        assertThatThrownBy(() -> AgeRecipient.readAll("# c\n" + ALICE.recipient() + "\nbob\n"))
                .hasMessage("line 3: 'bob' is not a recipient, such as age1…");
        assertThat(AgeRecipient.readAll("# c\r\n\r\n" + ALICE.recipient() + "\r\n"))
                .containsExactly(ALICE.recipient());
    }

    private static void assertNoRecipient(String text, String message) {
        assertThatThrownBy(() -> new AgeRecipient(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    private static void assertFails(byte[] file, Kind kind, String message) {
        assertThatThrownBy(() -> open(file, ALICE))
                .isInstanceOfSatisfying(
                        UnsealException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessage(message);
    }

    private static byte[] seal(byte[] text, AgeKeys.Generated... to) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        AgeSealer sealer = new AgeSealer(
                Arrays.stream(to).map(AgeKeys.Generated::recipient).toList());
        try (OutputStream out = sealer.seal(file)) {
            out.write(text, 0, text.length / 3);
            out.write(text, text.length / 3, text.length - text.length / 3);
        }
        return file.toByteArray();
    }

    private static byte[] open(byte[] file, AgeKeys.Generated with) throws IOException {
        try (var in = new AgeIdentities().add(with.fileContent()).open(new ByteArrayInputStream(file))) {
            return in.readAllBytes();
        }
    }

    private static byte[] flipped(byte[] file, int at) {
        byte[] copy = file.clone();
        copy[at] ^= 1;
        return copy;
    }

    private static byte[] cut(byte[] file, int size) {
        return Arrays.copyOf(file, size);
    }

    private static byte[] text(int size) {
        byte[] text = new byte[size];
        new Random(size).nextBytes(text);
        return text;
    }
}
