package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.host.BackupDirectory;
import io.etcdsnapshot.host.ClusterRestoreScript;
import io.etcdsnapshot.host.HostRoot;
import io.etcdsnapshot.report.RestoreDocument;
import io.etcdsnapshot.report.RestoreTexts;
import io.etcdsnapshot.restore.ClusterFingerprint;
import io.etcdsnapshot.restore.HostCluster;
import io.etcdsnapshot.restore.Restore;
import io.etcdsnapshot.restore.RestoreCheck;
import io.etcdsnapshot.values.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "restore",
        description = {
            "Fetches a backup set, proves it, stages it on this control-plane host for cluster-restore.sh, and says what"
                    + " to do next.",
            "Nothing is restored without --run; then the exit code is that of the script."
        },
        footer = {
            "",
            "Examples:",
            "  etcd-snapshot restore latest",
            "  etcd-snapshot restore latest --from ssh://core@master-1/home/core/etcd-snapshots",
            "  etcd-snapshot restore latest --from /mnt/backups/prod --kube-resources-from ssh://core@vault/srv/etcd-keys",
            "  etcd-snapshot restore 2026-11-20_013000 --from /mnt/backups/prod --run"
        })
final class RestoreCommand implements Callable<Integer> {
    private static final String USUAL_STAGE = "/home/core/etcd-snapshot-restore";

    private final Services services;

    @Mixin
    CommonOptions common;

    @Mixin
    HostRootOption hostRoot;

    @Mixin
    SshOptions ssh;

    @Mixin
    KubeResourcesFrom kubeResources;

    @Mixin
    ChosenSet chosen;

    @Option(
            names = "--stage",
            paramLabel = "DIR",
            description = "where the pair of files goes, as the host sees it (default: " + USUAL_STAGE + ")")
    @Nullable
    String stage;

    @Option(
            names = "--script",
            paramLabel = "PATH",
            defaultValue = ClusterRestoreScript.USUAL_PATH,
            description = "cluster-restore.sh as the host sees it (default: " + ClusterRestoreScript.USUAL_PATH + ")")
    String script;

    @Option(names = "--run", description = "run the script, once the set's id was typed: DESTROYS what etcd holds now")
    boolean run;

    @Option(names = "--yes", paramLabel = "ID", description = "for scripts: the set's id, as if it was typed")
    @Nullable
    String yes;

    @Option(names = "--accept-mismatch", description = "run although version or cluster differ from this host's")
    boolean acceptMismatch;

    RestoreCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Values values = common.readValues();
        HostRoot root = hostRoot.get();
        String directory = stage != null ? stage : USUAL_STAGE;
        Path stagePath = BackupDirectory.check(
                root,
                directory,
                values.texts("snapshot.allowedDirectories").orElse(BackupDirectory.USUALLY_ALLOWED),
                services.console());
        ClusterRestoreScript clusterRestore = new ClusterRestoreScript(services.host(root, values), script);
        if (run) {
            clusterRestore.requireExists();
        }
        UnaryOperator<String> answers = run ? answerer() : UnaryOperator.identity();
        HostCluster cluster = services.hostCluster(root, values);
        String location = chosen.location(hostRoot, values);
        try (ReadableStore store = kubeResources.open(location, place -> services.store(place, ssh.settings(values)))) {
            Restore restore = new Restore(
                    store,
                    services.stagingArea(stagePath, directory),
                    set -> RestoreCheck.of(
                            set,
                            ClusterFingerprint.NONE,
                            cluster,
                            services.clock().instant()),
                    services.clock(),
                    services.console());
            Restore.Staged staged = restore.stage(chosen.wanted, this::beforeStaging);
            List<String> command = clusterRestore.commandLine(staged.directory());
            if (run) {
                return confirmAndRun(clusterRestore, staged, command, answers);
            }
            show(staged, command, null);
            return ExitCodes.DONE;
        }
    }

    /** @throws Failure refused, if nobody could type the id */
    private UnaryOperator<String> answerer() {
        return yes != null
                ? question -> yes
                : services.console().questions().orElseThrow(() -> Failure.refused(
                                "--run wants the set's id typed, and there is no terminal")
                        .hint("in a script, give it with --yes ID"));
    }

    private void beforeStaging(RestoreCheck prospect) {
        prospect.warnings().forEach(services.console()::warn);
        if (run) {
            if (!acceptMismatch) {
                prospect.requireFit();
            }
            if (yes != null) {
                prospect.requireConfirmed(yes);
            }
        }
    }

    private void show(Restore.Staged staged, List<String> command, RestoreDocument.@Nullable Run ran) {
        common.show(
                services.console(),
                RestoreDocument.of(staged, command, ran),
                () -> RestoreTexts.staged(staged, command));
    }

    private int confirmAndRun(
            ClusterRestoreScript clusterRestore,
            Restore.Staged staged,
            List<String> command,
            UnaryOperator<String> answers)
            throws InterruptedException {
        if (!common.json()) {
            show(staged, command, null);
        }
        staged.prospect()
                .requireConfirmed(answers.apply("to destroy what etcd holds now and restore %s, type its id: "
                        .formatted(staged.prospect().set().id())));
        services.console().info("running " + String.join(" ", command));
        List<String> output = Collections.synchronizedList(new ArrayList<>());
        int exitCode = clusterRestore.run(staged.directory(), line -> {
            String clean = services.console().clean(line);
            output.add(clean);
            if (common.json()) {
                services.console().info(clean);
            } else {
                services.console().result(clean);
            }
        });
        if (common.json()) {
            show(staged, command, new RestoreDocument.Run(exitCode, List.copyOf(output)));
        }
        if (exitCode != 0) {
            services.console().error("%s ended with exit code %d".formatted(script, exitCode), "");
        }
        return exitCode;
    }
}
