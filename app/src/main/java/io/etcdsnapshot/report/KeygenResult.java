package io.etcdsnapshot.report;

/**
 * Reports a new identity; never what is secret of it.
 *
 * @param file that holds it
 * @param recipient to encrypt to for it
 */
public record KeygenResult(String file, String recipient) implements Result {
    @Override
    public void print(TextReport text) {
        text.line("%s", recipient);
    }
}
