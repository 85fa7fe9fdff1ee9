package io.etcdsnapshot.values;

import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.retention.RetentionPolicy;

/**
 * Holds what {@code pv}, {@code sync} and {@code s3} have in common.
 *
 * @param key of the section, such as {@code pv}
 * @param content what of a set is sent there
 * @param form how sets are stored there
 * @param retention which sets are kept there; empty: those that the node keeps of its own
 */
public record DestinationValues(String key, Content content, StoredFormValues form, RetentionPolicy retention) {
    static DestinationValues of(String key, Section section, Section encryption) {
        return new DestinationValues(
                key,
                section.content("content"),
                StoredFormValues.of(key, section, encryption),
                section.retention("retention"));
    }
}
