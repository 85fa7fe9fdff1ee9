package io.etcdsnapshot.report;

import io.etcdsnapshot.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run in one line of JSON, short enough for the termination log of a container. */
public final class Summary {
    /** The kubelet keeps 4096 bytes of a termination log. */
    static final int MAX_BYTES = 4095;

    private static final int MAX_ERROR = 600;
    private static final int MAX_DETAIL = 200;

    /** @param copied how many sets, as {@code removed} */
    record Destination(String location, boolean ok, int copied, int removed, @Nullable String error) {
        static Destination of(Document.SyncedDestination synced) {
            return new Destination(
                    clip(synced.location(), MAX_DETAIL),
                    synced.ok(),
                    synced.copied().size(),
                    synced.removed().size(),
                    synced.error() == null ? null : clip(synced.error(), MAX_DETAIL));
        }
    }

    private Summary() {}

    /** @return one line; where destinations are left out to keep it short, those that failed stay longest */
    public static String of(RunReport run) {
        List<Destination> destinations = destinations(run.document());
        int shown = destinations.size();
        String line = line(run, destinations, shown);
        while (shown > 0 && line.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            line = line(run, destinations, --shown);
        }
        return line;
    }

    private static List<Destination> destinations(@Nullable Document document) {
        return document instanceof Document.Synced synced
                ? synced.destinations().stream()
                        .map(Destination::of)
                        .sorted(Comparator.comparing(Destination::ok))
                        .toList()
                : List.of();
    }

    private static String line(RunReport run, List<Destination> destinations, int shown) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("command", run.command());
        line.put("exitCode", run.exitCode());
        line.put("ok", run.ok());
        if (run.error() != null) {
            line.put("error", clip(run.error(), MAX_ERROR));
        }
        if (run.hint() != null) {
            line.put("hint", clip(run.hint(), MAX_ERROR));
        }
        Document document = run.document();
        if (document instanceof Document.Taken taken) {
            line.put("id", taken.set().id().value());
            line.put("sizeBytes", taken.set().sizeBytes());
            if (taken.set().snapshot() != null) {
                line.put("revision", taken.set().snapshot().revision());
            }
        } else if (document instanceof Document.Skipped skipped) {
            line.put("skipped", clip(skipped.skipped(), MAX_ERROR));
        } else if (document instanceof Document.Synced synced) {
            line.put("destinations", destinations.subList(0, shown));
            if (shown < destinations.size()) {
                line.put("moreDestinations", destinations.size() - shown);
            }
            line.put("failedSets", synced.failedSets().size());
        } else if (document instanceof Document.Purged purged) {
            line.put("kept", purged.keep().size());
            line.put("removed", purged.removed().size());
        } else if (document instanceof Document.Verified verified) {
            line.put("sets", verified.sets().size());
            line.put("damaged", verified.damaged());
        } else if (document instanceof RehearsalDocument rehearsal) {
            line.put("id", rehearsal.id().value());
        } else if (document instanceof RestoreDocument restore) {
            line.put("id", restore.id().value());
        } else if (document instanceof Document.Checked checked) {
            line.put("checks", checked.checks().size());
        } else if (document instanceof Document.Locations locations) {
            line.put("sets", locations.sets());
        }
        return Json.writeLine(line);
    }

    private static String clip(String text, int length) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= length ? line : line.substring(0, length - 1) + "…";
    }
}
