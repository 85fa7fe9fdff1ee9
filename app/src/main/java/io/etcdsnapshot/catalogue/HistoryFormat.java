package io.etcdsnapshot.catalogue;

import java.util.function.Function;

/**
 * Writes outcomes as lines, and reads them.
 *
 * @param write returns one line, without its end
 * @param read throws {@link IllegalArgumentException} where a line is no outcome
 */
public record HistoryFormat(Function<Outcome, String> write, Function<String, Outcome> read) {}
