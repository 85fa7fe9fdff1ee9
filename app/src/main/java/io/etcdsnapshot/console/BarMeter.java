package io.etcdsnapshot.console;

import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows a bar to a person who watches, once it is worth looking at. */
final class BarMeter implements Meter {
    private static final long WORTHWHILE_NANOS = TimeUnit.MILLISECONDS.toNanos(700);
    private static final int REFRESH_MILLIS = 250;
    private static final long MEGABYTE = 1_000_000;

    private final String what;
    private final long total;
    private final StatusLine line;
    private final int width;
    private final long start = System.nanoTime();
    private long done;
    private @Nullable ProgressBar bar;

    BarMeter(String what, long total, StatusLine line, int width) {
        this.what = what;
        this.total = total;
        this.line = line;
        this.width = width;
    }

    @Override
    public void add(long bytes) {
        done += bytes;
        if (bar != null) {
            bar.stepTo(done);
        } else if (System.nanoTime() - start > WORTHWHILE_NANOS) {
            bar = show();
        }
    }

    private ProgressBar show() {
        return ProgressBar.builder()
                .setTaskName(what)
                .setInitialMax(total)
                .setUnit(" MB", MEGABYTE)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                .setConsumer(new DelegatingProgressBarConsumer(line::show, width))
                .build()
                .stepTo(done);
    }

    @Override
    public void end() {
        if (bar != null) {
            bar.close();
            line.clear();
        }
    }
}
