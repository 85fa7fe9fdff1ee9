package io.etcdsnapshot.rehearse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What rehearsals leave below a directory: files there, and processes that work there or name it. */
final class Traces {
    private Traces() {}

    /** Files by their relative names, processes by their command lines. */
    static List<String> of(Path directory) throws IOException {
        List<String> traces = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            files.filter(file -> !file.equals(directory))
                    .map(file -> directory.relativize(file).toString())
                    .sorted()
                    .forEach(traces::add);
        }
        traces.addAll(processes(directory));
        return traces;
    }

    static List<String> processes(Path directory) throws IOException {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    String command = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                            .replace('\0', ' ');
                    String where =
                            Files.readSymbolicLink(process.resolve("cwd")).toString();
                    if (where.startsWith(directory.toString()) || command.contains(directory.toString())) {
                        found.add(command);
                    }
                } catch (IOException e) {
                    // it has ended
                }
            }
        }
        return found;
    }
}
