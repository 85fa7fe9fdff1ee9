package io.etcdsnapshot.kubernetes.document;

/**
 * Bounds what one stored value may unfold to: a few damaged bytes must not fill the memory or the stack.
 * The largest objects that etcd takes (1.5 MiB) hold about a tenth of the values allowed.
 */
public final class Budget {
    private static final int MOST_VALUES = 500_000;
    private static final int DEEPEST = 500;

    private int values = MOST_VALUES;
    private int depth;

    /** Counts one value. */
    public void spend() {
        if (--values < 0) {
            throw new DocumentException("it holds more than %d values".formatted(MOST_VALUES));
        }
    }

    /** Goes one level deeper. */
    public void enter() {
        if (++depth > DEEPEST) {
            throw new DocumentException("it nests deeper than %d levels".formatted(DEEPEST));
        }
    }

    public void leave() {
        depth--;
    }
}
