package io.etcdsnapshot.catalogue;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.retention.Clusters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells clusters apart at several places. A cluster is known by its id; a set of which nobody knows the cluster goes with
 * the only one that its place has, or that there is.
 */
final class PlacesByCluster {
    /** Stands for the cluster of sets that no other belongs to. */
    private static final String NOBODYS = "";

    /** What one place has of a cluster. */
    record Part(Place place, List<BackupSet> sets, List<Outcome> outcomes) {}

    /** A cluster, and what each place has of it. */
    record Cluster(String name, @Nullable String id, List<Part> parts) {}

    private final List<Place> places;
    private final Clusters known;
    private final Map<String, List<Part>> parts = new LinkedHashMap<>();

    PlacesByCluster(List<Place> places) {
        this.places = places;
        this.known = new Clusters(
                places.stream().flatMap(place -> place.sets().stream()).toList());
    }

    List<Cluster> clusters() {
        Set<String> everywhere = new LinkedHashSet<>();
        places.forEach(place -> everywhere.addAll(keys(place)));
        for (Place place : places) {
            split(place, everywhere).forEach((key, sets) -> parts.computeIfAbsent(key, first -> new ArrayList<>())
                    .add(new Part(place, sets, List.of())));
        }
        places.stream().filter(place -> place.sets().isEmpty()).forEach(this::addEmpty);
        addMissing();
        return parts.entrySet().stream()
                .map(entry -> cluster(entry.getKey(), entry.getValue()))
                .toList();
    }

    private Set<String> keys(Place place) {
        Set<String> keys = new LinkedHashSet<>();
        place.sets().forEach(set -> known.of(set).ifPresent(keys::add));
        return keys;
    }

    private Map<String, List<BackupSet>> split(Place place, Set<String> everywhere) {
        Set<String> here = keys(place);
        String whoseElse = NOBODYS;
        if (here.size() == 1) {
            whoseElse = here.iterator().next();
        } else if (place.root() != null) {
            whoseElse = place.lastName();
        } else if (here.isEmpty() && everywhere.size() == 1) {
            whoseElse = everywhere.iterator().next();
        }
        Map<String, List<BackupSet>> split = new LinkedHashMap<>();
        for (BackupSet set : place.sets()) {
            String key = known.of(set).orElse(whoseElse);
            split.computeIfAbsent(key, first -> new ArrayList<>()).add(set);
        }
        return split;
    }

    /** A place without sets, or that can't be read, lacks those of the cluster that it is for, else of all. */
    private void addEmpty(Place place) {
        List<String> keys = place.root() != null
                ? List.of(named(place.lastName()).orElse(place.lastName()))
                : List.copyOf(parts.isEmpty() ? Set.of(NOBODYS) : parts.keySet());
        keys.forEach(key ->
                parts.computeIfAbsent(key, first -> new ArrayList<>()).add(new Part(place, List.of(), List.of())));
    }

    /** Where clusters have directories at several places, one that has none at a place lacks it there. */
    private void addMissing() {
        Set<String> roots = new LinkedHashSet<>();
        places.stream().map(Place::root).filter(Objects::nonNull).forEach(roots::add);
        for (String root : roots) {
            parts.forEach((key, list) -> {
                if (list.stream().noneMatch(part -> root.equals(part.place().root()))) {
                    String name = list.get(0).place().lastName();
                    String location = root.replaceFirst("/+$", "") + "/" + name;
                    Place none = new Place(location, root, List.of(), null, List.of(), null, Map.of());
                    list.add(new Part(none, List.of(), List.of()));
                }
            });
        }
    }

    /** Returns the cluster of the directories with a name. */
    private Optional<String> named(String name) {
        return parts.entrySet().stream()
                .filter(entry -> entry.getValue().stream()
                        .anyMatch(part -> part.place().root() != null
                                && part.place().lastName().equals(name)))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private Cluster cluster(String key, List<Part> list) {
        boolean alone = parts.size() == 1;
        List<Part> withOutcomes = list.stream()
                .map(part -> new Part(part.place(), part.sets(), outcomes(part, key, alone)))
                .toList();
        return new Cluster(
                name(key, list),
                list.stream()
                        .flatMap(part -> part.sets().stream())
                        .map(BackupSet::clusterId)
                        .filter(key::equals)
                        .findFirst()
                        .orElse(null),
                withOutcomes);
    }

    /** One without set and cluster, such as of a snapshot that failed, is every cluster's. */
    private static List<Outcome> outcomes(Part part, String key, boolean alone) {
        Set<BackupSetId> ids = part.sets().stream().map(BackupSet::id).collect(Collectors.toSet());
        return part.place().outcomes().stream()
                .filter(outcome -> alone
                        || key.equals(outcome.clusterId())
                        || (outcome.id() == null ? outcome.clusterId() == null : ids.contains(outcome.id())))
                .toList();
    }

    private static String name(String key, List<Part> list) {
        Optional<String> named = list.stream()
                .flatMap(part -> part.sets().stream())
                .map(BackupSet::manifest)
                .filter(Objects::nonNull)
                .map(Manifest::clusterName)
                .filter(Objects::nonNull)
                .findFirst();
        Optional<String> directory = list.stream()
                .map(Part::place)
                .filter(place -> place.root() != null)
                .map(Place::lastName)
                .findFirst();
        return named.or(() -> directory).orElse(key.equals(NOBODYS) ? CataloguedCluster.UNKNOWN : key);
    }
}
