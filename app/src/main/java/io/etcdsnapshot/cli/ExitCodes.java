package io.etcdsnapshot.cli;

import io.etcdsnapshot.failure.Failure;

/** What each kind of end means to the calling shell. */
public final class ExitCodes {
    public static final int DONE = 0;
    public static final int FAILED = 1;
    public static final int WRONG_USAGE = 2;
    public static final int DONE_IN_PART = 3;
    public static final int NOT_WHOLE = 4;
    public static final int REFUSED = 5;
    /** As a shell counts SIGINT; after SIGTERM the virtual machine itself exits with 143. */
    public static final int INTERRUPTED = 130;

    static final String[] HELP = {
        "0:done, or rightly nothing to do",
        "1:failed",
        "2:wrong usage or values",
        "3:done in part, the others are done",
        "4:what is there is not whole",
        "5:refused, nothing changed",
        "130, 143:interrupted, nothing half-made is left visible"
    };

    private ExitCodes() {}

    static int of(Failure failure) {
        return switch (failure.kind()) {
            case FAILED -> FAILED;
            case WRONG_USAGE -> WRONG_USAGE;
            case NOT_WHOLE -> NOT_WHOLE;
            case REFUSED -> REFUSED;
        };
    }
}
