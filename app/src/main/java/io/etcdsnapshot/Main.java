package io.etcdsnapshot;

import io.etcdsnapshot.cli.Cli;
import io.etcdsnapshot.console.Console;
import io.etcdsnapshot.console.Terminal;
import io.etcdsnapshot.io.HttpProxy;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The program's entry, and its only exit. */
public final class Main {
    private static final long UNWIND_SECONDS = 20;

    private Main() {}

    public static void main(String[] arguments) {
        HttpProxy.allowLogin();
        WarmUp.start(arguments);
        Locale.setDefault(Locale.US); // Numbers as in ROOT, but formatted without loading a locale's data.
        Map<String, String> environment = System.getenv();
        Console console = new Console(new FileOutputStream(FileDescriptor.out), System.err, Terminal.of(environment));
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
