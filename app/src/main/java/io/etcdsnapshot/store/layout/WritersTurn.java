package io.etcdsnapshot.store.layout;

import io.etcdsnapshot.io.Backoff;
import io.etcdsnapshot.store.layout.FileTree.Entry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Has writers of one directory take turns: the one who makes a directory with a certain name has the turn until it is gone.
 * That works on all file systems, over SFTP too, where locks may be missing.
 */
final class WritersTurn {
    private static final String NAME = ".etcd-snapshot-writing";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

    /** The turn of another may end just before one looks; so often in a row it is something else. */
    private static final int REFUSALS = 5;

    private final FileTree files;
    private final String directory;
    private final Duration patience;

    /** @param patience a turn in which nothing happened for so long was left by a writer that did not end */
    WritersTurn(FileTree files, String parent, Duration patience) {
        this.files = files;
        this.directory = parent + "/" + NAME;
        this.patience = patience;
    }

    /** Returns the directory in which whoever has the turn builds what it writes. */
    String directory() {
        return directory;
    }

    /** @throws IOException if the directory can't be made, whoever waits */
    void take() throws IOException {
        List<Entry> seen = List.of();
        Backoff waiting = waiting();
        int refused = 0;
        while (true) {
            try {
                files.makeDirectory(directory);
                return;
            } catch (IOException e) {
                List<Entry> now = state();
                refused = now.isEmpty() ? refused + 1 : 0;
                if (e instanceof AccessDeniedException || refused == REFUSALS) {
                    throw e;
                }
                if (!now.equals(seen)) {
                    seen = now;
                    waiting = waiting();
                }
            }
            if (!pause(waiting)) {
                end();
            }
        }
    }

    void end() throws IOException {
        try {
            if (files.entry(directory) != null) {
                files.deleteTree(directory);
            }
        } catch (NoSuchFileException e) {
            // Another writer did the same.
        }
    }

    private Backoff waiting() {
        return new Backoff(FIRST_PAUSE, LONGEST_PAUSE, patience);
    }

    /** Returns the directory and what is in it as they are; nothing while nobody has the turn. */
    private List<Entry> state() throws IOException {
        Entry turn = files.entry(directory);
        if (turn == null) {
            return List.of();
        }
        List<Entry> state = new ArrayList<>(List.of(turn));
        try {
            state.addAll(files.entries(directory));
        } catch (IOException e) {
            // It is over meanwhile.
        }
        return state;
    }

    private static boolean pause(Backoff waiting) throws InterruptedIOException {
        try {
            return waiting.pause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
