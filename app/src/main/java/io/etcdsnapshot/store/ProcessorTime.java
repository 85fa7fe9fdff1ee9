package io.etcdsnapshot.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** How busy this machine's processors are, as Linux counts it (proc(5), {@code /proc/stat}). */
final class ProcessorTime {
    private static final Path STATISTICS = Path.of("/proc/stat");
    private static final int IDLE = 4;
    private static final int WAITING_FOR_DISK = 5;

    private long idle;
    private long total;

    ProcessorTime() {
        idleShare();
    }

    /** The share of all processors' time that was idle since the last call; 1 where nothing is known. */
    double idleShare() {
        long idleBefore = idle;
        long totalBefore = total;
        try (BufferedReader statistics = Files.newBufferedReader(STATISTICS)) {
            String[] fields = String.valueOf(statistics.readLine()).split(" +", -1);
            long[] times =
                    Arrays.stream(fields).skip(1).mapToLong(Long::parseLong).toArray();
            idle = times[IDLE - 1] + times[WAITING_FOR_DISK - 1];
            total = Arrays.stream(times).sum();
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return 1;
        }
        return total == totalBefore ? 1 : (double) (idle - idleBefore) / (total - totalBefore);
    }
}
