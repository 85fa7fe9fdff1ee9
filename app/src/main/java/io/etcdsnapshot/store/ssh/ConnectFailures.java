package io.etcdsnapshot.store.ssh;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.location.SshLocation;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;

/** Says in one line why a connection could not be made, and what to do about it. */
final class ConnectFailures {
    private static final Pattern NOTHING_IN_COMMON =
            Pattern.compile("Unable to reach a settlement of (\\w+): \\[.*] and \\[(.*)]", Pattern.DOTALL);
    private static final int SHOWN = 4;

    /** Maps what sshj calls a kind of algorithm to what people do. */
    private static final Map<String, String> KINDS = Map.of(
            "KeyExchangeAlgorithms", "key exchange",
            "HostKeyAlgorithms", "type of host key",
            "Client2ServerCipherAlgorithms", "cipher",
            "Server2ClientCipherAlgorithms", "cipher",
            "Client2ServerMACAlgorithms", "MAC",
            "Server2ClientMACAlgorithms", "MAC");

    private final SshLocation location;

    ConnectFailures(SshLocation location) {
        this.location = location;
    }

    Failure of(IOException e) {
        Matcher nothing = NOTHING_IN_COMMON.matcher(messages(e));
        if (nothing.find()) {
            String kind = KINDS.getOrDefault(nothing.group(1), nothing.group(1));
            return failed("it offers no %s that this program has, only %s".formatted(kind, few(nothing.group(2))), e)
                    .hint("let sshd_config there offer a current one, as OpenSSH does unless told otherwise");
        }
        if (e instanceof UserAuthException && !SshFailures.timedOut(e)) {
            return Failure.failed(
                            "%s refuses the key for user %s".formatted(location.hostAndPort(), location.user()), e)
                    .hint("is its public half in ~%s/.ssh/authorized_keys there? -v shows which keys are offered"
                            .formatted(location.user()));
        }
        if (isClosedAtOnce(e)) {
            return failed("it closes the connection before it says anything", e)
                    .hint(
                            "sshd does so for a while after failed logins (PerSourcePenalties), and when too many log in at"
                                    + " once (MaxStartups)")
                    .asTransient();
        }
        Failure failure = failed(reason(e), e);
        return Reason.isTransient(e) ? failure.asTransient() : failure;
    }

    private Failure failed(String reason, IOException e) {
        return Failure.failed("can't connect to %s: %s".formatted(location.hostAndPort(), reason), e);
    }

    /** Returns the same in a few words, for a log. */
    static String reason(IOException e) {
        if (e instanceof UnknownHostException) {
            return "no such host";
        }
        return SshFailures.timedOut(e) ? "it does not answer" : Reason.of(e);
    }

    /** Returns whether another try a moment later may go better. Where nobody answered, it took long enough already. */
    static boolean isWorthAnotherTry(IOException e) {
        return !SshFailures.timedOut(e)
                && (e instanceof ConnectException
                        || e instanceof NoRouteToHostException
                        || (e instanceof TransportException
                                && !(e instanceof UserAuthException)
                                && !NOTHING_IN_COMMON.matcher(messages(e)).find()));
    }

    private static boolean isClosedAtOnce(IOException e) {
        return messages(e).contains("during identification exchange")
                || (e instanceof TransportException && e.getCause() instanceof SocketException);
    }

    private static String messages(Throwable e) {
        StringBuilder messages = new StringBuilder();
        for (Throwable each = e; each != null; each = each.getCause()) {
            messages.append(each.getMessage()).append('\n');
        }
        return messages.toString();
    }

    private static String few(String names) {
        String[] all = names.split(", ", -1);
        String first = Arrays.stream(all).limit(SHOWN).collect(Collectors.joining(", "));
        return all.length > SHOWN ? "%s and %d more".formatted(first, all.length - SHOWN) : first;
    }
}
