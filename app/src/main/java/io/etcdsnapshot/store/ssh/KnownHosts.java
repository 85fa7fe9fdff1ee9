package io.etcdsnapshot.store.ssh;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The host keys that a user trusts, judged as OpenSSH does. Source: sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT", and OpenSSH's
 * hostfile.c.
 */
final class KnownHosts {
    /** Tells what the files say of a key that a host showed. */
    enum Status {
        KNOWN,
        NEW,
        /** Another key is known for the host. */
        CHANGED,
        REVOKED
    }

    private enum Marker {
        NONE,
        CERT_AUTHORITY,
        REVOKED
    }

    /** @param hosts patterns, or one hashed name */
    private record Entry(Marker marker, String hosts, String type, byte[] key) {}

    private static final String HASHED = "|1|";
    private static final int USUAL_PORT = 22;

    /** Counts the parts of which a key of a type is made. */
    private static final Map<String, Integer> PARTS = Map.of(
            "ssh-ed25519", 2,
            "ecdsa-sha2-nistp256", 3,
            "ecdsa-sha2-nistp384", 3,
            "ecdsa-sha2-nistp521", 3,
            "ssh-rsa", 3,
            "ssh-dss", 5,
            "sk-ssh-ed25519@openssh.com", 3,
            "sk-ecdsa-sha2-nistp256@openssh.com", 4);

    private final List<Entry> entries;

    private KnownHosts(List<Entry> entries) {
        this.entries = entries;
    }

    /** @param lines of one or more files; what can't be understood is passed over */
    static KnownHosts parse(List<String> lines) {
        List<Entry> entries = new ArrayList<>();
        lines.forEach(line -> entry(line).ifPresent(entries::add));
        return new KnownHosts(entries);
    }

    private static Optional<Entry> entry(String line) {
        List<String> words = new ArrayList<>(Arrays.asList(line.strip().split("[ \t]+", -1)));
        Marker marker = Marker.NONE;
        if (words.get(0).startsWith("@")) {
            String word = words.remove(0);
            if (!word.equals("@cert-authority") && !word.equals("@revoked")) {
                return Optional.empty();
            }
            marker = word.equals("@revoked") ? Marker.REVOKED : Marker.CERT_AUTHORITY;
        }
        if (words.size() < 3 || words.get(0).startsWith("#") || words.get(0).startsWith("@")) {
            return Optional.empty();
        }
        try {
            byte[] key = Base64.getDecoder().decode(words.get(2));
            return isKey(words.get(1), key)
                    ? Optional.of(new Entry(marker, words.get(0), words.get(1), key))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A key is its type and numbers, each with its length in front (RFC 4253, section 6.6); no more than that counts. */
    private static boolean isKey(String type, byte[] key) {
        ByteBuffer left = ByteBuffer.wrap(key);
        String named = null;
        int parts = 0;
        while (left.remaining() >= Integer.BYTES) {
            int length = left.getInt();
            if (length < 0 || length > left.remaining()) {
                return false;
            }
            byte[] part = new byte[length];
            left.get(part);
            named = named == null ? new String(part, StandardCharsets.US_ASCII) : named;
            parts++;
        }
        return !left.hasRemaining() && type.equals(named) && parts == PARTS.getOrDefault(type, 0);
    }

    /** Returns the name by which a host is written into a file. */
    static String name(String host, int port) {
        String lower = host.toLowerCase(Locale.ROOT);
        return port == USUAL_PORT ? lower : "[%s]:%d".formatted(lower, port);
    }

    /** @param key as in a file, decoded */
    Status status(String host, int port, byte[] key) {
        Status status = status(name(host, port), key);
        if (status == Status.NEW && port != USUAL_PORT && status(name(host, USUAL_PORT), key) == Status.KNOWN) {
            return Status.KNOWN;
        }
        return status;
    }

    private Status status(String name, byte[] key) {
        Status status = Status.NEW;
        for (Entry entry : of(name)) {
            boolean same = Arrays.equals(entry.key(), key);
            if (entry.marker() == Marker.REVOKED && same) {
                return Status.REVOKED;
            } else if (entry.marker() == Marker.NONE && status != Status.KNOWN) {
                status = same ? Status.KNOWN : Status.CHANGED;
            }
        }
        return status;
    }

    /** Returns whether a certificate of this authority, whose key neither of the two are revoked, is trusted for a host. */
    boolean trustsAuthority(String host, int port, byte[] authority, byte[] key) {
        List<Entry> known = of(name(host, port));
        boolean revoked = known.stream()
                .filter(entry -> entry.marker() == Marker.REVOKED)
                .anyMatch(entry -> Arrays.equals(entry.key(), authority) || Arrays.equals(entry.key(), key));
        return !revoked
                && known.stream()
                        .filter(entry -> entry.marker() == Marker.CERT_AUTHORITY)
                        .anyMatch(entry -> Arrays.equals(entry.key(), authority));
    }

    /** Returns the types of the keys that are known for a host. */
    Set<String> types(String host, int port) {
        return of(name(host, port)).stream()
                .filter(entry -> entry.marker() == Marker.NONE)
                .map(Entry::type)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns whether there is an authority for the certificates of a host. */
    boolean hasAuthority(String host, int port) {
        return of(name(host, port)).stream().anyMatch(entry -> entry.marker() == Marker.CERT_AUTHORITY);
    }

    private List<Entry> of(String name) {
        return entries.stream().filter(entry -> matches(entry.hosts(), name)).toList();
    }

    private static boolean matches(String hosts, String name) {
        if (hosts.startsWith("|")) {
            return hosts.startsWith(HASHED) && matchesHashed(hosts.substring(HASHED.length()), name);
        }
        boolean matched = false;
        for (String pattern : hosts.toLowerCase(Locale.ROOT).split(",", -1)) {
            boolean negated = pattern.startsWith("!");
            if (matchesPattern(negated ? pattern.substring(1) : pattern, name)) {
                if (negated) {
                    return false;
                }
                matched = true;
            }
        }
        return matched;
    }

    private static boolean matchesHashed(String saltAndHash, String name) {
        String[] parts = saltAndHash.split("\\|", -1);
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(parts[0]), "HmacSHA1"));
            byte[] hash = mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
            return parts.length == 2 && Arrays.equals(hash, Base64.getDecoder().decode(parts[1]));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    /** {@code *} stands for any characters, {@code ?} for one; a name with many stars takes no longer for it. */
    private static boolean matchesPattern(String pattern, String name) {
        int at = 0;
        int in = 0;
        int star = -1;
        int retry = 0;
        while (in < name.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                retry = in;
            } else if (at < pattern.length() && (pattern.charAt(at) == '?' || pattern.charAt(at) == name.charAt(in))) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++retry;
            } else {
                return false;
            }
        }
        return pattern.substring(at).chars().allMatch(left -> left == '*');
    }
}
