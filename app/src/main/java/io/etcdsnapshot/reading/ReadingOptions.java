package io.etcdsnapshot.reading;

import io.etcdsnapshot.etcd.LiveVersions;
import io.etcdsnapshot.io.IoSupplier;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How snapshots are opened.
 *
 * @param verify whether every byte is verified before anything is looked up
 * @param evenIfDamaged whether what fails verification is opened all the same, and marked
 * @param acceptNoTrailer whether a snapshot without a trailer, else whole, passes
 * @param kubeResources a file with the keys of encrypted values, in place of those in the set: the archive, or the
 *     encryption configuration itself; null for those in the set
 * @param copies where the {@link TemporaryCopy} of a snapshot from elsewhere is kept while it is open
 * @param live takes the live keys, if the snapshot is verified and memory suffices to tell which they are
 */
public record ReadingOptions(
        boolean verify,
        boolean evenIfDamaged,
        boolean acceptNoTrailer,
        @Nullable Path kubeResources,
        Path copies,
        LiveVersions live) {
    @Nullable
    IoSupplier<InputStream> keysFile() {
        Path file = kubeResources;
        return file == null ? null : () -> Files.newInputStream(file);
    }
}
