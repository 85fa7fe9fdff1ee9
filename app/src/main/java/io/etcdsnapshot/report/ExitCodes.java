package io.etcdsnapshot.report;

import io.etcdsnapshot.failure.Failure;
import java.util.LinkedHashMap;
import java.util.Map;

/** Maps how a command ends to what the calling shell sees. */
public final class ExitCodes {
    public static final int OK = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    public static final int PARTIAL = 3;
    public static final int DAMAGED = 4;
    public static final int REFUSED = 5;
    /** Stands for SIGINT, as shells count it; after SIGTERM the virtual machine itself exits with 143. */
    public static final int INTERRUPTED = 130;

    private ExitCodes() {}

    /** Returns what each exit code means, for help. */
    public static Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("0", "success, or nothing to do");
        texts.put("1", "failed");
        texts.put("2", "wrong usage or values");
        texts.put("3", "partial success: a set or a destination failed");
        texts.put("4", "verification failed: a set is damaged");
        texts.put("5", "refused, nothing was changed");
        texts.put("130, 143", "interrupted, nothing half-made is left visible");
        return texts;
    }

    public static int of(Failure failure) {
        return switch (failure.kind()) {
            case FAILED -> FAILED;
            case WRONG_USAGE -> USAGE;
            case NOT_WHOLE -> DAMAGED;
            case REFUSED -> REFUSED;
        };
    }
}
