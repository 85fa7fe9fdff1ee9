package io.etcdsnapshot.report;

import io.etcdsnapshot.failure.Failure;

/** Maps how a command ends to what the calling shell sees. */
public final class ExitCodes {
    public static final int OK = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    public static final int PARTIAL = 3;
    public static final int DAMAGED = 4;
    public static final int REFUSED = 5;
    /** As a shell counts SIGINT; after SIGTERM the virtual machine itself exits with 143. */
    public static final int INTERRUPTED = 130;

    public static final String[] HELP = {
        "0:success, or nothing to do",
        "1:failed",
        "2:wrong usage or values",
        "3:partial success: a set or a destination failed",
        "4:verification failed: a set is damaged",
        "5:refused, nothing was changed",
        "130, 143:interrupted, nothing half-made is left visible"
    };

    private ExitCodes() {}

    public static int of(Failure failure) {
        return switch (failure.kind()) {
            case FAILED -> FAILED;
            case WRONG_USAGE -> USAGE;
            case NOT_WHOLE -> DAMAGED;
            case REFUSED -> REFUSED;
        };
    }
}
