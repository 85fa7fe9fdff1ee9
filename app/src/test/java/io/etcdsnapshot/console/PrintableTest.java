package io.etcdsnapshot.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {
    @ParameterizedTest
    @CsvSource({
        "master-0, master-0",
        "größe 大小 ☃, größe 大小 ☃",
        "a\u001b[2Kb, a\\u001b[2Kb",
        "a\u009b31mb, a\\u009b31mb",
        "a\u007fb, a\\u007fb",
        "a\u202egpj.exe, a\\u202egpj.exe",
        "a\u2066b\u2069, a\\u2066b\\u2069",
        "a\u200fb\u061c, a\\u200fb\\u061c",
        "a\u2028b\u2029, a\\u2028b\\u2029",
        "a\ufeff, a\\ufeff"
    })
    void whatDrivesATerminalIsEscaped(String text, String shown) {
        assertThat(Printable.line(text)).isEqualTo(shown);
        assertThat(Printable.lines(text)).isEqualTo(shown);
    }

    @Test
    void aCarriageReturnIsEscapedEverywhere() {
        assertThat(Printable.line("a\rb")).isEqualTo("a\\u000db");
        assertThat(Printable.lines("a\rb")).isEqualTo("a\\u000db");
    }

    @Test
    void aLineBreakStaysOnlyBetweenLines() {
        assertThat(Printable.line("a\nb")).isEqualTo("a\\u000ab");
        assertThat(Printable.lines("a\nb\n")).isEqualTo("a\nb\n");
    }

    @Test
    void noControlCharacterIsLeft() {
        String all = IntStream.range(0, 0x10000)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();

        assertThat(Printable.line(all).chars())
                .noneMatch(c -> c != '\t' && (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT));
    }
}
