package io.etcdsnapshot.location;

import java.util.Optional;

/**
 * {@code s3://bucket[/prefix]}.
 *
 * @param prefix without slashes at its ends; empty for the whole bucket
 */
public record S3Location(String bucket, String prefix) implements Location {
    @Override
    public Location child(String name) {
        return new S3Location(bucket, prefix.isEmpty() ? name : prefix + "/" + name);
    }

    @Override
    public Optional<Location> parent() {
        int slash = prefix.lastIndexOf('/');
        return prefix.isEmpty()
                ? Optional.empty()
                : Optional.of(new S3Location(bucket, slash < 0 ? "" : prefix.substring(0, slash)));
    }

    @Override
    public String lastName() {
        return prefix.substring(prefix.lastIndexOf('/') + 1);
    }

    @Override
    public String canonical() {
        return toString();
    }

    @Override
    public String toString() {
        return prefix.isEmpty() ? "s3://" + bucket : "s3://%s/%s".formatted(bucket, prefix);
    }
}
