package io.etcdsnapshot.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.bbolt.Bucket;
import io.etcdsnapshot.bbolt.Database;
import io.etcdsnapshot.bbolt.PageSource;
import io.etcdsnapshot.testing.EtcdServer;
import io.etcdsnapshot.testing.EtcdVersion;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.SampleSets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rehearsals of what real clusters of all versions went through, with etcd of the same and of other versions. */
class RehearsedHistoriesIT {
    private static final String ID = "2026-11-20_013000";

    @TempDir
    static Path directory;

    private Path location;
    private Path temporary;
    private Path noHost;

    @BeforeEach
    void newLocation() throws IOException {
        location = Files.createTempDirectory(directory, "location");
        temporary = Files.createTempDirectory(directory, "temporary");
        noHost = Files.createTempDirectory(directory, "host");
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        assertThat(Traces.of(temporary)).isEmpty();
    }

    /** Histories that make figures differ although nothing is lost. */
    @ParameterizedTest
    @CsvSource({
        "V3_4, deleted and compacted",
        "V3_6, deleted and compacted",
        "V3_4, leases",
        "V3_6, leases",
        "V3_4, another member",
        "V3_6, another member",
        "V3_4, nothing",
        "V3_7, nothing",
        "V3_5, restored with a bumped revision",
        "V3_6, restored with a bumped revision",
    })
    void whateverTheClusterWentThroughAllOfItIsServed(EtcdVersion version, String history) throws Exception {
        try (EtcdServer etcd = start(version, history)) {
            SampleSets.of(directory, etcd).add(location, ID);
        }

        JsonObject document = rehearsed(version, 0);

        assertThat(detail(document, "values")).contains("all keys and values are served");
        assertThat(detail(document, "sample")).contains("each as it is in the set");
    }

    private static EtcdServer start(EtcdVersion version, String history) throws Exception {
        EtcdServer etcd = version.start(directory);
        switch (history) {
            case "deleted and compacted" -> {
                etcd.put("key", 500, new byte[300]);
                etcd.put("key", 300, new byte[200]);
                etcd.etcdctl("del", "--prefix", "key").output();
                etcd.compact();
            }
            case "leases" -> {
                String lease = etcd.etcdctl("lease", "grant", "1").output().split(" ")[1];
                etcd.etcdctl("put", "short", "lived", "--lease=" + lease).output();
                etcd.put("key", 5, new byte[10]);
            }
            case "another member" -> {
                etcd.put("key", 5, new byte[10]);
                etcd.etcdctl("member", "add", "two", "--peer-urls=http://127.0.0.1:1")
                        .output();
            }
            case "restored with a bumped revision" -> {
                etcd.put("key", 5, new byte[10]);
                Path snapshot =
                        etcd.save(Files.createTempDirectory(directory, "before").resolve("before.db"));
                etcd.close();
                return EtcdServer.restored(
                        version.binaries(), directory, snapshot, "--bump-revision=1000000", "--mark-compacted");
            }
            default -> assertThat(history).isEqualTo("nothing");
        }
        return etcd;
    }

    /** With so many leases, users and roles, the bucket of all buckets is more than one page. */
    @ParameterizedTest
    @EnumSource
    void anEtcdThatAsksForAPasswordIsComparedAsAWhole(EtcdVersion version) throws Exception {
        try (EtcdServer etcd = version.start(directory)) {
            etcd.put("key", 5, new byte[100]);
            for (int i = 0; i < 24; i++) {
                etcd.grantLease(3600);
            }
            for (int i = 0; i < 9; i++) {
                String name = i == 0 ? "root" : "a name of some length " + i;
                etcd.etcdctl("role", "add", name).output();
                etcd.etcdctl("role", "grant-permission", name, "readwrite", "leased/here", "leased/there")
                        .output();
                if (i < 7) {
                    etcd.etcdctl("user", "add", name + ":secret").output();
                }
            }
            etcd.etcdctl("user", "grant-role", "root", "root").output();
            etcd.etcdctl("auth", "enable").output();
            SampleSets.of(directory, etcd, "root:secret").add(location, ID);
        }
        assertThat(rootBucketPages(location.resolve(ID).resolve("snapshot_%s.db".formatted(ID))))
                .isGreaterThan(1);

        JsonObject document = rehearsed(version, 0, "--timeout", "60s");

        assertThat(document.get("etcdVersion").getAsString()).startsWith(number(version));
        assertThat(document.get("revision").getAsLong()).isEqualTo(2);
        assertThat(detail(document, "sample")).contains("not read: this etcd asks for a password");
        assertThat(detail(document, "values")).contains("all keys and values are served");
    }

    /** As many as follow its first one, or as are below it. */
    private static int rootBucketPages(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int pageSize = bytes.getInt(16 + 8);
        int newer = bytes.getLong(16 + 48) > bytes.getLong(pageSize + 16 + 48) ? 0 : pageSize;
        int root = (int) bytes.getLong(newer + 16 + 16) * pageSize;
        boolean isBranch = bytes.getShort(root + 8) == 1;
        return isBranch ? bytes.getShort(root + 10) : 1 + bytes.getInt(root + 12);
    }

