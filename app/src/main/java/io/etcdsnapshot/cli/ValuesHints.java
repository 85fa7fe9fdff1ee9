package io.etcdsnapshot.cli;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words hints for those who run the program by the chart: they can change values, but no options. */
final class ValuesHints {
    private static final Pattern OPTION =
            Pattern.compile("(?<![\\w-])--[a-z][a-z0-9-]+( (?:accept-new|etcdctl|[A-Z]+(?:://\\S+)?))?");

    private static final Pattern PURGE = Pattern.compile("etcd-snapshot purge [/a-z]");

    /** Keys by option, or by command and option where that decides. */
    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("--retry-for", "snapshot.retryFor"),
            Map.entry("sync --retry-for", "job.copyRetryFor"),
            Map.entry("snapshot --timeout", "snapshot.timeout"),
            Map.entry("--min-cluster-age", "snapshot.minClusterAge"),
            Map.entry("--force", "snapshot.force: true"),
            Map.entry("--method etcdctl", "snapshot.method: etcdctl"),
            Map.entry("--script", "snapshot.script"),
            Map.entry("--etcdctl", "snapshot.etcdctl"),
            Map.entry("snapshot --directory", "snapshot.directory"),
            Map.entry("--identity", "key private of the Secret sync.sshSecret"),
            Map.entry("--passphrase-file", "key passphrase of the Secret sync.sshSecret"),
            Map.entry("--known-hosts", "key known_hosts of the Secret sync.sshSecret"),
            Map.entry("--host-key-policy accept-new", "sync.hostKeyPolicy: accept-new"),
            Map.entry("--bandwidth-limit", "sync.bandwidthLimit"),
            Map.entry("--s3-endpoint", "s3.endpoint"),
            Map.entry("--s3-region", "s3.region"),
            Map.entry("--s3-path-style", "s3.pathStyle"),
            Map.entry("--s3-ca-file", "s3.ca"),
            Map.entry("--s3-credentials", "s3.credentialsSecret"),
            Map.entry("--s3-lock-days", "s3.objectLock.days"),
            Map.entry("--to", "sync.hosts"),
            Map.entry("--volume", "pv"));

    /** Files of a mounted Secret, which can't be written to, and commands that the image lacks. */
    private static final Map<String, String> MOUNTED = Map.of(
            ">> /ssh/known_hosts", ">> FILE, for key known_hosts of the Secret sync.sshSecret",
            "-f /ssh/private", "-f FILE, with key private of the Secret sync.sshSecret as FILE");

    private final String command;

    ValuesHints(String command) {
        this.command = command;
    }

    /** Returns a hint with keys of the values in place of the options that stand for them. */
    String inValues(String hint) {
        Matcher matcher = OPTION.matcher(hint);
        String inValues = matcher.replaceAll(found -> {
            String whole = found.group();
            String option = whole.replaceFirst(" .*", "");
            String key = KEYS.getOrDefault(
                    command + " " + option, KEYS.getOrDefault(whole, KEYS.getOrDefault(option, whole)));
            return Matcher.quoteReplacement(key);
        });
        for (Map.Entry<String, String> mounted : MOUNTED.entrySet()) {
            inValues = inValues.replace(mounted.getKey(), mounted.getValue());
        }
        return PURGE.matcher(inValues).find()
                ? inValues + " (in a pod with these mounts: see helm get notes)"
                : inValues;
    }
}
