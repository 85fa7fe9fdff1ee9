package io.etcdsnapshot.testing;

import io.etcdsnapshot.backup.Log;
import java.util.ArrayList;
import java.util.List;

/** Keeps the warnings of a test. */
public final class Warnings implements Log {
    public final List<String> lines = new ArrayList<>();

    @Override
    public String clean(String line) {
        return line;
    }

    @Override
    public void debug(String line) {}

    @Override
    public void info(String line) {}

    @Override
    public void warn(String line) {
        lines.add(line);
    }
}
