package io.etcdsnapshot.crypto.age;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
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
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostQuantumTest {
    private static final AgeKeys.Generated ALICE = AgeKeys.generatePostQuantum(Instant.EPOCH);
    private static final AgeKeys.Generated BOB = AgeKeys.generatePostQuantum(Instant.EPOCH);
    private static final AgeKeys.Generated CLASSIC = AgeKeys.generate(Instant.EPOCH);
    private static final String STANZA = "-> mlkem768x25519 ";

    @Test
    void itReadsWhatAge13Made() throws IOException {
        String identity = new String(resource("made-by-age-1.3.txt"), UTF_8);
        String recipient = identity.lines().toList().get(1).substring("# public key: ".length());

        AgeIdentities identities = new AgeIdentities().add(identity);

        assertThat(identities.fingerprints()).containsExactly(Sha256.of(recipient.getBytes(UTF_8)));
        assertThat(open(resource("made-by-age-1.3.age"), identities)).isEqualTo("from age 1.3.2");
    }

    @Test
    void eachOfSeveralRecipientsOpensIt() throws IOException {
        String file = seal("text", ALICE, BOB);

        assertThat(open(file, ALICE)).isEqualTo("text");
        assertThat(open(file, BOB)).isEqualTo("text");
        AgeHeader header = AgeHeader.read(new ByteArrayInputStream(file.getBytes(ISO_8859_1)));
        assertThat(header.types()).containsExactly("mlkem768x25519", "mlkem768x25519");
        assertThat(header.fileSize(4)).isEqualTo(file.length());
    }

    @Test
    void identitiesOfBothKindsStandInOneFile() throws IOException {
        AgeIdentities both = new AgeIdentities().add(CLASSIC.fileContent() + ALICE.fileContent());

        assertThat(open(seal("new", ALICE).getBytes(ISO_8859_1), both)).isEqualTo("new");
        assertThat(open(seal("old", CLASSIC).getBytes(ISO_8859_1), both)).isEqualTo("old");
        assertThat(both.fingerprints()).hasSize(2);
    }

    @Test
    void anotherIdentityDoesNotOpenItWhateverItsKind() throws IOException {
        String file = seal("text", ALICE);

        assertFails(file, BOB, Kind.NO_IDENTITY, "none of the identities opens it");
        assertFails(file, CLASSIC, Kind.NO_IDENTITY, "none of the identities opens it");
        assertFails(seal("text", CLASSIC), ALICE, Kind.NO_IDENTITY, "none of the identities opens it");
    }

    /** The first byte is of ML-KEM, the last of X25519. */
    @ParameterizedTest
    @ValueSource(ints = {0, 700, 1450, 1491, 1496, 1520})
    void aFlippedByteOfTheStanzaIsForNobody(int at) throws IOException {
        assertFails(
                flipped(seal("text", ALICE), STANZA, at), ALICE, Kind.NO_IDENTITY, "none of the identities opens it");
    }

    @Test
    void aFlippedByteBehindTheStanzaIsNamed() throws IOException {
        String file = seal("text", ALICE);

        assertFails(flipped(file, "--- ", 0), ALICE, Kind.HEADER_DAMAGED, "its age header is damaged");
        assertFails(
                flipped(file, "\n--- ", 70),
                ALICE,
                Kind.CHUNK_DAMAGED,
                "chunk 1 of it, the last, is damaged or cut short");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            -> mlkem768x25519 [^\\n]+\\n   | -> mlkem768x25519\\n
            (-> mlkem768x25519 [^\\n]+)\\n | $1 x\\n
            -> mlkem768x25519 ....         | -> mlkem768x25519 A
            \\n[^\\n]+\\n---               | \\nAAAA\\n---
            -> mlkem768x25519              | -> mlkem1024
            """)
    void aMalformedStanzaIsForNobody(String find, String replacement) throws IOException {
        String file = seal("text", ALICE);

        String malformed = file.replaceFirst(find, replacement.replace("\\n", "\n"));

        assertThat(malformed).isNotEqualTo(file);
        assertFails(malformed, ALICE, Kind.NO_IDENTITY, "none of the identities opens it");
    }

    @Test
    void recipientsOfBothKindsAreNotMixed() {
        assertThatThrownBy(() -> new AgeSealer(List.of(ALICE.recipient(), CLASSIC.recipient())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("post-quantum recipients (age1pq1…) can't be mixed with others");
    }

    @Test
    void moreRecipientsThanAHeaderHoldsAreRefusedBeforeAnythingIsWritten() throws IOException {
        List<AgeRecipient> forty = IntStream.range(0, 40)
                .mapToObj(i -> AgeKeys.generatePostQuantum(Instant.EPOCH).recipient())
                .toList();

        ByteArrayOutputStream file = new ByteArrayOutputStream();
        new AgeSealer(forty.subList(0, 39)).seal(file).close();
        assertThat(AgeHeader.read(new ByteArrayInputStream(file.toByteArray())).types())
                .hasSize(39);
        assertThatThrownBy(() -> new AgeSealer(forty))
                .hasMessage("40 post-quantum recipients are too many: a file holds 39");
        assertThat(new AgeSealer(Collections.nCopies(40, ALICE.recipient())).fingerprints())
                .as("one of them, named often")
                .hasSize(1);
    }

    @Test
    void aKeyFileIsAgesAndItsFingerprintIsThatOfTheRecipient() {
        assertThat(ALICE.fileContent())
                .matches("# created: 1970-01-01T00:00:00Z\n# public key: age1pq1[a-z0-9]{1952}\n"
                        + "AGE-SECRET-KEY-PQ-1[A-Z0-9]{58}\n");
        assertThat(new AgeIdentities().add(ALICE.fileContent()).fingerprints())
                .isEqualTo(new AgeSealer(List.of(ALICE.recipient())).fingerprints());
    }

    @Test
    void whatIsMistypedIsSaidInOneShortLine() {
        String recipient = ALICE.recipient().text();
        String identity = ALICE.fileContent().lines().toList().get(2);

        Stream.of(
                        recipient.substring(0, 900),
                        recipient + "q",
                        recipient.replaceFirst(".$", recipient.endsWith("q") ? "p" : "q"),
                        recipient.substring(0, 500) + "b" + recipient.substring(501),
                        Bech32.encode("age1pq", new byte[100]))
                .forEach(wrong -> assertThatThrownBy(() -> new AgeRecipient(wrong))
                        .hasMessage("'%s…' is not a recipient: mistyped or cut short", wrong.substring(0, 70)));
        assertThatThrownBy(() -> new AgeRecipient(identity))
                .hasMessage("this is an identity, which stays secret: give the recipient, age1…");
        Stream.of(
                        identity.substring(0, 60),
                        identity + "Q",
                        identity.substring(0, 30) + "b" + identity.substring(31),
                        identity.substring(0, 19) + identity.substring(19).toLowerCase(Locale.ROOT),
                        Bech32.encode("age-secret-key-pq-", new byte[31]).toUpperCase(Locale.ROOT))
                .forEach(wrong -> assertThatThrownBy(() -> new AgeIdentities().add("\n" + wrong))
                        .hasMessageStartingWith("line 2: not an identity")
                        .hasNoCause());
    }

    /** ML-KEM's numbers are below 3329; what is written in their place must be, too. */
    @Test
    void aRecipientOfImpossibleNumbersIsNone() {
        byte[] key = new byte[1216];
        Arrays.fill(key, (byte) 0xff);

        assertThatThrownBy(() -> new AgeRecipient(Bech32.encode("age1pq", key)))
                .hasMessageContaining("is not a recipient");
    }

    /** Source: BIP 173, test vectors. */
    @ParameterizedTest
    @CsvSource({
        "a, '', a12uel5l",
        "abcdef, 00443214c74254b635cf84653a56d7c675be77df, abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
    })
    void itsLettersAreThoseOfTheStandard(String prefix, String data, String text) {
        byte[] bytes = HexFormat.of().parseHex(data);

        assertThat(Bech32.encode(prefix, bytes)).isEqualTo(text);
        assertThat(Bech32.decode(prefix, text)).isEqualTo(bytes);
    }

    private static void assertFails(String file, AgeKeys.Generated with, Kind kind, String message) {
        assertThatThrownBy(() -> open(file, with))
                .isInstanceOfSatisfying(
                        UnsealException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessage(message);
    }

    private static String seal(String text, AgeKeys.Generated... to) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        AgeSealer sealer =
                new AgeSealer(Stream.of(to).map(AgeKeys.Generated::recipient).toList());
        try (OutputStream out = sealer.seal(file)) {
            out.write(text.getBytes(UTF_8));
        }
        return file.toString(ISO_8859_1);
    }

    private static String open(String file, AgeKeys.Generated with) throws IOException {
        return open(file.getBytes(ISO_8859_1), new AgeIdentities().add(with.fileContent()));
    }

    private static String open(byte[] file, AgeIdentities with) throws IOException {
        try (InputStream in = with.open(new ByteArrayInputStream(file))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static String flipped(String file, String behind, int at) {
        int index = file.indexOf(behind) + behind.length() + at;
        char other = file.charAt(index) == 'A' ? 'B' : 'A';
        return file.substring(0, index) + other + file.substring(index + 1);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = PostQuantumTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }
}
