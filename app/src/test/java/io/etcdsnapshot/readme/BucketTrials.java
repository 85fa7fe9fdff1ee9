package io.etcdsnapshot.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.readme.Readme.Passage;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.S3Gateway;
import java.util.ArrayList;
import java.util.List;

/** What is typed with a bucket, which is on a real gateway here. */
final class BucketTrials {
    private static final String SERVER = "https://s3.example.com";
    private static final String BUCKET = "etcd-backups";

    private BucketTrials() {}

    static void copy(Passage words, Story story) throws Exception {
        String bucket = gateway().newLockingBucket(BUCKET);
        run(words, "--from", story.masters().host().backups().toString());
        assertThat(gateway().keys(bucket)).anyMatch(key -> key.endsWith("/manifest.json"));
    }

    static void verify(Passage words, Story story) throws Exception {
        run(words);
    }

    private static S3Gateway gateway() {
        return S3Gateway.shared(S3Gateway.Kind.CEPH);
    }

    private static void run(Passage words, String... more) throws Exception {
        List<String> typed = new ArrayList<>(List.of(
                words.text().replace(SERVER, gateway().endpoint().toString()).split(" ")));
        assertThat(typed.remove(0)).isEqualTo("etcd-snapshot");
        Program program = Program.etcdSnapshot(typed.toArray(String[]::new)).and(more);
        gateway().environment().forEach(program::with);
        program.output();
    }
}
