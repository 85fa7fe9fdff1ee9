package io.etcdsnapshot.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.readme.Readme.Passage;
import io.etcdsnapshot.testing.Sets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What is typed on a control-plane host, or on a machine outside. */
final class MasterTrials {
    private MasterTrials() {}

    static void filesOfASet(Passage words, Story story) throws Exception {
        for (String path : words.text().lines().toList()) {
            story.onMaster("test -s " + path);
        }
    }

    static void checksums(Passage words, Story story) throws Exception {
        assertThat(story.onMaster("cd /home/core/etcd-snapshots/%s; %s".formatted(story.newest(), words.text())))
                .contains("OK");
    }

    /** What k3s would have saved. */
    static void theirs(Passage words, Story story) throws Exception {
        story.onMaster(
                "mkdir -p /mnt/theirs; cp /home/core/etcd-snapshots/%s/snapshot_*.db /mnt/theirs/etcd-snapshot-m-1795138200"
                        .formatted(story.newest()));
        assertThat(story.onMaster(words.text())).contains("foreign (k3s/rke2)");
    }

    /** From a cluster that has it. */
    static void oneThing(Passage words, Story story) throws Exception {
        story.masters()
                .host()
                .put(
                        Map.of(
                                "/kubernetes.io/namespaces/shop",
                                """
                        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "uid": "2"}}""",
                                "/kubernetes.io/configmaps/shop/settings",
                                """
                        {"apiVersion": "v1", "kind": "ConfigMap", "data": {"color": "red"},
                         "metadata": {"name": "settings", "namespace": "shop", "uid": "1"}}"""));
        story.onMaster("etcd-snapshot snapshot");
        String said = story.onMaster(words.text());
        assertThat(words.text().contains(">") ? "created, color" : said).containsAnyOf("created", "color: red");
    }

    /** There is no oc on this host that takes it. */
    static void whatIsApplied(Passage words, Story story) throws Exception {
        String file = words.text().replaceFirst(".* ", "");
        assertThat(story.onMaster("cat " + file))
                .contains("kind: ConfigMap", "color: red")
                .doesNotContain("uid");
    }

    static void fetch(Passage words, Story story) throws Exception {
        story.onMaster("install -d -o backup /srv/here");
        String said = story.outside("/srv/here", words.text());
        assertThat(newestIn(story, "/srv/here")).as(said).isEqualTo(story.newest());
    }

    /** With the volume mounted, in a pod that may list nodes. */
    static void syncByValues(Passage words, Story story) throws Exception {
        story.onMaster("mkdir -p /pv; " + story.inPod() + words.text());
        assertThat(newestIn(story, "/pv")).isEqualTo(story.newest());
    }

    static void restoreAtOnce(Passage words, Story story) throws Exception {
        story.onMaster("etcd-snapshot sync --to ssh://core@master-1/home/core/etcd-snapshots");
        story.onMaster("%s --yes %s"
                .formatted(
                        words.text().replace("…", "latest --from ssh://core@master-1/home/core/etcd-snapshots"),
                        story.newest()));
    }

    static void restartKubelet(Passage words, Story story) throws Exception {
        story.masters().boot();
        story.onMaster(words.text());
        story.onMaster("systemctl is-active kubelet");
    }

    /** What cron does with such a line of /etc/cron.d. */
    static void cron(Passage words, Story story) throws Exception {
        String[] field = words.text().split(" ", 7);
        assertThat(List.of(field).subList(0, 5)).allMatch(each -> each.matches("\\*|\\d+"));
        assertThat(field[5]).isEqualTo("backup");
        story.outside("/", field[6]);
        assertThat(newestIn(story, "/srv/etcd")).isEqualTo(story.newest());
    }

    static void timer(Passage words, Story story) throws Exception {
        List<String> units = List.of(story.readme().block("[Unit]").split("\n\n"));
        for (int i = 0; i < 2; i++) {
            String name = "/etc/systemd/system/etcd-fetch."
                    + List.of("service", "timer").get(i);
            Files.writeString(story.masters().host().path(name), units.get(i) + "\n");
            assertThat(story.onMaster("systemd-analyze verify --man=no " + name))
                    .isEmpty();
        }
        story.onMaster("systemctl daemon-reload; " + words.text());
        story.onMaster("systemctl is-active etcd-fetch.timer; systemctl is-enabled etcd-fetch.timer");
    }

    /** It is there already, as the words before it say. */
    static void unit(Passage words, Story story) throws Exception {
        story.onMaster("rm -r /srv/etcd/*; systemctl start etcd-fetch.service");
        assertThat(newestIn(story, "/srv/etcd")).isEqualTo(story.newest());
    }

    /** The copies of a cluster that gets a name of its own only now. */
    static void moveIntoDirectory(Passage words, Story story) throws Exception {
        String copies = "/srv/copies";
        story.onMaster("mkdir %1$s && cp -r /home/core/etcd-snapshots/20* %1$s".formatted(copies));
        story.onMaster("cd %s; %s".formatted(copies, words.text().replace("ID", "prod-1")));
        assertThat(newestIn(story, copies + "/prod-1")).isEqualTo(story.newest());
    }

    static void loadImage(Passage words, Story story) throws Exception {
        story.masters().provideImage();
        assertThat(story.onMaster(words.text())).contains("Loaded image");
    }

    /** Of the newest set, which the mirror may not have yet. */
    static void copySet(Passage words, Story story) throws Exception {
        story.onMaster("etcd-snapshot sync --to ssh://core@master-1/home/core/etcd-snapshots");
        story.onMaster(words.text());
    }

    static void checkCopy(Passage words, Story story) throws Exception {
        assertThat(story.onMaster(words.text()).lines()).hasSize(3).allMatch(line -> line.endsWith(": OK"));
    }

    private static String newestIn(Story story, String path) throws Unreadable, InterruptedException {
        Path location = story.masters().host().path(path);
        Sets.assertAllWhole(location);
        return Story.newest(location);
    }
}
