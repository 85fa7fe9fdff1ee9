package io.etcdsnapshot.readme;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.etcdsnapshot.chart.Chart;
import io.etcdsnapshot.chart.MachineConfig;
import io.etcdsnapshot.chart.Node;
import io.etcdsnapshot.readme.Readme.Passage;
import java.util.ArrayList;
import java.util.List;

/** What is typed where the hosts themselves run it. */
final class SystemdTrials {
    private SystemdTrials() {}

    /** Instead of the CronJobs; what it brings is what the table of units says. */
    static void install(Passage words, Story story) throws Exception {
        story.newCluster();
        story.atDesk(words.text());

        List<String> shown = new ArrayList<>();
        for (List<String> row : story.readme().table("unit")) {
            List<String> names = Readme.spansOf(row.get(0));
            shown.addAll(names.stream()
                    .map(name -> name.startsWith(".") ? names.get(0).replaceFirst("\\.\\w+$", "") + name : name)
                    .toList());
        }
        assertThat(shown).contains("etcd-snapshot-verify-bucket.service");
        shown.removeIf(unit -> unit.contains("-bucket")); // these values name none
        assertThat(machineConfig(story).units().keySet()).containsExactlyInAnyOrderElementsOf(shown);
    }

    private static MachineConfig machineConfig(Story story) {
        return MachineConfig.of(story.cluster().release());
    }

    static void pause(Passage words, Story story) throws Exception {
        for (boolean paused : List.of(true, false)) {
            story.atDesk(words.text().replace("true", Boolean.toString(paused)));
            JsonObject pool = story.cluster().objects().get("MachineConfigPool", "master");
            assertThat(pool.getAsJsonObject("spec").get("paused").getAsBoolean())
                    .isEqualTo(paused);
        }
    }

    static void edit(Passage words, Story story) throws Exception {
        story.desk().editorAdds(story.readme().block("nodeDisruptionPolicy:"));
        story.atDesk(words.text());
    }

    /** It is there already, as the words before it say. */
    static void policy(Passage words, Story story) throws Exception {
        JsonObject edited = story.cluster().objects().get("MachineConfiguration", "cluster");
        Node policy = Chart.parse(edited.toString()).get(0).at("spec.nodeDisruptionPolicy");
        MachineConfig config = machineConfig(story);
        assertThat(policy.at("units").names())
                .isNotEmpty()
                .isSubsetOf(config.units().keySet());
        assertThat(config.files()).containsKey(policy.at("files.0.path").text());
        policy.at("units").items().forEach(unit -> assertThat(unit.at("actions").toString())
                .as(unit.toString())
                .contains("DaemonReload")
                .matches(actions -> !actions.contains("Restart")
                        || actions.contains(unit.at("name").text())));
    }
}
