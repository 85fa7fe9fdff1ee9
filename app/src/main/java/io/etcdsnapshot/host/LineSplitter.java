package io.etcdsnapshot.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts a stream of any size into lines of bounded length; what is longer is cut off. */
final class LineSplitter {
    private static final int MAX_LINE_BYTES = 4096;

    private final Consumer<String> lines;
    private final byte[] line = new byte[MAX_LINE_BYTES];
    private int length;

    LineSplitter(Consumer<String> lines) {
        this.lines = lines;
    }

    void readAll(InputStream in) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            for (int i = 0; i < read; i++) {
                if (buffer[i] == '\n') {
                    flush();
                } else if (length < MAX_LINE_BYTES) {
                    line[length++] = buffer[i];
                }
            }
        }
        if (length > 0) {
            flush();
        }
    }

    private void flush() {
        lines.accept(new String(line, 0, length, StandardCharsets.UTF_8).stripTrailing());
        length = 0;
    }
}
