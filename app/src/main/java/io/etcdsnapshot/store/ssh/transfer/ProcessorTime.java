package io.etcdsnapshot.store.ssh.transfer;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Measures how busy this machine's processors are from now on, as Linux counts it (proc(5), {@code /proc/stat}). */
public final class ProcessorTime {
    private static final Path STATISTICS = Path.of("/proc/stat");
    private static final int IDLE = 3;

    private final long @Nullable [] begin = read();

    /** Returns the share of all processors' time that was idle, and waited for no disk, since this was made; 1 where nothing is known. */
    public double idleShare() {
        long[] now = read();
        if (begin == null || now == null) {
            return 1;
        }
        long total = Arrays.stream(now).sum() - Arrays.stream(begin).sum();
        return total == 0 ? 1 : (double) (now[IDLE] - begin[IDLE]) / total;
    }

    private static long @Nullable [] read() {
        try (BufferedReader statistics = Files.newBufferedReader(STATISTICS)) {
            String[] fields = String.valueOf(statistics.readLine()).split(" +", -1);
            long[] times =
                    Arrays.stream(fields).skip(1).mapToLong(Long::parseLong).toArray();
            return times.length > IDLE ? times : null;
        } catch (IOException | NumberFormatException e) {
            return null;
        }
    }
}
