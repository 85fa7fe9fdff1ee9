package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetVerifier;
import io.etcdsnapshot.console.Console;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.host.BackupDirectory;
import io.etcdsnapshot.host.ClusterRestoreScript;
import io.etcdsnapshot.host.FingerprintFiles;
import io.etcdsnapshot.host.HostRoot;
import io.etcdsnapshot.host.RestorePreflight;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.report.RestoreResult;
import io.etcdsnapshot.report.Result;
import io.etcdsnapshot.report.TextReport;
import io.etcdsnapshot.restore.ClusterFingerprint;
import io.etcdsnapshot.restore.HostCluster;
import io.etcdsnapshot.restore.Restore;
import io.etcdsnapshot.restore.RestoreCheck;
import io.etcdsnapshot.values.Values;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "restore",
        description = {
            "Fetches a backup set, verifies it, stages it on this control-plane host for cluster-restore.sh, and prints"
                    + " the next steps.",
            "Nothing is restored without --run; then the exit code is that of the script."
        },
        footer = {
            "",
            "Examples:",
            "  etcd-snapshot restore latest",
            "  etcd-snapshot restore latest --from ssh://core@master-1/home/core/etcd-snapshots",
            "  etcd-snapshot restore latest --from /mnt/prod --kube-resources-from ssh://core@vault/srv/keys",
            "  etcd-snapshot restore 2026-11-20_013000 --from /mnt/backups/prod --run"
        })
final class RestoreCommand extends ResultCommand {
    private static final String USUAL_STAGE = "/home/core/etcd-snapshot-restore";

    @Mixin
    ChosenSet chosen;

    @Mixin
    KubeResourcesFrom kubeResources;

    @Option(
            names = "--stage",
            paramLabel = "DIR",
            defaultValue = USUAL_STAGE,
            description = "directory for the pair of files, as the host sees it (default: " + USUAL_STAGE + ")")
    String stage;

    @Variable(Variable.NONE)
    @Option(
            names = "--remove-staged",
            description = "once this set is staged, remove those that earlier runs staged in the same directory")
    boolean removeStaged;

    @Variable("ETCD_SNAPSHOT_RESTORE_SCRIPT")
    @Option(
            names = "--script",
            paramLabel = "PATH",
            defaultValue = ClusterRestoreScript.USUAL_PATH,
            description = "cluster-restore.sh as the host sees it (default: " + ClusterRestoreScript.USUAL_PATH + ")")
    String script;

    @Variable(Variable.NONE)
    @Option(names = "--run", description = "run the script, once you typed the set's id: DESTROYS what etcd holds now")
    boolean run;

    @Variable(Variable.NONE)
    @Option(names = "--yes", paramLabel = "ID", description = "set ID, to confirm --run without a prompt")
    @Nullable
    String yes;

    @Variable(Variable.NONE)
    @Option(names = "--accept-mismatch", description = "run although version or cluster differ from this host's")
    boolean acceptMismatch;

    @Mixin
    HostRootOption hostRoot;

    @Mixin
    SshOptions ssh;

    RestoreCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Result run() throws IOException, InterruptedException {
        Values values = common.values();
        HostRoot root = hostRoot.get();
        Path stagePath = BackupDirectory.check(root, stage, values.snapshot().allowedDirectories(), context.console());
        ClusterRestoreScript clusterRestore = new ClusterRestoreScript(context.host(root, values), script);
        if (run) {
            clusterRestore.requireExists();
        }
        UnaryOperator<String> answers = run ? answerer() : UnaryOperator.identity();
        RestorePreflight preflight = new RestorePreflight(root, script);
        HostCluster cluster = context.hostCluster(root, values);
        Location location = DefaultLocation.orDefault(chosen.from, hostRoot, common);
        try (ReadableStore store = kubeResources.open(location, context, ssh.access(common));
                Restore restore = new Restore(
                        store,
                        context.stagingArea(stagePath, stage),
                        set -> RestoreCheck.of(
                                set,
                                fingerprint(store, set),
                                cluster,
                                context.clock().instant()),
                        new SetVerifier.Options(false, context.encryptionCheck()),
                        context.clock(),
                        context.console())) {
            Restore.Staged staged =
                    restore.stage(chosen.wanted(), removeStaged, check -> beforeStaging(check, preflight));
            RestoreResult result = new RestoreResult(
                    staged, clusterRestore.commandLine(staged.directory()), preflight.scriptKind(), null);
            return run ? confirmAndRun(clusterRestore, preflight, result, answers) : result;
        }
    }

    /** Returns the set's fingerprint; one that can't be read says nothing here, as the set is verified once it has arrived. */
    private static ClusterFingerprint fingerprint(ReadableStore store, BackupSet set) {
        Optional<String> file = set.files().stream()
                .filter(each -> each.role() == FileRole.KUBE_RESOURCES)
                .map(SetFile::name)
                .findFirst();
        if (file.isEmpty()) {
            return ClusterFingerprint.NONE;
        }
        try (InputStream in = store.open(set, file.get())) {
            return FingerprintFiles.ofKubeResources(in);
        } catch (IOException e) {
            return ClusterFingerprint.NONE;
        }
    }

    /** @throws Failure refused, if nobody could type the id */
    private UnaryOperator<String> answerer() {
        return yes != null
                ? question -> yes
                : context.console().questions().orElseThrow(() -> Failure.refused(
                                "--run needs confirmation, and there is no terminal")
                        .hint("in a script, confirm with --yes ID"));
    }

    private void beforeStaging(RestoreCheck check, RestorePreflight preflight) {
        long snapshotBytes = check.set().files().stream()
                .filter(file -> file.role() == FileRole.SNAPSHOT)
                .mapToLong(SetFile::size)
                .sum();
        check.warnings().forEach(context.console()::warn);
        preflight.obstacles(snapshotBytes).forEach(obstacle -> context.console().warn(obstacle.text()));
        if (run) {
            preflight.requireClear(snapshotBytes);
            if (!acceptMismatch) {
                check.requireFit();
            }
            if (yes != null) {
                check.requireConfirmed(yes);
            }
        }
    }

    /** Shows what is staged before anything is destroyed, and the script's output as it comes. */
    private Result confirmAndRun(
            ClusterRestoreScript clusterRestore,
            RestorePreflight preflight,
            RestoreResult staged,
            UnaryOperator<String> answers)
            throws InterruptedException {
        Console console = context.console();
        boolean shown = format() == Format.TEXT && !console.isQuiet();
        if (shown) {
            TextReport text = new TextReport(context.clock().instant(), console.width(), false);
            staged.print(text);
            console.result(text.toString());
        }
        RestoreCheck check = staged.staged().prospect();
        check.requireConfirmed(answers.apply("to destroy what etcd holds now and restore %s, type its id: "
                .formatted(check.set().id())));
        console.info("running " + String.join(" ", staged.command()));
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        int exitCode = clusterRestore.run(staged.staged().directory(), line -> {
            String clean = console.clean(line);
            lines.add(clean);
            if (shown) {
                console.result(clean);
            } else {
                console.info(clean);
            }
        });
        if (exitCode != 0) {
            preflight.movedAway().ifPresent(path -> console.warn("the earlier etcd data is in %s".formatted(path)));
        }
        return staged.after(new RestoreResult.Run(exitCode, List.copyOf(lines)));
    }
}
