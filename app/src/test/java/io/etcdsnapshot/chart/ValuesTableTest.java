package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ValuesTableTest {

    private static final Path README = Chart.DIRECTORY.resolve("README.md");
    private static final Pattern SHOWN = Pattern.compile("(?s)(?<=<!-- values -->\n).*?(?=\n<!-- /values -->)");

    @Test
    void theReadmeShowsTheValuesAsTheyAre() throws IOException {
        String table = ValuesTable.of(Chart.read(Chart.DIRECTORY.resolve("values.yaml")));
        String readme = Files.readString(README);
        if (Boolean.getBoolean("values.table.write")) {
            readme = SHOWN.matcher(readme).replaceFirst(Matcher.quoteReplacement(table));
            Files.writeString(README, readme);
        }
        Matcher shown = SHOWN.matcher(readme);

        assertThat(shown.find())
                .as("chart/README.md has the marks of the table")
                .isTrue();
        assertThat(shown.group())
                .as("made anew by: mvn test -Dtest=ValuesTableTest -Dvalues.table.write=true")
                .isEqualTo(table);
    }

    @Test
    void everyCommentIsARowWithTheKeysThatFollowIt() {
        assertThat(
                        ValuesTable.of(
                                """
                # A heading --------

                # -- What a is.
                a: 1

                section:
                  # -- Two lines
                  # about b and c.
                  b: ""
                  c:
                    - x
                    - y
                # -- About all of it.
                proof:
                  kept: true
                  at: noon
                  # -- About d, `x|y`.
                  d: {}
                # -- Not one by one.
                deep:
                  one:
                    cpu: 1
                """))
                .isEqualTo(
                        """
                | key | type | default | description |
                |---|---|---|---|
                | `a` | int | `1` | What a is. |
                | `section.b` `c` | string, list | , `x` `y` | Two lines about b and c. |
                | `proof.kept` `at` | bool, string | `true`, `noon` | About all of it. |
                | `proof.d` | object | `{}` | About d, `x\\|y`. |
                | `deep` | object |  | Not one by one. |""");
    }

    @Test
    void aKeyThatNoCommentExplainsIsAMistake() {
        assertThatThrownBy(() -> ValuesTable.of("# -- About a.\na: 1\n\nsection:\n  b: 2\n"))
                .hasMessage("no comment explains section.b");
    }
}
