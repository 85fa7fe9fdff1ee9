package io.etcdsnapshot.report;

import io.etcdsnapshot.lookup.ObjectVersion;
import java.util.function.Consumer;

/** Writes {@code deployment.apps/web} for each object, as {@code kubectl -o name} does. */
public final class ObjectNames implements ObjectText {
    private final Consumer<String> out;

    public ObjectNames(Consumer<String> out) {
        this.out = out;
    }

    @Override
    public boolean needsContent() {
        return false;
    }

    @Override
    public void accept(ObjectVersion version) {
        out.accept(version.version().key().typedName());
    }

    @Override
    public void end() {}
}
