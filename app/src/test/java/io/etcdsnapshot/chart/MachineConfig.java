package io.etcdsnapshot.chart;

import com.google.gson.Gson;
import io.etcdsnapshot.testing.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the chart writes to the masters in systemd mode, decoded as the Machine Config Operator decodes it. */
public record MachineConfig(Node object, Map<String, String> files, Map<String, String> units) {
    static final String VALUES = "/etc/etcd-snapshot/values.yaml";

    /**
     * @param systemd the values below {@code systemd}, as a flow map
     * @param values further ones, as a flow map
     */
    static MachineConfig of(String systemd, String values) {
        return of(Chart.render("{operatingMode: systemd, systemd: %s, %s".formatted(systemd, values.substring(1))));
    }

    public static MachineConfig of(Release release) {
        Node object = release.get("MachineConfig", "99-master-etcd-snapshot");
        Map<String, String> files = new TreeMap<>();
        for (Node file : object.at("spec.config.storage.files").items()) {
            String source = file.at("contents.source").text();
            files.put(file.at("path").text(), decode(source));
        }
        Map<String, String> units = new TreeMap<>();
        for (Node unit : object.at("spec.config.systemd.units").items()) {
            units.put(unit.at("name").text(), unit.at("contents").text());
        }
        return new MachineConfig(object, files, units);
    }

    private static String decode(String source) {
        String before = "data:text/plain;charset=utf-8;base64,";
        if (!source.startsWith(before)) {
            throw new AssertionError(source);
        }
        byte[] bytes = Base64.getDecoder().decode(source.substring(before.length()));
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The values of one setting of a unit, in their order, continued lines joined. */
    List<String> settings(String unit, String name) {
        return units.getOrDefault(unit, "")
                .replace("\\\n", "")
                .lines()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1).replaceAll(" +", " "))
                .toList();
    }

    /** As JSON, for Ignition. */
    String ignition() {
        return new Gson().toJson(object.at("spec.config").value());
    }

    /** Puts all below a host's root, and enables what is to be enabled. */
    void layOut(Path root) throws IOException, InterruptedException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            write(root.resolve(file.getKey().substring(1)), file.getValue());
        }
        for (Node unit : object.at("spec.config.systemd.units").items()) {
            write(
                    root.resolve("etc/systemd/system").resolve(unit.at("name").text()),
                    unit.at("contents").text());
            if (Boolean.TRUE.equals(unit.at("enabled").value())) {
                Program.of(
                                "systemctl",
                                "--root=" + root,
                                "enable",
                                unit.at("name").text())
                        .output();
            }
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
