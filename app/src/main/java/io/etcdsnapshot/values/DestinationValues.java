package io.etcdsnapshot.values;

import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.retention.RetentionPolicy;

/**
 * Holds what {@code pv}, {@code sync} and {@code s3} have in common.
 *
 * @param key of the section, such as {@code pv}
 * @param content what of a set is sent there
 * @param retention which sets are kept there; empty: those that the node keeps of its own
 */
public record DestinationValues(String key, Content content, RetentionPolicy retention) {
    static DestinationValues of(String key, Section section) {
        return new DestinationValues(key, section.content("content"), section.retention("retention"));
    }
}
