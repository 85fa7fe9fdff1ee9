package io.etcdsnapshot.cli;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.HttpProxy;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Chooses the proxy on the way to a server: that of the values, else that of the environment. */
final class ProxyChoice {
    private static final String HTTPS_PROXY = "HTTPS_PROXY";
    private static final String HTTP_PROXY = "HTTP_PROXY";

    private ProxyChoice() {}

    /**
     * @param server null for one that is reached over TLS
     * @param values by upper-case variable name; empty for those of the environment
     */
    static @Nullable HttpProxy of(@Nullable URI server, Map<String, String> values, Map<String, String> environment) {
        Map<String, String> from = values.isEmpty() ? environment : values;
        boolean plain = server != null && "http".equalsIgnoreCase(server.getScheme());
        String url = from.getOrDefault(plain ? HTTP_PROXY : HTTPS_PROXY, "");
        try {
            return url.isBlank() ? null : HttpProxy.parse(url, from.getOrDefault("NO_PROXY", ""));
        } catch (IllegalArgumentException e) {
            throw Failure.wrongUsage("%s: the proxy should be http://[user:password@]host[:port]"
                    .formatted(plain ? HTTP_PROXY : HTTPS_PROXY));
        }
    }
}
