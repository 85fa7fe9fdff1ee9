package io.etcdsnapshot.report;

import java.util.Map;

/**
 * Reports that there was nothing to do.
 *
 * @param skipped why
 */
public record SkippedResult(String skipped) implements Result {
    @Override
    public void print(TextReport text) {
        text.line("%s", skipped);
    }

    @Override
    public Map<String, Object> summary() {
        return Map.of("skipped", skipped);
    }
}
