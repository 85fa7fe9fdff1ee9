package io.etcdsnapshot.console;

import java.io.PrintStream;

/** Keeps the last line of a terminal, which changes while other lines go by above it. */
final class StatusLine {
    private static final String ERASE = "\r\033[K";

    private final PrintStream terminal;
    private boolean shown;

    StatusLine(PrintStream terminal) {
        this.terminal = terminal;
    }

    synchronized void show(String text) {
        terminal.print("\r" + text);
        terminal.flush();
        shown = true;
    }

    synchronized void clear() {
        if (shown) {
            terminal.print(ERASE);
            terminal.flush();
            shown = false;
        }
    }

    /** Prints what an answer will follow. */
    synchronized void print(String question) {
        clear();
        terminal.print(question);
        terminal.flush();
    }

    /** Prints a line of its own. */
    synchronized void println(String line) {
        clear();
        terminal.println(line);
    }
}
