package io.etcdsnapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.RealThings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/** Every case of {@code scripts/lib/faults.list} stands on tests that are there. */
class FaultListTest {
    private static final Pattern CASE = Pattern.compile("[^|]+ \\|( \\w+#\\w+)+");

    @Test
    void namesTestsThatExist() throws Exception {
        List<String> lines = Files.readAllLines(RealThings.projectRoot().resolve("scripts/lib/faults.list")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();

        assertThat(lines).isNotEmpty().allMatch(line -> CASE.matcher(line).matches());
        for (String line : lines) {
            Matcher test = Pattern.compile("(\\w+)#(\\w+)").matcher(line);
            while (test.find()) {
                assertThat(tests(test.group(1))).as(line).contains(test.group(2));
            }
        }
    }

    /** Those of nested classes count as their outer class's, as they do in reports. */
    private static List<String> tests(String simpleName) throws IOException {
        Path classes = RealThings.projectRoot().resolve("app/target/test-classes");
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(file -> file.matches("(.*/)?" + simpleName + "(\\$\\w+)?\\.class"))
                    .map(file -> file.replace(".class", "").replace('/', '.'))
                    .flatMap(FaultListTest::methods)
                    .toList();
        }
    }

    private static Stream<String> methods(String className) {
        try {
            return Arrays.stream(Class.forName(className).getDeclaredMethods())
                    .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
                    .map(method -> method.getName());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
