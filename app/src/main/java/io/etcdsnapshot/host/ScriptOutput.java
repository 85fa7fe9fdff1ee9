package io.etcdsnapshot.host;

import io.etcdsnapshot.backup.Log;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Listens to {@code cluster-backup.sh}: shows its lines, up to a bound, and recognizes the ends that call for something
 * else than a plain failure. Its words are those of OpenShift's cluster-etcd-operator.
 */
final class ScriptOutput implements Consumer<String> {
    private static final int SHOWN_LINES = 500;
    private static final int TAIL_LINES = 12;
    private static final Pattern PROGRESSING = Pattern.compile("operator is progressing");
    private static final Pattern NO_API = Pattern.compile("Could not find the status of the");
    /** Words of podman, of an image pull, or of a shell that has no etcdctl. */
    private static final Pattern NO_ETCDCTL = Pattern.compile("(?i)podman|neither pull etcdctl nor find it"
            + "|trying to pull|initializing source|pinging container registry|error pulling image|unable to pull"
            + "|etcdctl: (command )?not found|cannot stat .*etcdctl|authfile");
    /** Matches what only an etcdctl that was found prints. */
    private static final Pattern ETCDCTL_AT_WORK =
            Pattern.compile("etcdctl version:|snapshot\\.db|Snapshot saved|fetching snapshot");

    private final Log log;
    private final Deque<String> tail = new ArrayDeque<>();
    private long lines;
    private @Nullable String progressing;
    private boolean noApi;
    private boolean noEtcdctl;
    private boolean etcdctlAtWork;

    ScriptOutput(Log log) {
        this.log = log;
    }

    @Override
    public synchronized void accept(String printed) {
        String line = log.clean(printed);
        lines++;
        if (lines <= SHOWN_LINES) {
            log.info(line);
        } else if (lines == SHOWN_LINES + 1) {
            log.warn("the output is long: further lines are not shown");
        }
        tail.addLast(line);
        if (tail.size() > TAIL_LINES) {
            tail.removeFirst();
        }
        if (PROGRESSING.matcher(line).find()) {
            progressing = line;
        }
        noApi |= NO_API.matcher(line).find();
        noEtcdctl |= NO_ETCDCTL.matcher(line).find();
        etcdctlAtWork |= ETCDCTL_AT_WORK.matcher(line).find();
    }

    /** Returns the script's own words where an operator is progressing, else null. */
    synchronized @Nullable String progressing() {
        return progressing;
    }

    synchronized boolean apiDidNotAnswer() {
        return noApi;
    }

    synchronized boolean couldNotGetEtcdctl() {
        return noEtcdctl && !etcdctlAtWork && progressing == null && !noApi;
    }

    synchronized String lastLines() {
        return tail.isEmpty() ? "it printed nothing" : String.join("\n  ", tail);
    }
}
