package io.etcdsnapshot.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TableTest {
    private final Table table = new Table(List.of("SET", "SIZE", "STATE"), Set.of(1));

    TableTest() {
        table.row("2026-11-20_013000", "92.0 MiB", "complete");
        table.row("2026-11-19_013000", "1.0 MiB", "corrupt: the manifest says 4,096 bytes, there are 17");
    }

    @Test
    void columnsAreAligned() {
        assertThat(table)
                .hasToString(
                        """
                SET                    SIZE  STATE
                2026-11-20_013000  92.0 MiB  complete
                2026-11-19_013000   1.0 MiB  corrupt: the manifest says 4,096 bytes, there are 17
                """);
    }

    @Test
    void theLastColumnGoesOnBelowWhereTheTerminalEnds() {
        assertThat(table.fitted(60))
                .isEqualTo(
                        """
                SET                    SIZE  STATE
                2026-11-20_013000  92.0 MiB  complete
                2026-11-19_013000   1.0 MiB  corrupt: the manifest says
                                             4,096 bytes, there are 17
                """);
    }

    @Test
    void whereTheOtherColumnsTakeAllTheRoomTheLastGoesBelow() {
        Table findings = new Table();
        findings.row("FAILED", "static_kuberesources_2026-11-20_013000.tar.gz", "components", "lacks etcd and more");
        findings.row("ok", "snapshot", "meta", "fine");

        assertThat(findings.fitted(70))
                .isEqualTo(
                        """
                FAILED  static_kuberesources_2026-11-20_013000.tar.gz  components
                      lacks etcd and more
                ok      snapshot                                       meta        fine
                """
                                .replace("        fine\n", "\n      fine\n"));
    }

    @Test
    void whatFitsExactlyStaysOnOneLine() {
        assertThat(table.fitted(81)).isEqualTo(table.toString());
        assertThat(table.fitted(80).lines()).hasSize(4);
    }

    @Test
    void aWordLongerThanTheTerminalStaysWhole() {
        String path = "/a/path/that/nobody/may/tear/apart/because/it/is/copied";
        Table paths = new Table(List.of(), Set.of());
        paths.row("where", path + " and more");

        assertThat(paths.fitted(30)).contains(path + "\n");
    }
}
