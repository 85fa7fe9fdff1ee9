package io.etcdsnapshot.report;

import io.etcdsnapshot.etcd.Finding;
import java.util.List;

/** Lays out what checks of files found. */
final class Findings {
    private Findings() {}

    static Table table(List<Finding> findings) {
        Table table = new Table();
        for (Finding finding : findings) {
            table.row(
                    "  " + (finding.isWarning() ? "warning" : word(finding.ok())),
                    finding.file(),
                    finding.check(),
                    finding.detail());
        }
        return table;
    }

    static String word(boolean ok) {
        return ok ? "ok" : "FAILED";
    }
}
