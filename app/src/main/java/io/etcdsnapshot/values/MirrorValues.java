package io.etcdsnapshot.values;

import java.util.List;
import java.util.Optional;

/**
 * The values below {@code sync}: how mirrors are found and reached.
 *
 * @param hosts as {@code [user@]host[:port]}; empty: found when a run starts
 * @param directory on the mirrors; empty: that of the node's own sets
 * @param acceptNew whether the key of an unknown host is remembered instead of refused
 * @param bytesPerSecond for all mirrors together; empty: no limit
 */
public record MirrorValues(
        String sshSecret,
        List<String> hosts,
        String user,
        Optional<String> directory,
        boolean acceptNew,
        Optional<Size> bytesPerSecond) {
    static MirrorValues of(Section section) {
        return new MirrorValues(
                section.text("sshSecret"),
                section.texts("hosts"),
                section.text("user"),
                section.optional("directory"),
                section.text("hostKeyPolicy").equals("accept-new"),
                section.limit("bandwidthLimit"));
    }
}
