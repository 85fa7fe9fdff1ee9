package io.etcdsnapshot.values;

import java.util.List;

/**
 * How sets are stored at a destination.
 *
 * @param key of the recipients, such as {@code encryption.recipients}
 * @param recipients as they are written; none: nothing is encrypted
 */
public record StoredFormValues(String key, List<String> recipients, boolean compress) {
    /** What holds where there are no values. */
    public static final StoredFormValues PLAIN = new StoredFormValues("", List.of(), false);

    /** Returns how the snapshot node's own sets are stored. */
    static StoredFormValues ofNode(Section section, Section encryption) {
        boolean encrypt = section.flag("encrypt");
        List<String> recipients = encryption.texts("recipients");
        if (encrypt && recipients.isEmpty()) {
            throw section.wrong("encrypt", "there are no encryption.recipients");
        }
        return new StoredFormValues(
                "encryption.recipients", encrypt ? recipients : List.of(), section.flag("compress"));
    }

    /** @param encryption what holds for all destinations that have no recipients of their own */
    static StoredFormValues of(String key, Section section, Section encryption) {
        List<String> own = section.texts("recipients");
        boolean compress = section.flag("compress");
        return own.isEmpty()
                ? new StoredFormValues("encryption.recipients", encryption.texts("recipients"), compress)
                : new StoredFormValues(key + ".recipients", own, compress);
    }
}
