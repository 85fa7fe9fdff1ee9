package io.etcdsnapshot.report;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.catalogue.ClusterState;
import io.etcdsnapshot.catalogue.NextToGo;
import io.etcdsnapshot.console.Formats;
import io.etcdsnapshot.retention.RetentionPolicy;
import java.util.List;

/**
 * Says in one line what matters of the sets of one cluster at one place.
 *
 * @param rules of retention there; empty where they are not known
 */
record Overview(ClusterState state, RetentionPolicy rules) {
    /** @param withLocation whether the place has to be named */
    void print(TextReport text, boolean withLocation, List<Overview> all) {
        boolean alone = all.stream().filter(other -> isSamePlace(other)).count() == 1;
        text.sentence(
                "%s%s: %s; %s, %s%s",
                withLocation ? state.location() : "newest good set",
                alone ? "" : " of " + state.name().orElse("an unknown cluster"),
                newest(text, withLocation),
                state.sets().size() == 1 ? "1 set" : Formats.count(state.sets().size()) + " sets",
                Formats.bytes(state.sizeBytes()),
                next());
    }

    private boolean isSamePlace(Overview other) {
        return other.state().location().equals(state.location());
    }

    private String newest(TextReport text, boolean withLocation) {
        return (withLocation ? "newest good set " : "")
                + state.newestGood()
                        .map(set -> "%s, %s old".formatted(set.id(), Formats.age(text.since(set.takenAt()))))
                        .orElse("none");
    }

    private String next() {
        if (rules.isEmpty()) {
            return "";
        }
        List<BackupSet> next = NextToGo.of(rules, state.sets(), state.now());
        if (next.isEmpty()) {
            return "; next to go: none";
        }
        String more = next.size() == 1 ? "" : " and %,d more".formatted(next.size() - 1);
        return "; next to go: %s%s".formatted(next.get(next.size() - 1).id(), more);
    }
}
