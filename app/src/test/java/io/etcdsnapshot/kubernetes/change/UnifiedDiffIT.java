package io.etcdsnapshot.kubernetes.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Has patch(1) apply what is written, and compares its length with that of diff(1). */
class UnifiedDiffIT {
    private final Random random = new Random(1);

    @TempDir
    private Path directory;

    @Test
    void patchMakesTheNewTextOfTheOldOneAndDiffIsNoShorter() throws Exception {
        RealThings.require("patch", "diff");
        for (int i = 0; i < 60; i++) {
            List<String> before = lines();
            List<String> after = edited(before);
            Path old = Files.writeString(directory.resolve("old"), text(before));
            Path other = Files.writeString(directory.resolve("new"), text(after));
            String diff = UnifiedDiff.of("old", text(before), "new", text(after));
            long changes = changes(diff);
            assertThat(changes)
                    .isEqualTo(changes(Program.of("diff", "-u", "-d", old.toString(), other.toString())
                            .run()
                            .out()));
            if (!diff.isEmpty()) {
                Path patch = Files.writeString(directory.resolve("patch"), diff);
                Program.of("patch", "-s", "-F0", old.toString(), patch.toString())
                        .output();
            }
            assertThat(Files.readString(old)).isEqualTo(text(after));
        }
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int i = random.nextInt(60); i > 0; i--) {
            lines.add("line " + random.nextInt(12));
        }
        return lines;
    }

    private List<String> edited(List<String> before) {
        List<String> after = new ArrayList<>(before);
        for (int i = random.nextInt(8); i > 0; i--) {
            int at = random.nextInt(after.size() + 1);
            if (at < after.size() && random.nextBoolean()) {
                after.remove(at);
            } else {
                after.add(at, "line " + random.nextInt(12));
            }
        }
        return after;
    }

    private static long changes(String diff) {
        return diff.lines()
                .skip(2)
                .filter(line -> !line.startsWith(" ") && !line.startsWith("@"))
                .count();
    }

    private static String text(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
}
