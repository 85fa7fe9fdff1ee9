package io.etcdsnapshot.cli;

import io.etcdsnapshot.bbolt.CorruptDatabase;
import io.etcdsnapshot.console.Console;
import io.etcdsnapshot.etcd.RevisionCursor;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.fetch.SetSelector;
import io.etcdsnapshot.kubernetes.select.LabelSelector;
import io.etcdsnapshot.lookup.Answer;
import io.etcdsnapshot.lookup.ObjectLookup;
import io.etcdsnapshot.lookup.Query;
import io.etcdsnapshot.lookup.Request;
import io.etcdsnapshot.lookup.Target;
import io.etcdsnapshot.reading.OpenSnapshot;
import io.etcdsnapshot.report.GetResult;
import io.etcdsnapshot.report.ObjectText;
import io.etcdsnapshot.report.Result;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "get",
        description = {
            "Shows Kubernetes objects out of a backup set, or a bare snapshot file, without restoring anything.",
            "The set is verified in the same read. Kinds are named as for oc get, custom resources by the definitions in"
                    + " the set; encrypted values are decrypted with the keys in the set."
        },
        footer = {
            "",
            "Examples:",
            "  etcd-snapshot get deployments,services -n shop",
            "  etcd-snapshot get configmap/settings -n shop -o yaml --set 2026-11-20_013000",
            "  etcd-snapshot get deployment/web service/web -n shop --for-apply | oc apply -f -",
            "  etcd-snapshot get everything -n shop --for-apply > shop.yaml",
            "  etcd-snapshot get secrets -A -l app=web --from ssh://core@master-1/home/core/etcd-snapshots",
            "  etcd-snapshot get pods -A --from snapshot.db",
            "  etcd-snapshot get configmap/settings -n shop --all-revisions"
        })
final class GetCommand implements CliCommand {
    private final CommandContext context;

    @Parameters(
            paramLabel = "KIND[.GROUP][/NAME]",
            arity = "1..*",
            description =
                    "objects by KIND/NAME; or kinds, with commas between them, followed by names if only these are"
                            + " meant; all for what oc get all shows, everything for all that a namespace holds, with the"
                            + " namespace")
    List<String> words = List.of();

    @Mixin
    ObjectOptions objects;

    @Option(
            names = "--set",
            paramLabel = "ID|latest",
            defaultValue = "latest",
            description = "the set with this id, or the newest that passes verification (default: latest)")
    SetSelector set;

    @Mixin
    SnapshotAccess access;

    @Mixin
    CommonOptions common;

    GetCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Format format() {
        return Format.TEXT;
    }

    @Override
    public Result run() throws IOException, InterruptedException {
        Request request = ObjectOptions.usage(() -> Request.of(words));
        LabelSelector selector = objects.check(request);
        return access.use(context, common, set, request.candidates(), snapshot -> answer(request, selector, snapshot));
    }

    private Result answer(Request request, LabelSelector selector, OpenSnapshot snapshot) throws IOException {
        Console console = context.console();
        if (snapshot.isDamaged()) {
            console.warn("%s is damaged, what follows may be incomplete or wrong: %s"
                    .formatted(snapshot.name(), snapshot.problem()));
        } else {
            console.info("%s, %s".formatted(snapshot.name(), access.noVerify ? "not verified" : "verified"));
        }
        try {
            Request.Kinds kinds = kinds(request, snapshot);
            List<Target> targets = kinds.targets(objects.searchedNamespace());
            long oldest = requireHeld(objects.revision, snapshot);
            Query query = new Query(targets, selector, objects.moment(), objects.allRevisions);
            ObjectText text = objects.text(query, snapshot, console);
            Answer answer = ObjectLookup.run(snapshot, query, kinds.catalog(), text);
            text.end();
            if (answer.shown() == 0 && answer.missing().isEmpty()) {
                console.info("no resources found" + objects.where(targets));
            }
            return new GetResult(
                    snapshot.name(),
                    snapshot.isDamaged(),
                    oldest,
                    snapshot.objects().hasKubeResources(),
                    answer);
        } catch (CorruptDatabase e) {
            throw Failure.notWhole("%s is damaged: %s".formatted(snapshot.name(), e.getMessage()))
                    .hint("--even-if-damaged shows what can be read");
        }
    }

    private static Request.Kinds kinds(Request request, OpenSnapshot snapshot) throws IOException {
        try {
            return request.resolve(snapshot.objects());
        } catch (IllegalArgumentException e) {
            throw Failure.wrongUsage(String.valueOf(e.getMessage()));
        }
    }

    /** Returns the oldest revision whose state the snapshot holds. */
    private static long requireHeld(@Nullable Long revision, OpenSnapshot snapshot) throws IOException {
        long oldest = Math.max(1, snapshot.reader().compactRevision());
        if (revision != null) {
            RevisionCursor cursor = snapshot.reader().revisions();
            long newest = cursor.last() ? cursor.revision().main() : 0;
            if (revision < oldest || revision > newest) {
                throw Failure.failed("%s does not hold revision %d, but %d to %d"
                        .formatted(snapshot.name(), revision, oldest, newest));
            }
        }
        return oldest;
    }
}
