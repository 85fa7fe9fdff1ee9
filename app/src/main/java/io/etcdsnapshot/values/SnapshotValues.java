package io.etcdsnapshot.values;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The values below {@code snapshot}: how a set is taken on a host.
 *
 * @param directory of the host's own sets, as the host sees it
 * @param purgeDays how many days of sets to keep; 0 is no rule
 * @param method {@code auto}, {@code script} or {@code etcdctl}
 * @param script path of the script on the host; empty: where OpenShift installs it
 * @param etcdctl path of etcdctl on the host; empty: found by the program
 * @param allowedDirectories below one of which {@code directory} has to lie
 * @param form in which the host's own sets are stored
 */
public record SnapshotValues(
        String directory,
        int purgeDays,
        String method,
        Optional<String> script,
        Optional<String> etcdctl,
        boolean force,
        Duration timeout,
        Duration retryFor,
        Duration minClusterAge,
        List<String> tags,
        List<String> allowedDirectories,
        int minFreePercent,
        StoredFormValues form) {
    static SnapshotValues of(Section section, Section encryption) {
        return new SnapshotValues(
                section.text("directory"),
                section.number("purgeDays", 0, Integer.MAX_VALUE),
                section.text("method"),
                section.optional("script"),
                section.optional("etcdctl"),
                section.flag("force"),
                section.duration("timeout"),
                section.duration("retryFor"),
                section.duration("minClusterAge"),
                section.texts("tags"),
                section.texts("allowedDirectories"),
                section.number("minFreePercent", 0, 99),
                StoredFormValues.ofNode(section, encryption));
    }
}
