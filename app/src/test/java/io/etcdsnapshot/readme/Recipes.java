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

/** What the documents tell to type, and how each is tried. */
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

    /** A command that is spoken of, without what it takes. */
    private static final Trial IS_NAMED = (words, story) -> story.atDesk(words.text() + " --help");

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
            line("oc label namespace", AT_DESK),
            line("oc patch configs.imageregistry.operator.openshift.io/cluster", AT_DESK),
            line("oc get route", ClusterTrials::registryName),
            line("podman login", AT_DESK),
            line("ssh-keygen", ClusterTrials::makeKey),
            line("oc edit machineconfig 99-master-ssh", ClusterTrials::authorizeKey),
            line("/exports/etcd", ClusterTrials::export),
            line("scripts/build-image", ClusterTrials::buildImage),
            line("podman push", ClusterTrials::pushImage),
            line("oc label node", AT_DESK),
            line("ssh-keyscan", AT_DESK),
            line("oc create secret", AT_DESK),
            block("labelDomain:", ClusterTrials::writeValues),
            line("helm install", AT_DESK),
            line("helm test", IS_NAMED),
            line("helm test etcd-snapshot", ClusterTrials::helmTest),
            line("oc create job", ClusterTrials::runNow),
            line("oc get pods", AT_DESK),
            line("oc get pods -n etcd-snapshot -l", ClusterTrials::showSteps),
            line("helm get notes", ClusterTrials::notes),
            line("helm upgrade", ClusterTrials::upgrade),
            line("helm uninstall", IS_NAMED),
            line("helm uninstall etcd-snapshot", ClusterTrials::uninstall),
            line("oc get pv,pvc", ClusterTrials::showWhatIsLeft),
            line("oc debug", ClusterTrials::debug),
            line(
                    "oc debug -n etcd-snapshot cronjob/etcd-snapshot -c sync --one-container -- etcd-snapshot report",
                    ClusterTrials::lookAtThePage),
            block("apiVersion: monitoring.coreos.com", ClusterTrials::writeAlerts),
            line("oc apply -f alerts.yaml", ClusterTrials::applyAlerts),
            line("oc describe", IS_THEIRS),
            line("oc logs POD", IS_THEIRS),
            line("oc delete project", IS_THEIRS),
            line("oc patch pv VOLUME", ClusterTrials::releaseVolume),
            line("oc rsh", ClusterTrials::enterStep),
            line("oc adm release info", IS_THEIRS),
            line("mkdir -p ID", MasterTrials::moveIntoDirectory),
            line("podman save", ClusterTrials::saveImage),
            line("scp etcd-snapshot.tar", AT_DESK),
            line("podman load", MasterTrials::loadImage),
            line("podman run", ON_MASTER),
            line("mkdir -m 0700 /home/core/restore", ON_MASTER),
            line("scp -r", MasterTrials::copySet),
            line("cd /home/core/restore/2026-11-20_013000", MasterTrials::checkCopy),
            line("oc get pod -o jsonpath='{..terminated.message}'", ClusterTrials::showSummaries),
            line("java -jar app/target/etcd-snapshot.jar", ON_MASTER),
            line("source", (words, story) -> story.onMaster(words.text() + "; complete -p etcd-snapshot")),
            line("snapshot", ON_MASTER_WITHOUT_OUR_NAME),
            block("/home/core/etcd-snapshots/", MasterTrials::filesOfASet),
            line("sha256sum", MasterTrials::checksums),
            line("etcd-snapshot", ON_MASTER),
            line(
                    "etcd-snapshot COMMAND",
                    (words, story) -> story.onMaster(words.text().replace("COMMAND", "verify"))),
            line("etcd-snapshot list /mnt/theirs", MasterTrials::theirs),
            line("etcd-snapshot history", MasterTrials::oneThing),
            line("etcd-snapshot get", MasterTrials::oneThing),
            line("oc apply -f shop.yaml", MasterTrials::whatIsApplied),
            line("etcd-snapshot sync --sudo --from", MasterTrials::fetch),
            line("etcd-snapshot sync -f", MasterTrials::syncByValues),
            line("etcd-snapshot sync --to s3://etcd-backups/prod", BucketTrials::copy),
            line("etcd-snapshot verify s3://etcd-backups/prod", BucketTrials::verify),
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
            line("30 3 * * *", MasterTrials::cron).atTheEnd(),
            line("systemctl enable --now", MasterTrials::timer).atTheEnd(),
            block("[Unit]", MasterTrials::unit).atTheEnd());

    private Recipes() {}

    /** Some words of the README, and how they are tried if anybody knows. */
    record Task(Passage words, Optional<Recipe> recipe) {
        boolean isLate() {
            return recipe.filter(Recipe::late).isPresent();
        }
    }

    static List<Recipe> all() {
        return ALL;
    }

    /** From the top of the first document to the bottom of the last; what needs a host that booted comes at the end. */
    static List<Task> tasks(Readme readme) {
        List<Passage> words = new ArrayList<>();
        for (Passage block : readme.blocks()) {
            if (find(block, true).isPresent()) {
                words.add(block);
            } else {
                words.addAll(readme.linesOf(block));
            }
        }
        words.removeIf(each -> each.text().isBlank());
        readme.spans().stream().filter(span -> isCommand(span.text())).forEach(words::add);
        return words.stream()
                .map(each -> new Task(
                        each,
                        Stream.of(true, false)
                                .flatMap(whole -> find(each, whole).stream())
                                .findFirst()))
                .sorted(comparing(Task::isLate)
                        .thenComparing(task -> task.words().line()))
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
