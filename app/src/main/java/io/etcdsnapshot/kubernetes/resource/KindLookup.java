package io.etcdsnapshot.kubernetes.resource;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds what a user means by {@code KIND[.VERSION][.GROUP][/NAME]}, as kubectl does. */
public final class KindLookup {
    /** What {@code kubectl get all} shows. */
    private static final String ALL = "all";
    /** All that a namespace holds, and the namespace. */
    private static final String EVERYTHING = "everything";

    private static final int FEW_LETTERS = 2;

    private final KindCatalog catalog;

    public KindLookup(KindCatalog catalog) {
        this.catalog = catalog;
    }

    /**
     * Objects that were asked for.
     *
     * @param kinds one, or several for {@code all} and {@code everything}
     * @param name empty for all objects of the kinds
     * @param withNamespace whether the namespace itself is meant too
     */
    public record Wanted(List<ResourceKind> kinds, Optional<String> name, boolean withNamespace) {}

    /** @throws IllegalArgumentException if there is no such kind or more than one, with what may be meant */
    public Wanted find(String typed) {
        int slash = typed.indexOf('/');
        String kind = (slash < 0 ? typed : typed.substring(0, slash)).toLowerCase(Locale.ROOT);
        Optional<String> name = slash < 0 ? Optional.empty() : Optional.of(typed.substring(slash + 1));
        if (kind.isEmpty() || name.filter(String::isEmpty).isPresent()) {
            throw new IllegalArgumentException("'%s' is not KIND or KIND/NAME".formatted(typed));
        }
        if (name.isPresent() && isGroupOfKinds(kind)) {
            throw new IllegalArgumentException("'%s' takes no name".formatted(kind));
        }
        return switch (kind) {
            case ALL -> new Wanted(catalog.all(), name, false);
            case EVERYTHING -> new Wanted(catalog.namespaced(), name, true);
            default -> new Wanted(List.of(one(kind)), name, false);
        };
    }

    /** Returns whether a word stands for several kinds, to which definitions can add. */
    public static boolean isGroupOfKinds(String typed) {
        return typed.equalsIgnoreCase(ALL) || typed.equalsIgnoreCase(EVERYTHING);
    }

    private ResourceKind one(String typed) {
        int dot = typed.indexOf('.');
        String plain = dot < 0 ? typed : typed.substring(0, dot);
        String group = dot < 0 ? "" : typed.substring(dot + 1);
        List<ResourceKind> found = dot < 0
                ? catalog.named(plain)
                : catalog.kinds().stream()
                        .filter(kind -> kind.names().anyMatch(plain::equals) && isIn(kind, group))
                        .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException("no kind '%s' in this snapshot%s".formatted(typed, suggestion(plain)));
        }
        throw new IllegalArgumentException("'%s' is more than one kind: %s"
                .formatted(
                        typed,
                        String.join(
                                ", ",
                                found.stream().map(ResourceKind::qualifiedName).toList())));
    }

    /** Takes the group, as much of its beginning as ends at a dot, and a version in front, which decides nothing here. */
    private static boolean isIn(ResourceKind kind, String typed) {
        String group = typed.replaceFirst("^v\\d+((alpha|beta)\\d+)?(\\.|$)", "");
        return kind.group().equals(group)
                || kind.group().startsWith(group + ".")
                || (group.isEmpty() && !typed.isEmpty());
    }

    private String suggestion(String typed) {
        return catalog.names()
                .min(Comparator.comparingInt((String name) -> distance(typed, name))
                        .thenComparing(name -> name))
                .filter(name -> distance(typed, name) <= Math.max(FEW_LETTERS, typed.length() / 3))
                .map(", did you mean '%s'?"::formatted)
                .orElse("");
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
