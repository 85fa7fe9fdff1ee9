package io.etcdsnapshot.report.page;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.catalogue.Leaving;
import io.etcdsnapshot.catalogue.Outcome;
import io.etcdsnapshot.catalogue.PlaceState;
import io.etcdsnapshot.catalogue.Protection;
import io.etcdsnapshot.console.Formats;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows what each place of a cluster has: how old, how much, how safe, and what goes next. */
final class PlaceCards {
    private final Instant now;

    PlaceCards(Instant now) {
        this.now = now;
    }

    Html html(List<PlaceState> places) {
        Html html = Html.of("<ul class=\"places\">\n");
        for (PlaceState place : places) {
            html.add("<li class=\"card {}\"><h4>{}</h4>{}<dl>\n", place.health(), place.location(), state(place));
            rows(html, place);
            html.add("</dl></li>\n");
        }
        return html.add("</ul>\n");
    }

    private static Html state(PlaceState place) {
        return Html.of("<p>{}</p>", Icons.chip(place.health()));
    }

    private void rows(Html html, PlaceState place) {
        if (place.error() != null) {
            row(html, "Error", place.error());
            return;
        }
        BackupSet newest = place.newestGood();
        row(
                html,
                "Newest good set",
                newest == null ? "none" : "%s, %s old".formatted(newest.id(), Verdict.ago(newest.takenAt(), now)));
        row(
                html,
                "Sets",
                "%s, %s%s"
                        .formatted(
                                Formats.count(place.sets().size()), Formats.bytes(place.sizeBytes()), usable(place)));
        Duration usual = place.usual();
        if (usual != null) {
            row(html, "Rhythm", "every " + Words.length(usual));
        }
        if (newest != null) {
            row(html, "Newest is", protection(place, newest));
        }
        row(html, "Verified", last(place.listed().lastVerified()));
        row(html, "Rehearsed", last(place.listed().lastRehearsed()));
        row(html, "Goes next", next(place.next()));
    }

    private static void row(Html html, String name, String value) {
        html.add("<div><dt>{}</dt><dd>{}</dd></div>\n", name, value);
    }

    private static String usable(PlaceState place) {
        long unusable = place.sets().stream().filter(set -> !set.isUsable()).count();
        return unusable == 0 ? "" : "; %s not usable".formatted(Formats.count(unusable));
    }

    private String last(Optional<Outcome> outcome) {
        return outcome.map(known -> "%s ago, %s%s"
                        .formatted(
                                Verdict.ago(known.at(), now),
                                known.ok() ? "passed" : "FAILED",
                                known.millis() > 0 ? " in " + Words.took(known.millis()) : ""))
                .orElse("never recorded");
    }

    /** Says how a set is kept from other people's hands. */
    private static String protection(PlaceState place, BackupSet set) {
        List<String> words = new ArrayList<>();
        words.add(set.recipients().isEmpty() ? "not encrypted" : "encrypted");
        Protection protection = place.protections().get(set.id());
        if (protection != null) {
            words.add(protection.signed() ? "signed" : "not signed");
            Instant until = protection.lockedUntil();
            words.add(until == null ? "not locked" : "locked until " + Words.time(until));
        }
        return String.join(", ", words);
    }

    private String next(@Nullable Leaving next) {
        if (next == null) {
            return "not known: no retention rules were given";
        } else if (next.sets().isEmpty()) {
            return "nothing";
        }
        BackupSet oldest = next.sets().get(next.sets().size() - 1);
        int more = next.sets().size() - 1;
        return "%s%s, %s"
                .formatted(
                        oldest.id(),
                        more == 0 ? "" : " and %,d more".formatted(more),
                        next.at().isAfter(now) ? "on " + Words.time(next.at()) : "at the next run");
    }
}
