package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.store.Place;
import io.etcdsnapshot.testing.S3Gateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** What lies below a prefix of a bucket, seen by another tool. Directories are there when something is in them. */
record BucketPlace(S3Gateway gateway, String bucket, String prefix) implements Place {
    String location() {
        return "s3://%s/%s".formatted(bucket, prefix);
    }

    private String key(String name) {
        return (prefix + "/" + name).replace("//", "/");
    }

    @Override
    public void copyIn(Path from, String name) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String relative = from.relativize(file).toString();
                write(relative.isEmpty() ? name : name + "/" + relative, Files.readAllBytes(file));
            }
        }
    }

    @Override
    public void write(String name, byte[] content) {
        gateway.put(bucket, key(name), content);
    }

    @Override
    public byte[] read(String name) {
        return gateway.get(bucket, key(name));
    }

    @Override
    public void makeDirectory(String name) {}

    @Override
    public void makeLink(String name, Path target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void touch(String name, Instant modified) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean exists(String name) {
        return names().contains(name);
    }

    @Override
    public List<String> names() {
        return gateway.keys(bucket).stream()
                .filter(key -> key.startsWith(prefix + "/"))
                .map(key -> key.substring(prefix.length() + 1).replaceFirst("/.*", ""))
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public String permissions(String name) {
        return null;
    }
}
