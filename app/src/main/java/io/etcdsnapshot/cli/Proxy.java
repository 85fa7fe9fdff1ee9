package io.etcdsnapshot.cli;

import io.etcdsnapshot.values.Values;
import java.util.LinkedHashMap;
import java.util.Map;

/** The proxy that the values name, for programs on the host. */
public final class Proxy {
    private Proxy() {}

    /** By upper-case variable name. */
    public static Map<String, String> of(Values values) {
        Map<String, String> proxy = new LinkedHashMap<>();
        values.text("proxy.httpProxy").ifPresent(value -> proxy.put("HTTP_PROXY", value));
        values.text("proxy.httpsProxy").ifPresent(value -> proxy.put("HTTPS_PROXY", value));
        values.text("proxy.noProxy").ifPresent(value -> proxy.put("NO_PROXY", value));
        return proxy;
    }
}
