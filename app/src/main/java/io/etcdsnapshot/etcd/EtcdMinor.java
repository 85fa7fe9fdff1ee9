package io.etcdsnapshot.etcd;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A minor version of etcd: what data of a higher one mean to a lower one is not defined, and etcd does not check it. */
public record EtcdMinor(int major, int minor) implements Comparable<EtcdMinor> {
    private static final Pattern VERSION = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})([.\\-+].*)?");
    private static final Comparator<EtcdMinor> ORDER =
            Comparator.comparingInt(EtcdMinor::major).thenComparingInt(EtcdMinor::minor);

    /** Reads a version such as 3.5.21; returns null if it is null, or none. */
    public static @Nullable EtcdMinor parse(@Nullable String version) {
        Matcher matcher = VERSION.matcher(version == null ? "" : version.strip());
        return matcher.matches()
                ? new EtcdMinor(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
                : null;
    }

    @Override
    public int compareTo(EtcdMinor other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
