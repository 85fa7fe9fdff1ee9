package io.etcdsnapshot.host;

import io.etcdsnapshot.backup.EtcdMembership;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks etcd's members with the etcdctl of the host. Source: {@code etcdctl endpoint status|health|hashkv -w json}. */
public final class MemberQueries implements EtcdMembership {
    /** A member that does not answer delays the others this long. */
    private static final String PATIENCE = "--command-timeout=5s";

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Source: {@code maxGapBetweenApplyAndCommitIndex} in etcd's server. */
    private static final int MAX_RAFT_ENTRIES_NOT_APPLIED = 5_000;

    private final HostCommands commands;
    private final Supplier<EtcdMember> member;
    private final @Nullable String etcdctl;
    private final Log log;

    /**
     * @param node this host's name in the cluster
     * @param etcdctl as the host sees it; null to look for it
     */
    public MemberQueries(HostCommands commands, String node, @Nullable String etcdctl, Log log) {
        this.commands = commands;
        this.member = () -> EtcdctlBackup.member(commands.root(), node, log);
        this.etcdctl = etcdctl;
        this.log = log;
    }

    @Override
    public Optional<MemberState> ownState() throws InterruptedException {
        Optional<Map<?, ?>> status = ask("status").stream().findFirst().map(answer -> map(answer, "Status"));
        boolean hasLeader = status.filter(state -> number(state, "leader") != 0).isPresent();
        List<String> unhealthy = hasLeader ? unhealthy() : List.of();
        return status.map(state -> new MemberState(
                hasLeader,
                Stream.of(texts(state, "errors"), notApplied(state), unhealthy)
                        .flatMap(List::stream)
                        .toList(),
                number(map(state, "header"), "revision")));
    }

    /**
     * Makes the member read through the quorum: one that was cut off a moment ago still believes in its leader. Alarms
     * are among the errors of its status already.
     */
    private List<String> unhealthy() throws InterruptedException {
        return ask("health").stream()
                .filter(answer -> Boolean.FALSE.equals(answer.get("health")))
                .map(answer -> String.valueOf(answer.get("error")))
                .filter(error -> !error.startsWith("Active Alarm"))
                .map("unhealthy: "::concat)
                .toList();
    }

    /** etcd itself refuses writes at this distance. */
    private static List<String> notApplied(Map<?, ?> status) {
        long behind = number(status, "raftIndex") - number(status, "raftAppliedIndex");
        return behind > MAX_RAFT_ENTRIES_NOT_APPLIED
                ? List.of("%d raft entries are not applied yet".formatted(behind))
                : List.of();
    }

    @Override
    public long highestRevision() throws InterruptedException {
        return ask("status", "--cluster").stream()
                .mapToLong(answer -> number(map(map(answer, "Status"), "header"), "revision"))
                .max()
                .orElse(0);
    }

    @Override
    public Map<String, MemberHash> hashes(long revision) throws InterruptedException {
        Map<String, MemberHash> hashes = new LinkedHashMap<>();
        for (Map<?, ?> answer : ask("hashkv", "--cluster", "--rev=" + revision)) {
            Map<?, ?> hash = map(answer, "HashKV");
            if (hash.get("hash") instanceof Number) {
                hashes.put(
                        String.valueOf(answer.get("Endpoint")),
                        new MemberHash(number(hash, "hash"), number(hash, "compact_revision")));
            }
        }
        return hashes;
    }

    private List<Map<?, ?>> ask(String... words) throws InterruptedException {
        EnvironmentTag tag = EnvironmentTag.unique();
        try {
            EtcdMember own = member.get();
            List<String> command = new ArrayList<>(
                    List.of(new EtcdPrograms(commands, log).etcdctl(etcdctl, tag), PATIENCE, "-w", "json", "endpoint"));
            command.addAll(List.of(words));
            String answer = run(command, own.environment(), tag);
            List<Map<?, ?>> answers = new ArrayList<>();
            if (Json.readObject("{\"all\":%s}".formatted(answer)).get("all") instanceof List<?> list) {
                list.forEach(each -> answers.add(each instanceof Map<?, ?> map ? map : Map.of()));
            }
            return answers;
        } catch (Failure | IllegalArgumentException e) {
            log.debug("can't ask etcd for its %s: %s".formatted(words[0], e.getMessage()));
            return List.of();
        }
    }

    /** A member that does not answer makes etcdctl fail after it printed the answers of the others. */
    private String run(List<String> command, Map<String, String> environment, EnvironmentTag tag)
            throws InterruptedException {
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        commands.run(command, environment, tag, LIMIT, lines::add);
        return lines.stream().filter(line -> line.startsWith("[")).findFirst().orElse("[]");
    }

    private static Map<?, ?> map(Map<?, ?> json, String field) {
        return json.get(field) instanceof Map<?, ?> map ? map : Map.of();
    }

    private static long number(Map<?, ?> json, String field) {
        return json.get(field) instanceof Number number ? number.longValue() : 0;
    }

    private static List<String> texts(Map<?, ?> json, String field) {
        return json.get(field) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }
}
