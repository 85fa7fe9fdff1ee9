package io.etcdsnapshot.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.store.memory.MemoryStore;
import io.etcdsnapshot.testing.WholeSet;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A list of checksums beside a flat set, as sha256sum makes it. */
class CompanionCheckTest {
    private static final String ID = "2026-11-20_013000";
    private static final String SNAPSHOT = "snapshot_" + ID + ".db";

    private final MemoryStore store = MemoryStore.named("sets");

    @Test
    void anotherHashIsAFinding() throws Exception {
        SetVerification verification = verify("0".repeat(64), SNAPSHOT);

        assertThat(verification.ok()).isFalse();
        assertThat(verification.problems()).contains("lists another hash of " + SNAPSHOT);
    }

    @Test
    void aListOfOtherFilesIsNoMatter() throws Exception {
        SetVerification verification = verify("0".repeat(64), "other.db");

        assertThat(verification.findings()).isNotEmpty().allMatch(Finding::ok).noneMatch(finding -> finding.file()
                .equals(Companions.CHECKSUMS));
    }

    private SetVerification verify(String hash, String file) throws Exception {
        WholeSet.of(ID).addFlatTo(store);
        byte[] list = ChecksumList.line(hash, file).getBytes(StandardCharsets.UTF_8);
        store.files().put("%s/%s".formatted(store.location(), Companions.CHECKSUMS), list);
        return SetVerifier.verify(store.list().sets().get(0), store);
    }
}
