package io.etcdsnapshot.cli;

import io.etcdsnapshot.store.s3.S3Settings;
import io.etcdsnapshot.store.ssh.SshSettings;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Holds how remote locations are reached in this run; each kind is worked out when the first such location is opened.
 *
 * @param ssh the same settings each time, so that a limit holds for all together
 * @param s3 takes the variables of this process, which may hold credentials
 */
public record Access(Supplier<SshSettings> ssh, Function<Map<String, String>, S3Settings> s3) {}
