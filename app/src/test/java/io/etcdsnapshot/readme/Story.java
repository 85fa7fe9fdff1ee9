package io.etcdsnapshot.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.testing.ContainerImage;
import io.etcdsnapshot.testing.KubeApi;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import io.etcdsnapshot.testing.Sets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What comes of typing the documents' commands one after another. */
final class Story implements AutoCloseable {
    /** What the README says, and what stands for it here; names of hosts and paths are the same. */
    private static final Map<String, String> STAND_INS =
            Map.of("10.0.0.11", "127.66.1.11", "10.0.0.12", "127.66.1.12", "--standby 10m", "--standby 1s");

    private static final String EXAMPLE_ID = "2026-11-20_013000";

    private final Path directory;
    private final Readme readme;
    private final KubeApi api;
    private final Desk desk;
    private final Masters masters;
    private final List<Cluster> clusters = new ArrayList<>();

    Story(Readme readme, Path directory) throws Exception {
        RealThings.require("kubectl", "ssh-keyscan", "ssh-keygen", "sudo", "setpriv", "systemd-nspawn", "nsenter");
        RealThings.requireRootOfTheMachine();
        ContainerImage.build();
        this.readme = readme;
        this.directory = directory;
        api = KubeApi.start(directory);
        desk = new Desk(directory.resolve("desk"), api.kubeconfig());
        masters = new Masters(directory, desk.path("id_ed25519"));
        newCluster();
    }

    Readme readme() {
        return readme;
    }

    Desk desk() {
        return desk;
    }

    Masters masters() {
        return masters;
    }

    Cluster cluster() {
        return clusters.get(clusters.size() - 1);
    }

    /** From now on there is one that nothing is installed in. */
    void newCluster() throws IOException {
        Path own = Files.createTempDirectory(directory, "cluster");
        clusters.add(new Cluster(api, masters.host().root(), own));
        api.serve(cluster().objects());
    }

    /** The one of the CronJobs; the others are gone. */
    void backToTheFirstCluster() {
        clusters.subList(1, clusters.size()).clear();
        api.serve(cluster().objects());
    }

    /** The environment of a pod, as words before a command. */
    String inPod() {
        StringBuilder words = new StringBuilder("env");
        api.environment().forEach((name, value) -> words.append(" %s='%s'".formatted(name, value)));
        return words.append(' ').toString();
    }

    private String here(String line) throws IOException {
        String words = line;
        for (Map.Entry<String, String> each : STAND_INS.entrySet()) {
            words = words.replace(each.getKey(), each.getValue());
        }
        return words.contains(EXAMPLE_ID) ? words.replace(EXAMPLE_ID, newest()) : words;
    }

    /** The id of master-0's newest set. */
    String newest() throws Unreadable {
        return newest(masters.host().backups());
    }

    static String newest(Path location) throws Unreadable {
        return Sets.in(location).stream()
                .map(BackupSet::id)
                .max(Comparator.naturalOrder())
                .map(BackupSetId::value)
                .orElse("none");
    }

    String atDesk(String line) throws IOException, InterruptedException {
        return well(line, desk.type(here(line)));
    }

    /** As root of master-0. */
    String onMaster(String line) throws IOException, InterruptedException {
        return well(line, masters.type("root", Masters.HERE, here(line)));
    }

    /** As the user backup, who has a key to the masters and nothing else of theirs. */
    String outside(String where, String line) throws IOException, InterruptedException {
        return well(line, masters.type("backup", where, here(line)));
    }

    private static String well(String line, Program.Result result) {
        assertThat(result.exitCode()).as("%s%n%s", line, result.all()).isZero();
        return result.all();
    }

    @Override
    public void close() throws Exception {
        masters.close();
        api.close();
    }
}