    @ParameterizedTest
    @EnumSource
    void anAlarmForSpaceIsWarnedOfAndOneForCorruptionFails(EtcdVersion version) throws Exception {
        try (EtcdServer etcd = version.start(directory)) {
            etcd.put("key", 5, new byte[10]);
            etcd.raiseAlarm("NOSPACE", 7);
            SampleSets.of(directory, etcd).add(location, ID);
            JsonObject noSpace = rehearsed(version, 0);
            assertThat(detail(noSpace, "alarm")).contains("member 7 had raised NOSPACE", "alarm disarmed");
            assertThat(detail(noSpace, "values")).contains("all keys and values are served");

            etcd.raiseAlarm("CORRUPT", 7);
            SampleSets.of(directory, etcd).add(location, "2026-11-20_023000");
        }

        assertThat(detail(rehearsed(version, 4), "corrupt")).contains("member 7 had raised CORRUPT");
    }

    /** The compaction goes on when etcd starts from the snapshot: most of the versions in the set are served no more. */
    @ParameterizedTest
    @EnumSource(names = {"V3_4", "V3_6"})
    void afterAnUnfinishedCompactionAHundredValuesAreReadAllTheSame(EtcdVersion version) throws Exception {
        try (EtcdServer etcd = version.start(directory)) {
            for (int round = 0; round < 12; round++) {
                etcd.put("key", 3000, ("value of round " + round).getBytes());
            }
            etcd.etcdctl("compaction", etcd.revision()).output();
            SampleSets.of(directory, etcd).add(location, ID);
        }
        Path stored = location.resolve(ID).resolve("snapshot_%s.db".formatted(ID));
        assertThat(meta(stored, "scheduledCompactRev"))
                .as("the compaction was under way")
                .isNotEqualTo(meta(stored, "finishedCompactRev"));

        JsonObject document = rehearsed(version, 0);

        assertThat(detail(document, "sample")).startsWith("100 values were read");
        assertThat(detail(document, "values")).contains("all keys and values are served");
    }

    private static byte[] meta(Path file, String key) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            Bucket meta = Database.open(PageSource.of(channel)).bucket("meta").orElseThrow();
            return meta.get(key.getBytes()).orElse(new byte[0]);
        }
    }

    /** Only etcd 3.6 itself refuses what is newer. */
    @ParameterizedTest
    @EnumSource
    void theSetOfEachVersionIsRehearsedWithEachAndAnOlderOneIsWarnedOf(EtcdVersion ofSet) throws Exception {
        try (EtcdServer etcd = ofSet.start(directory)) {
            etcd.put("key", 50, new byte[100]);
            etcd.etcdctl("del", "key/7").output();
            SampleSets.of(directory, etcd).add(location, ID);
        }
        for (EtcdVersion used : EtcdVersion.values()) {
            String warning = "the set is of etcd %s, rehearsed with %s".formatted(number(ofSet), number(used));
            if (ofSet == EtcdVersion.V3_7 && used == EtcdVersion.V3_6) {
                Program.Result refused = rehearse(used, location);
                assertThat(refused.exitCode()).as(refused.all()).isEqualTo(1);
                assertThat(refused.err()).contains(warning, "etcd ended with exit code", "hint: ");
                continue;
            }
            JsonObject document = rehearsed(used, 0);

            assertThat(document.get("etcdVersion").getAsString()).startsWith(number(used));
            assertThat(detail(document, "values")).contains("all keys and values are served");
            assertThat(document.get("liveKeys").getAsLong()).isEqualTo(49);
            assertThat(detail(document, "version").contains(warning))
                    .as(document.toString())
                    .isEqualTo(used.compareTo(ofSet) < 0);
        }
    }

    @Test
    void aDatabaseOfADeadMasterIsRehearsedFromItsFileWhenThatIsAccepted() throws Exception {
        Path copy = directory.resolve("db");
        try (EtcdServer etcd = EtcdVersion.V3_6.start(directory)) {
            etcd.put("key", 50, new byte[100]);
            etcd.close();
            Files.copy(etcd.database(), copy);
        }

        Program.Result refused = rehearse(EtcdVersion.V3_6, copy);
        Program.Result accepted = rehearse(EtcdVersion.V3_6, copy, "--no-trailer");

        assertThat(refused.exitCode()).as(refused.all()).isEqualTo(4);
        assertThat(refused.all()).contains("accept it with --no-trailer");
        assertThat(accepted.exitCode()).as(accepted.all()).isZero();
        JsonObject document = JsonParser.parseString(accepted.out()).getAsJsonObject();
        assertThat(detail(document, "trailer")).contains("--skip-hash-check");
        assertThat(detail(document, "values")).contains("all keys and values are served");
    }

    private static String number(EtcdVersion version) {
        return version.name().substring(1).replace('_', '.');
    }

    private JsonObject rehearsed(EtcdVersion version, int exitCode, String... options) throws Exception {
        Program.Result result = rehearse(version, location, options);
        assertThat(result.exitCode()).as(result.all()).isEqualTo(exitCode);
        return JsonParser.parseString(result.out()).getAsJsonObject();
    }

    private Program.Result rehearse(EtcdVersion version, Path from, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("--from", from.toString(), "-o", "json"));
        arguments.addAll(List.of("--host-root", noHost.toString(), "--directory", temporary.toString()));
        arguments.addAll(List.of("--etcd", version.binaries().resolve("etcd").toString()));
        return Program.etcdSnapshot("rehearse", "latest")
                .and(arguments)
                .with("PATH", version.binaries() + ":" + System.getenv("PATH"))
                .run();
    }

    private static String detail(JsonObject document, String check) {
        for (JsonElement finding : document.getAsJsonArray("findings")) {
            if (finding.getAsJsonObject().get("check").getAsString().equals(check)) {
                return finding.getAsJsonObject().get("detail").getAsString();
            }
        }
        return "";
    }
}
