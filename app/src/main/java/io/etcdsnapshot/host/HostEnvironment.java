package io.etcdsnapshot.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The environment that programs on the host get: a usual PATH and the proxy, nothing of this process's own. */
public final class HostEnvironment {
    static final List<String> PATH_DIRECTORIES =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    private static final List<String> PROXY_VARIABLES = List.of("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY");

    private HostEnvironment() {}

    /**
     * @param own this process's environment
     * @param proxy values by upper-case variable name, which come before those of {@code own}
     */
    public static Map<String, String> from(Map<String, String> own, Map<String, String> proxy) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", String.join(":", PATH_DIRECTORIES));
        environment.put("HOME", "/root");
        environment.put("TZ", "UTC");
        environment.put("LC_ALL", "C.UTF-8");
        for (String name : PROXY_VARIABLES) {
            String lower = name.toLowerCase(Locale.ROOT);
            String value = proxy.getOrDefault(name, own.getOrDefault(name, own.getOrDefault(lower, "")));
            if (!value.isEmpty()) {
                environment.put(name, value);
                environment.put(lower, value);
            }
        }
        return environment;
    }

    /** Returns the addresses of proxies in an environment. */
    public static List<String> proxies(Map<String, String> environment) {
        List<String> proxies = new ArrayList<>();
        for (String name : PROXY_VARIABLES) {
            for (String variable : List.of(name, name.toLowerCase(Locale.ROOT))) {
                String value = environment.get(variable);
                if (value != null) {
                    proxies.add(value);
                }
            }
        }
        return proxies;
    }
}
