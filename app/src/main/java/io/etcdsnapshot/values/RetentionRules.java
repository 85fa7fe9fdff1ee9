package io.etcdsnapshot.values;

import io.etcdsnapshot.retention.RetentionPolicy;
import java.util.List;
import java.util.Map;

/**
 * The rules of one place, and where they come from.
 *
 * @param keys of the values that hold them, such as {@code pv.retention}; empty where no values file was given
 */
public record RetentionRules(String keys, RetentionPolicy policy) {
    public static final RetentionRules NONE = new RetentionRules("", new RetentionPolicy(Map.of(), null, List.of()));
}
