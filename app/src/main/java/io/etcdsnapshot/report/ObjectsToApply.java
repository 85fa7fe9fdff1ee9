package io.etcdsnapshot.report;

import io.etcdsnapshot.kubernetes.apply.ApplyPlan;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.lookup.ObjectVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Writes what {@code oc apply -f -} takes to bring the objects back, once all are there. */
public final class ObjectsToApply implements ObjectText {
    private final ObjectDocument document;
    private final ShownObjects shown;
    private final Consumer<String> notes;
    private final List<JsonObject> objects = new ArrayList<>();

    /**
     * @param notes takes what was left out or needs a decision
     * @param out takes a list of objects, in the order in which they can be made
     */
    public ObjectsToApply(
            ObjectDocument.Form form, String source, boolean damaged, Consumer<String> notes, Consumer<String> out) {
        this.document = new ObjectDocument(form, false, source, damaged, out);
        this.shown = new ShownObjects(source, damaged);
        this.notes = notes;
    }

    @Override
    public boolean needsContent() {
        return true;
    }

    @Override
    public void accept(ObjectVersion version) {
        JsonObject object = version.object();
        if (object == null) {
            notes.accept("%s left out: it can't be read".formatted(version.describe()));
        } else {
            objects.add(object);
        }
    }

    @Override
    public void end() {
        ApplyPlan plan = ApplyPlan.of(objects);
        plan.objects().stream().map(shown::marked).forEach(document::add);
        document.end();
        plan.notes().forEach(notes);
    }
}
