package io.etcdsnapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcdsnapshot.cli.Cli;
import io.etcdsnapshot.console.Console;
import io.etcdsnapshot.testing.Program;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** The program with all its parts in this virtual machine: a test that asks it fifty times would wait for fifty starts. */
public final class WholeProgram {
    private WholeProgram() {}

    public static Program.Result run(Map<String, String> environment, List<String> words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Program.Result result = run(environment, words, out);
        return new Program.Result(result.exitCode(), out.toString(UTF_8), result.err());
    }

    /** @param out gets what may be too much to be kept */
    public static Program.Result run(Map<String, String> environment, List<String> words, OutputStream out) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        int exitCode =
                Cli.run(new Wiring(environment, Clock.systemUTC(), console), environment, words.toArray(String[]::new));
        return new Program.Result(exitCode, "", err.toString(UTF_8));
    }
}
