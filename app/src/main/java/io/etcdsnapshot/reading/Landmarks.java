package io.etcdsnapshot.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcdsnapshot.etcd.LiveVersions;
import io.etcdsnapshot.etcd.RevisionObserver;
import io.etcdsnapshot.etcd.RevisionView;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds on the way through a snapshot what the reading of its objects needs, and what somebody looks for. */
final class Landmarks implements RevisionObserver {
    private static final byte[][] DEFINITIONS = below("apiextensions.k8s.io/customresourcedefinitions/");
    private static final byte[][] SERVER_KEYS = below("secrets/openshift-");

    private final Predicate<RevisionView> wanted;
    private final LiveVersions live;
    private final RevisionIndex definitions = new RevisionIndex();
    private final RevisionIndex serverKeys = new RevisionIndex();
    private final RevisionIndex found = new RevisionIndex();

    Landmarks(Predicate<RevisionView> wanted, LiveVersions live) {
        this.wanted = wanted;
        this.live = live;
    }

    private static byte[][] below(String prefix) {
        return Stream.of("/kubernetes.io/", "/registry/")
                .map(root -> (root + prefix).getBytes(UTF_8))
                .toArray(byte[][]::new);
    }

    @Override
    public void see(RevisionView version) {
        if (isIn(DEFINITIONS, version)) {
            add(version, definitions);
        } else if (isIn(SERVER_KEYS, version) && version.key().contains("/encryption-config")) {
            add(version, serverKeys);
        }
        if (wanted.test(version)) {
            found.add(version.revision());
        }
    }

    @Override
    public LiveVersions liveVersions() {
        return live;
    }

    private static void add(RevisionView version, RevisionIndex to) {
        if (!version.isTombstone()) {
            to.add(version.revision());
        }
    }

    private static boolean isIn(byte[][] prefixes, RevisionView version) {
        return version.keyStartsWith(prefixes[0]) || version.keyStartsWith(prefixes[1]);
    }

    /** Returns the versions of CustomResourceDefinitions. */
    RevisionIndex definitions() {
        return definitions;
    }

    /** Returns the versions of Secrets that may hold keys of OpenShift's further API servers. */
    RevisionIndex serverKeys() {
        return serverKeys;
    }

    /** Returns the versions that somebody looks for, deletions too. */
    RevisionIndex found() {
        return found;
    }
}
