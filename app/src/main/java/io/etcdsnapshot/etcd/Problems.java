package io.etcdsnapshot.etcd;

import java.util.List;

/** Collects what is wrong with one file, and stops listing where more would only bury the first. */
final class Problems {
    private static final int LISTED = 10;

    private final String file;
    private final List<Finding> findings;
    private int found;

    Problems(String file, List<Finding> findings) {
        this.file = file;
        this.findings = findings;
    }

    void add(String check, String detail) {
        found++;
        if (found <= LISTED) {
            findings.add(Finding.failed(file, check, detail));
        } else if (found == LISTED + 1) {
            findings.add(Finding.failed(file, "more", "further problems are not listed"));
        }
    }

    boolean none() {
        return found == 0;
    }
}
