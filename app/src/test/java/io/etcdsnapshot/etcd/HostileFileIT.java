package io.etcdsnapshot.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.BoltFile;
import io.etcdsnapshot.testing.BoltFile.Child;
import io.etcdsnapshot.testing.BoltFile.Entry;
import io.etcdsnapshot.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of a few megabytes, made to exhaust a program of 64 MB. */
@Timeout(60)
class HostileFileIT {
    @TempDir
    Path directory;

    @Test
    void bucketsNestedFiftyThousandDeep() throws Exception {
        int last = 50_000;
        BoltFile file = new BoltFile(512, last + 1).metas(2, BoltFile.NO_FREELIST);
        file.leaf(2, 0, Entry.bucket("key", 3), Databases.metaBucket());
        for (int page = 3; page < last; page++) {
            file.leaf(page, 0, Entry.bucket("nested", page + 1));
        }
        assertRefused(file.leaf(last, 0));
    }

    @Test
    void branchesTwoHundredDeep() throws Exception {
        int last = 200;
        BoltFile file = new BoltFile(512, last + 1).metas(2, BoltFile.NO_FREELIST);
        file.leaf(2, 0, Entry.bucket("key", 3), Databases.metaBucket());
        for (int page = 3; page < last; page++) {
            file.branch(page, 0, new Child(BoltFile.revision(1), page + 1));
        }
        assertRefused(file.leaf(last, 0, Databases.entries(1)));
    }

    @Test
    void pagesWithinPagesThatAllSayTheyHold65535Elements() throws Exception {
        int pages = 400;
        BoltFile file = new BoltFile(4096, pages).metas(2, BoltFile.NO_FREELIST);
        file.leaf(2, 0, Entry.bucket("key", 3), Databases.metaBucket());
        for (int page = 3; page < pages; page++) {
            BoltFile.writeLeaf(file.page(page), page, Math.min(300, pages - page - 1), List.of());
            file.page(page).putShort(10, (short) 0xffff);
        }
        assertRefused(file);
    }

    @Test
    void pagesWithinTheLongKeysOfOtherPages() throws Exception {
        int pages = 4000;
        BoltFile file = new BoltFile(4096, pages).metas(2, BoltFile.NO_FREELIST);
        file.leaf(2, 0, Entry.bucket("key", 3), Databases.metaBucket());
        for (int page = 3; page < pages - 9; page++) {
            file.leaf(page, 8, Entry.of("k".repeat(16), ""));
            file.page(page).putInt(24, 32_000);
        }
        assertAnswers(file, 0, 4);
    }

    private void assertRefused(BoltFile file) throws IOException, InterruptedException {
        assertAnswers(file, 4);
    }

    private void assertAnswers(BoltFile file, Integer... exitCodes) throws IOException, InterruptedException {
        Path snapshot = Files.write(directory.resolve("hostile.db"), file.snapshot());

        Program.Result verify =
                Program.java(List.of("-Xmx64m"), "verify", snapshot.toString()).run();

        assertThat(verify.exitCode()).as(verify.all()).isIn((Object[]) exitCodes);
        assertThat(verify.out()).contains("hostile.db");
        assertThat(verify.all()).doesNotContain("Exception", "OutOfMemory", "StackOverflow");
    }
}
