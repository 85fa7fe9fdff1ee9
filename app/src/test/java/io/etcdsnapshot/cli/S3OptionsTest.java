package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.Throttle;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.store.s3.ObjectLock;
import io.etcdsnapshot.store.s3.S3Server;
import io.etcdsnapshot.store.s3.S3Settings;
import io.etcdsnapshot.values.Values;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How buckets are reached, by what the command line and the values say. */
class S3OptionsTest {
    @TempDir
    Path directory;

    private final S3Options options = new S3Options();
    private final ObjectLockOptions lock = new ObjectLockOptions();

    @Test
    void theValuesSayHowTheBucketIsReached() throws IOException {
        S3Settings settings = settings(
                """
                proxy: {httpsProxy: "http://proxy.example.com:3128", noProxy: .svc}
                s3:
                  bucket: backups
                  endpoint: https://s3.example.com/
                  region: eu-central-1
                  pathStyle: false
                  objectLock: {days: 30, mode: compliance}
                """);

        assertThat(settings.server().endpoint()).isEqualTo(URI.create("https://s3.example.com"));
        assertThat(settings.server().region()).isEqualTo("eu-central-1");
        assertThat(settings.server().addressing()).isEqualTo(S3Server.Addressing.VIRTUAL_HOST);
        assertThat(settings.server().proxy()).hasFieldOrPropertyWithValue("host", "proxy.example.com");
        assertThat(settings.objectLock()).isEqualTo(new ObjectLock(ObjectLock.Mode.COMPLIANCE, 30));
    }

    @Test
    void optionsComeBeforeTheValues() throws IOException {
        options.endpoint = URI.create("http://127.0.0.1:9000");
        options.region = "here";
        options.pathStyle = true;
        lock.days = 7;

        S3Settings settings = settings(
                "s3: {endpoint: 'https://s3.example.com', region: there, pathStyle: false, objectLock: {days: 30, mode: compliance}}");

        assertThat(settings.server().endpoint()).isEqualTo(options.endpoint);
        assertThat(settings.server().region()).isEqualTo("here");
        assertThat(settings.server().addressing()).isEqualTo(S3Server.Addressing.PATH);
        assertThat(settings.objectLock()).isEqualTo(new ObjectLock(ObjectLock.Mode.COMPLIANCE, 7));
    }

    @Test
    void nothingIsLockedUnlessSomebodyWantsIt() throws IOException {
        assertThat(settings("{}").objectLock()).isNull();
        lock.days = 3;
        assertThat(settings("{}").objectLock()).isEqualTo(new ObjectLock(ObjectLock.Mode.GOVERNANCE, 3));
        lock.days = 0;
        assertThat(settings("s3: {objectLock: {days: 30}}").objectLock()).isNull();
        lock.days = -1;
        assertThatThrownBy(() -> settings("{}")).hasMessage("--s3-lock-days -1: it can't be negative");
    }

    @Test
    void anEndpointThatIsNoneIsNamedByItsKey() {
        assertThatThrownBy(() -> settings("s3: {endpoint: s3.example.com}"))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("values: s3.endpoint: 's3.example.com' is not");
    }

    @Test
    void aSecretThatTheChartDidNotFindIsNamedByItsValue() throws IOException {
        CommonOptions common = new CommonOptions();
        common.file = write("s3: {bucket: abc, credentialsSecret: keys}");
        common.comesFromChart();
        options.credentials = Files.createDirectory(directory.resolve("s3"));
        options.requireMounted(Location.parse("/mnt"), common);

        assertThatThrownBy(() -> options.requireMounted(Location.parse("s3://abc"), common))
                .hasMessage("there is no Secret keys, or it is empty");

        Files.writeString(options.credentials.resolve("AWS_ACCESS_KEY_ID"), "x");
        options.caFile = directory.resolve("ca.crt");
        assertThatThrownBy(() -> options.requireMounted(Location.parse("s3://abc"), common))
                .hasMessage("the ConfigMap or Secret of s3.ca is not there, or has no key ca.crt");
        Files.writeString(options.caFile, "x");
        options.requireMounted(Location.parse("s3://abc"), common);
    }

    private S3Settings settings(String yaml) throws IOException {
        Values values = Values.read(write(yaml));
        return options.settings(values, Map.of(), lock.lock(values), Throttle.unlimited());
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(directory.resolve("values.yaml"), yaml);
    }
}
