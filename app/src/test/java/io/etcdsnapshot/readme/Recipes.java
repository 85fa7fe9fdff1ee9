package io.etcdsnapshot.readme;

import static io.etcdsnapshot.readme.Recipe.block;
import static io.etcdsnapshot.readme.Recipe.line;
import static java.util.Comparator.comparing;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.readme.Readme.Passage;
import io.etcdsnapshot.readme.Recipe.Trial;
import io.etcdsnapshot.testing.EtcdServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What README.md tells to type, and how each is tried. */
final class Recipes {
    private static final Trial AT_DESK = (words, story) -> story.atDesk(words.text());
    private static final Trial ON_MASTER = (words, story) -> story.onMaster(words.text());
    private static final Trial ON_MASTER_WITHOUT_OUR_NAME =
            (words, story) -> story.onMaster("etcd-snapshot " + words.text());
    /** It would run this test, or build what this test runs. */
    private static final Trial IS_RUNNING_NOW = (words, story) -> story.atDesk("type " + words.text());
    /** An option that is spoken of, without what it takes. */
    private static final Trial IS_KNOWN = (words, story) -> {
        String[] word = words.text().split(" ");
        assertThat(story.onMaster("etcd-snapshot %s --help".formatted(word[0]))).contains(word[1] + "=");
    };

    /** Where a user of Debian finds programs. */
    private static final Trial AT_DESK_OF_A_USER =
            (words, story) -> story.atDesk("PATH=/usr/local/bin:/usr/bin:/bin " + words.text());

    private static final Trial ETCD_KNOWS_IT = (words, story) -> assertThat(story.atDesk(
                    "ETCDCTL_API=3 PATH=$PATH:%s %s --help".formatted(EtcdServer.binaries35(), words.text())))
            .contains(words.text());
    /** There is none outside of OpenShift, and a reader needs it only to wait, or to look something up. */
    private static final Trial IS_THEIRS = (words, story) -> {};

    private static final List<Recipe> ALL = List.of(
            line("scripts/demo", AT_DESK_OF_A_USER),
            line("scripts/test", IS_RUNNING_NOW),
            line("scripts/faults", IS_RUNNING_NOW),
            line("scripts/bench", ProjectTrials::rowsOfTheBench),
            line("mvn -B package", ProjectTrials::theJar),
            line("oc new-project", AT_DESK),
            line("scripts/build-image", ClusterTrials::buildImage),
            line("podman push", ClusterTrials::pushImage),
            line("oc label node", AT_DESK),
            line("ssh-keyscan", AT_DESK),
            line("oc create secret", AT_DESK),
            block("labelDomain:", ClusterTrials::writeValues),
            line("helm install", AT_DESK),
            line("helm test", ClusterTrials::helmTest),
            line("oc create job", ClusterTrials::runNow),
            line("oc get pods", ClusterTrials::showPods),
            line("oc get pod -o jsonpath='{..terminated.message}'", ClusterTrials::showSummaries),
            line("java -jar app/target/etcd-snapshot.jar", ON_MASTER),
            line("source", (words, story) -> story.onMaster(words.text() + "; complete -p etcd-snapshot")),
            line("snapshot", ON_MASTER_WITHOUT_OUR_NAME),
            block("/home/core/etcd-snapshots/", MasterTrials::filesOfASet),
            line("sha256sum", MasterTrials::checksums),
            line("etcd-snapshot", ON_MASTER),
            line("etcd-snapshot history", MasterTrials::oneThing),
            line("etcd-snapshot get", MasterTrials::oneThing),
            line("oc apply -f shop.yaml", MasterTrials::whatIsApplied),
            line("etcd-snapshot sync --sudo --from", MasterTrials::fetch),
            line("etcd-snapshot sync -f", MasterTrials::syncByValues),
            line("sync --to", IS_KNOWN),
            line("sync --kube-resources-to", IS_KNOWN),
            line("sync --to A", ON_MASTER_WITHOUT_OUR_NAME),
            line("verify A", ON_MASTER_WITHOUT_OUR_NAME),
            line("sync --from A", ON_MASTER_WITHOUT_OUR_NAME),
            line("etcdctl snapshot", ETCD_KNOWS_IT),
            line("etcdutl snapshot", ETCD_KNOWS_IT),
            line("crictl ps", IS_THEIRS),
            line("/usr/local/bin/cluster-restore.sh", ON_MASTER),
            line("etcd-snapshot restore …", MasterTrials::restoreAtOnce),
            line("systemctl restart kubelet", MasterTrials::restartKubelet),
            line("oc get csr", AT_DESK),
            line("oc adm certificate approve", ClusterTrials::approve),
            line("oc patch etcd cluster", ClusterTrials::redeploy),
            line("oc get nodes", ClusterTrials::showNodes),
            line("oc -n openshift-etcd get pods", ClusterTrials::showEtcd),
            line("oc get clusteroperators", AT_DESK),
            line("helm install etcd-snapshot chart -n etcd-snapshot -f my-values.yaml --set", SystemdTrials::install),
            line("oc patch machineconfigpool/master", SystemdTrials::pause),
            line("oc edit machineconfiguration", SystemdTrials::edit),
            block("nodeDisruptionPolicy:", SystemdTrials::policy),
            line("30 3 * * *", MasterTrials::cron),
            line("systemctl enable --now", MasterTrials::timer),
            block("[Unit]", MasterTrials::unit));

    private Recipes() {}

    /** Some words of the README, and how they are tried if anybody knows. */
    record Task(Passage words, Optional<Recipe> recipe) {}

    static List<Recipe> all() {
        return ALL;
    }

    /** From the top of the README to its bottom. */
    static List<Task> tasks(Readme readme) {
        List<Passage> words = new ArrayList<>();
        for (Passage block : readme.blocks()) {
            if (find(block, true).isPresent()) {
                words.add(block);
            } else {
                List<String> lines = block.text().lines().toList();
                for (int i = 0; i < lines.size(); i++) {
                    words.add(new Passage(block.line() + i, lines.get(i)));
                }
            }
        }
        words.removeIf(each -> each.text().isBlank());
        readme.spans().stream().filter(span -> isCommand(span.text())).forEach(words::add);
        return words.stream()
                .sorted(comparing(Passage::line))
                .map(each -> new Task(
                        each,
                        Stream.of(true, false)
                                .flatMap(whole -> find(each, whole).stream())
                                .findFirst()))
                .toList();
    }

    /** Of several words; neither an option nor a setting such as {@code mode: sync}. */
    private static boolean isCommand(String span) {
        return span.contains(" ") && !span.startsWith("-") && !span.matches("[A-Za-z.]+: .*");
    }

    /** The one with the most words. */
    private static Optional<Recipe> find(Passage words, boolean whole) {
        return ALL.stream()
                .filter(recipe -> recipe.whole() == whole && recipe.covers(words))
                .max(comparing(recipe -> recipe.start().length()));
    }
}
