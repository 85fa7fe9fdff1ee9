package io.etcdsnapshot.lookup;

import java.util.List;

/** Collects the versions of an answer. */
public record VersionList(List<ObjectVersion> versions) implements ObjectSink {
    @Override
    public boolean needsContent() {
        return true;
    }

    @Override
    public void accept(ObjectVersion version) {
        versions.add(version);
    }
}
