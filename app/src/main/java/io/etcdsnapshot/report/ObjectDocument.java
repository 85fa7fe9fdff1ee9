package io.etcdsnapshot.report;

import io.etcdsnapshot.kubernetes.document.JsonArray;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonRenderer;
import io.etcdsnapshot.kubernetes.document.YamlRenderer;
import io.etcdsnapshot.lookup.ObjectVersion;
import java.util.function.Consumer;

/**
 * Writes objects as JSON or YAML: one as it is, several as a {@code v1} List, as {@code kubectl} does; each as soon as it
 * is there.
 */
public final class ObjectDocument implements ObjectText {
    /** How objects are written. */
    public enum Form {
        JSON(
                "{\n    \"apiVersion\": \"v1\",\n    \"items\": [",
                "\n    ],\n    \"kind\": \"List\",\n    \"metadata\":"
                        + " {\n        \"resourceVersion\": \"\"\n    }\n}\n",
                "{\n    \"apiVersion\": \"v1\",\n    \"items\": []"),
        YAML(
                "apiVersion: v1\nitems:\n",
                "kind: List\nmetadata:\n  resourceVersion: \"\"\n",
                "apiVersion: v1\nitems: []\n");

        private final String begin;
        private final String end;
        private final String empty;

        Form(String begin, String end, String empty) {
            this.begin = begin;
            this.end = end;
            this.empty = empty;
        }
    }

    private final Form form;
    private final boolean single;
    private final ShownObjects shown;
    private final Consumer<String> out;
    private boolean begun;

    /**
     * @param single whether one object is asked for, which is not wrapped in a list
     * @param source the name of the snapshot
     * @param damaged whether the snapshot is damaged, and each object says so
     */
    public ObjectDocument(Form form, boolean single, String source, boolean damaged, Consumer<String> out) {
        this.form = form;
        this.single = single;
        this.shown = new ShownObjects(source, damaged);
        this.out = out;
    }

    @Override
    public boolean needsContent() {
        return true;
    }

    @Override
    public void accept(ObjectVersion version) {
        add(shown.of(version));
    }

    /** Writes an object that was changed for a purpose. */
    public void add(JsonObject object) {
        if (single) {
            out.accept(form == Form.JSON ? JsonRenderer.render(object) + "\n" : YamlRenderer.render(object));
            return;
        }
        String before = begun ? "" : form.begin;
        if (form == Form.JSON) {
            String text = JsonRenderer.render(object).replace("\n", "\n        ");
            out.accept(before + (begun ? "," : "") + "\n        " + text);
        } else {
            out.accept(before + YamlRenderer.render(JsonArray.of(object)));
        }
        begun = true;
    }

    @Override
    public void end() {
        if (begun) {
            out.accept(form.end);
        } else if (!single) {
            String end = form == Form.JSON ? form.end.substring(form.end.indexOf(',')) : form.end;
            out.accept(form.empty + end);
        }
    }
}
