package io.etcdsnapshot.kubernetes.value;

import static io.etcdsnapshot.kubernetes.Trees.tree;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.kubernetes.document.DocumentException;
import org.junit.jupiter.api.Test;

class StoredValueTest {
    @Test
    void theFirstBytesTellTheEncoding() {
        assertThat(Encoding.of("k8s\0x".getBytes(ISO_8859_1))).isEqualTo(Encoding.PROTOBUF);
        assertThat(Encoding.of("{}".getBytes(ISO_8859_1))).isEqualTo(Encoding.JSON);
        assertThat(Encoding.of("\u00d9\u00d9\u00f7\u00a0".getBytes(ISO_8859_1))).isEqualTo(Encoding.CBOR);
        assertThat(Encoding.of("k8s:enc:aescbc:v1:1:x".getBytes(ISO_8859_1))).isEqualTo(Encoding.ENCRYPTED);
        assertThat(Encoding.of("12345".getBytes(ISO_8859_1))).isEqualTo(Encoding.OTHER);
        assertThat(Encoding.of(new byte[0])).isEqualTo(Encoding.OTHER);
    }

    @Test
    void jsonIsKeptAndItsNumbersAreThoseOfTheServer() {
        String text = "{\"kind\":\"Thing\",\"a\":[1,-2,3.0,1e2,0.5,12345678901234567890],\"b\":null,\"c\":\"\\u00e9\"}";
        assertThat(StoredValue.decode(text.getBytes(UTF_8)).object())
                .isEqualTo(tree("{'kind':'Thing','a':[1,-2,3,100,0.5,12345678901234567000],'b':null,'c':'é'}"));
    }

    @Test
    void aFieldThatIsUnknownIsShownByNumberAndSaidSo() {
        // ConfigMap {data {a: b}}, and fields 55 (a text) and 56 (a number) that no release has
        String map = message(2, "\n\u0001a\u0012\u0001b") + "\u00ba\u0003\u0002hi" + "\u00c0\u0003\u0007";
        StoredValue.Decoded decoded = StoredValue.decode(stored("v1", "ConfigMap", map));
        assertThat(decoded.object())
                .isEqualTo(
                        tree(
                                """
                {'kind': 'ConfigMap', 'apiVersion': 'v1', 'metadata': {}, 'data': {'a': 'b'},
                 '$unknownFields': {'55': 'hi', '56': 7}}"""));
        assertThat(decoded.notes())
                .containsExactly("the object has fields that this program does not know, shown by number: [55, 56]");
    }

    @Test
    void aKindThatIsUnknownIsShownByNumberAndSaidSo() {
        StoredValue.Decoded decoded =
                StoredValue.decode(stored("new.io/v9", "Gadget", message(1, "\n\u0001x") + "\u0010\u0005"));
        assertThat(decoded.object())
                .isEqualTo(tree(
                        """
                {'kind': 'Gadget', 'apiVersion': 'new.io/v9', '$unknownFields': {'1': '\\n\\u0001x', '2': 5}}"""
                                .replace("'\\n\\u0001x'", "{'1': 'x'}")));
        assertThat(decoded.notes())
                .containsExactly(
                        "new.io/v9 Gadget is a kind that this program does not know, its fields are shown by number");
    }

    @Test
    void damageNamesTheField() {
        assertThatThrownBy(() -> StoredValue.decode(stored("v1", "ConfigMap", message(1, "\n\u0050x"))))
                .isInstanceOf(DocumentException.class)
                .hasMessage("metadata: invalid protobuf: a field of 80 bytes where 1 are left");
    }

    @Test
    void whatIsNoObjectIsRefused() {
        for (String value : new String[] {"", "12345", "[]", "\"x\"", "{", "{}x", "k8s\0\n\u0005"}) {
            assertThatThrownBy(() -> StoredValue.decode(value.getBytes(ISO_8859_1)))
                    .as(value)
                    .isInstanceOf(DocumentException.class);
        }
    }

    private static byte[] stored(String apiVersion, String kind, String raw) {
        String typeMeta = message(1, apiVersion) + message(2, kind);
        return ("k8s\0" + message(1, typeMeta) + message(2, raw)).getBytes(ISO_8859_1);
    }

    /** Writes a short field of bytes. */
    private static String message(int field, String content) {
        return "" + (char) (field << 3 | 2) + (char) content.length() + content;
    }
}
