package io.etcdsnapshot.report;

import io.etcdsnapshot.console.Formats;
import io.etcdsnapshot.lookup.FoundVersion;
import io.etcdsnapshot.lookup.ObjectVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Writes a table with a row for each object. Nothing that an object says gets into it but when it was created. */
public final class ObjectRows implements ObjectText {
    /** Columns are aligned among so many rows. */
    private static final int ROWS = 500;

    /**
     * Which columns there are.
     *
     * @param namespaces whether objects can have one
     * @param kinds whether a name tells its kind
     * @param changes whether it tells what each version did
     */
    public record Columns(boolean namespaces, boolean kinds, boolean changes) {}

    private final Columns columns;
    private final Consumer<String> out;
    private final List<ObjectVersion> rows = new ArrayList<>();
    private boolean begun;

    public ObjectRows(Columns columns, Consumer<String> out) {
        this.columns = columns;
        this.out = out;
    }

    @Override
    public boolean needsContent() {
        return true;
    }

    @Override
    public void accept(ObjectVersion version) {
        // Objects can be large; a row needs little of them.
        rows.add(new ObjectVersion(version.version(), null, created(version), version.problem(), List.of()));
        if (rows.size() == ROWS) {
            write();
        }
    }

    private static String created(ObjectVersion version) {
        return version.object() == null
                ? version.state()
                : version.object().string("metadata", "creationTimestamp").orElse("");
    }

    @Override
    public void end() {
        write();
    }

    private void write() {
        if (rows.isEmpty()) {
            return;
        }
        List<String> header = begun ? List.of() : header();
        Table table = new Table(header, Set.of(columns.namespaces() ? 3 : 2, columns.namespaces() ? 4 : 3));
        rows.forEach(row -> table.row(cells(row)));
        out.accept(table.toString());
        rows.clear();
        begun = true;
    }

    private List<String> header() {
        List<String> header = new ArrayList<>(List.of("NAME", "CREATED", "SIZE", "REVISION"));
        if (columns.namespaces()) {
            header.add(0, "NAMESPACE");
        }
        if (columns.changes()) {
            header.add("CHANGE");
        }
        return header;
    }

    private String[] cells(ObjectVersion row) {
        FoundVersion version = row.version();
        List<String> cells = new ArrayList<>();
        if (columns.namespaces()) {
            cells.add(version.key().namespace());
        }
        cells.add(columns.kinds() ? version.key().typedName() : version.key().name());
        cells.add(row.state());
        cells.add(Formats.bytes(version.bytes()));
        cells.add(Long.toString(version.revision().main()));
        if (columns.changes()) {
            cells.add(version.change().toString());
        }
        return cells.toArray(String[]::new);
    }
}
