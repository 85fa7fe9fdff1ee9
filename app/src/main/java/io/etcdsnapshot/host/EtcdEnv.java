package io.etcdsnapshot.host;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what OpenShift's etcd operator writes for its scripts on every control-plane host: where the client's certificates are, and every member's name and address.
 */
record EtcdEnv(Map<String, String> variables) {
    static final String PATH = "/etc/kubernetes/static-pod-resources/etcd-certs/configmaps/etcd-scripts/etcd.env";

    private static final Pattern EXPORT = Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_]\\w*)=(.*)");

    /** @throws Failure if it can't be read */
    static EtcdEnv read(HostRoot root) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String line : lines(root)) {
            Matcher export = EXPORT.matcher(line);
            if (export.matches()) {
                variables.put(export.group(1), unquote(export.group(2).strip()));
            }
        }
        return new EtcdEnv(variables);
    }

    private static List<String> lines(HostRoot root) {
        try {
            return Files.readAllLines(root.resolve(PATH));
        } catch (IOException e) {
            throw Failure.failed("can't read %s: %s".formatted(PATH, Reason.of(e)), e);
        }
    }

    private static String unquote(String value) {
        boolean quoted = value.length() >= 2
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(value.length() - 1) == value.charAt(0);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    Optional<String> find(String variable) {
        return Optional.ofNullable(variables.get(variable));
    }

    /** Returns the addresses of all members, in the file's order; IPv6 without brackets. */
    List<String> addresses() {
        return variables.entrySet().stream()
                .filter(variable -> variable.getKey().matches("NODE_.+_IP"))
                .map(Map.Entry::getValue)
                .map(EtcdEnv::withoutBrackets)
                .toList();
    }

    /** @param node a host's name in the cluster */
    Optional<String> addressOf(String node) {
        return find(addressVariable(node)).filter(address -> !address.isBlank()).map(EtcdEnv::withoutBrackets);
    }

    private static String addressVariable(String node) {
        return "NODE_" + node.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_") + "_IP";
    }

    /** OpenShift writes IPv6 addresses with and without. */
    private static String withoutBrackets(String address) {
        return address.startsWith("[") && address.endsWith("]") ? address.substring(1, address.length() - 1) : address;
    }

    /** Returns whether both spell the same address; one that is a name equals itself alone. */
    static boolean isSame(String one, String other) {
        Optional<InetAddress> address = literal(one);
        return address.isPresent() ? address.equals(literal(other)) : one.equals(other);
    }

    /** Reads an address that is written as a number; no name is looked up. */
    private static Optional<InetAddress> literal(String address) {
        if (!address.contains(":") && !address.matches("[0-9.]+")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(address.replaceAll("%.*", "")));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Returns whether an interface of this machine has the address. */
    static boolean isLocal(String address) {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .anyMatch(local -> isSame(local.getHostAddress(), address));
        } catch (SocketException e) {
            return false;
        }
    }

    /** Returns the failure where no member is {@code node}. */
    Failure notAMember(String node) {
        return Failure.failed("none of the etcd members in %s is on this host: neither %s nor an address of it is there"
                .formatted(PATH, addressVariable(node)));
    }
}
