package io.etcdsnapshot.cli;

import io.etcdsnapshot.console.Console;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.kubernetes.select.LabelSelector;
import io.etcdsnapshot.lookup.Query;
import io.etcdsnapshot.lookup.Request;
import io.etcdsnapshot.lookup.Target;
import io.etcdsnapshot.reading.OpenSnapshot;
import io.etcdsnapshot.report.ObjectDocument;
import io.etcdsnapshot.report.ObjectNames;
import io.etcdsnapshot.report.ObjectRows;
import io.etcdsnapshot.report.ObjectText;
import io.etcdsnapshot.report.ObjectsToApply;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which objects of a snapshot are shown, and how. */
final class ObjectOptions {
    enum Output {
        table,
        yaml,
        json,
        name,
        /** What other commands call a table. */
        text
    }

    private static final String USUAL_NAMESPACE = "default";

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NS",
            defaultValue = USUAL_NAMESPACE,
            description = "namespace (default: " + USUAL_NAMESPACE + ")")
    String namespace;

    @Variable(Variable.NONE)
    @Option(
            names = {"-A", "--all-namespaces"},
            description = "all namespaces")
    boolean allNamespaces;

    @Variable(Variable.NONE)
    @Option(
            names = {"-l", "--selector"},
            paramLabel = "SELECTOR",
            description = "objects with these labels, such as app=web,tier!=db")
    @Nullable
    String selector;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|yaml|json|name",
            description = "how the result is written (default: table; yaml with --for-apply)")
    @Nullable
    Output output;

    @Variable(Variable.NONE)
    @Option(
            names = "--for-apply",
            description =
                    "show what oc apply -f - takes to bring the objects back: without what the server sets, in the"
                            + " order in which they can be made, with notes on what needs a decision")
    boolean forApply;

    @Variable(Variable.NONE)
    @Option(
            names = "--revision",
            paramLabel = "N",
            description = "the state at this revision; a snapshot holds those since etcd was last compacted")
    @Nullable
    Long revision;

    @Variable(Variable.NONE)
    @Option(names = "--all-revisions", description = "all versions that the snapshot holds, deletions too")
    boolean allRevisions;

    /** Calls what finds fault with what was typed. */
    static <T> T usage(Supplier<T> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException e) {
            throw Failure.wrongUsage(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Checks that the options fit together.
     *
     * @return the selector
     * @throws Failure wrong usage
     */
    LabelSelector check(Request request) {
        require(!(request.hasNames() && allNamespaces), "an object can't be named across all namespaces: drop -A");
        require(!(request.hasNames() && selector != null), "-l is for kinds, not for named objects");
        require(!(forApply && allRevisions), "--for-apply and --all-revisions can't be given together");
        require(!(revision != null && allRevisions), "--revision and --all-revisions can't be given together");
        require(
                !forApply || output == null || output == Output.yaml || output == Output.json,
                "--for-apply is written as yaml or json, not as " + output);
        require(revision == null || revision > 0, "--revision must be greater than zero");
        String typed = selector;
        return typed == null ? LabelSelector.EVERYTHING : usage(() -> LabelSelector.parse(typed));
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw Failure.wrongUsage(otherwise);
        }
    }

    /** Returns the namespace that is searched, empty for all. */
    String searchedNamespace() {
        return allNamespaces ? "" : namespace;
    }

    /** Returns the newest revision that counts. */
    long moment() {
        return revision == null ? Query.NEWEST : revision;
    }

    /** Returns where nothing was found, for a message. */
    String where(List<Target> targets) {
        boolean namespaced = targets.stream().anyMatch(Target::isNamespaced);
        return namespaced && !allNamespaces ? " in %s namespace".formatted(namespace) : "";
    }

    /** Returns what writes objects to standard output. */
    ObjectText text(Query query, OpenSnapshot snapshot, Console console) {
        Consumer<String> document = console.isQuiet() ? text -> {} : console::document;
        Consumer<String> lines = console.isQuiet() ? text -> {} : console::result;
        ObjectDocument.Form form = output == Output.json ? ObjectDocument.Form.JSON : ObjectDocument.Form.YAML;
        if (forApply) {
            return new ObjectsToApply(
                    form, snapshot.name(), snapshot.isDamaged(), note -> console.info("note: " + note), document);
        }
        return switch (output == null ? Output.table : output) {
            case json, yaml ->
                new ObjectDocument(form, query.isSingle(), snapshot.name(), snapshot.isDamaged(), document);
            case name -> new ObjectNames(lines);
            case table, text -> new ObjectRows(columns(query), lines);
        };
    }

    private ObjectRows.Columns columns(Query query) {
        long kinds = query.targets().stream()
                .flatMap(target -> target.kinds().stream())
                .distinct()
                .count();
        return new ObjectRows.Columns(query.targets().stream().anyMatch(Target::isNamespaced), kinds > 1, allRevisions);
    }
}
