package io.etcdsnapshot;

import io.etcdsnapshot.cli.Cli;
import io.etcdsnapshot.report.Console;
import io.etcdsnapshot.report.Terminal;
import io.etcdsnapshot.stream.Sha256;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The program's entry, and its only exit. */
public final class Main {
    private static final long UNWIND_SECONDS = 20;
    private static final long COMPILING_NANOS = 120_000_000;
    private static final Set<String> HASHING_COMMANDS =
            Set.of("snapshot", "sync", "purge", "verify", "restore", "rehearse");

    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0 && HASHING_COMMANDS.contains(arguments[0])) {
            compileHashing();
        }
        Locale.setDefault(Locale.ROOT);
        Map<String, String> environment = System.getenv();
        Console console = new Console(System.out, System.err, Terminal.of(environment));
        CountDownLatch ended = unwindOnSignal(Thread.currentThread(), console);
        int exitCode;
        try {
            exitCode = Cli.run(new Wiring(environment, Clock.systemUTC(), console), environment, arguments);
        } finally {
            ended.countDown();
        }
        System.exit(exitCode);
    }

    /**
     * Hashing is most of the work of these commands and ten times slower before it is compiled to the processor's own
     * instructions, so that is brought about while the command line is still being read.
     */
    private static void compileHashing() {
        Thread compiling = new Thread(() -> {
            MessageDigest digest = Sha256.start();
            byte[] zeros = new byte[16 * 1024];
            for (long end = System.nanoTime() + COMPILING_NANOS; System.nanoTime() < end; ) {
                digest.update(zeros);
            }
        });
        compiling.setDaemon(true);
        compiling.start();
    }

    /**
     * On SIGTERM or SIGINT the virtual machine runs its shutdown hooks and then exits with 143 or 130. The hook
     * interrupts the command and waits until it has stopped what it started and removed what it had half made.
     */
    private static CountDownLatch unwindOnSignal(Thread command, Console console) {
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (ended.getCount() == 0) {
                return;
            }
            console.info("interrupted: clearing up");
            command.interrupt();
            try {
                if (!ended.await(UNWIND_SECONDS, TimeUnit.SECONDS)) {
                    console.warn("could not clear up in time: the next run will");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        return ended;
    }
}
