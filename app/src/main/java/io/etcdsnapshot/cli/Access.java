package io.etcdsnapshot.cli;

import io.etcdsnapshot.store.ssh.SshSettings;
import java.util.function.Supplier;

/**
 * How locations elsewhere are reached in this run; each kind is worked out when the first such location is opened.
 *
 * @param ssh the same settings each time, so that a limit holds for all together
 */
public record Access(Supplier<SshSettings> ssh) {}
