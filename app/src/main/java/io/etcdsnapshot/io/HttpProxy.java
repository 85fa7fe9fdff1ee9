package io.etcdsnapshot.io;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The proxy on the way to a server.
 *
 * @param user null for a proxy that asks for none
 * @param password empty without a user
 * @param noProxy hosts and domains that are reached directly, as in {@code NO_PROXY}: {@code example.com} is also meant
 *     for hosts below it, {@code *} for all
 */
public record HttpProxy(String host, int port, @Nullable String user, String password, List<String> noProxy) {
    private static final int USUAL_PORT = 3128;

    /**
     * @param url {@code http://[user:password@]host[:port]}
     * @param noProxy hosts and domains, separated by commas
     * @throws IllegalArgumentException saying what is wrong with the URL
     */
    public static HttpProxy parse(String url, String noProxy) {
        URI uri = URI.create(url.contains("://") ? url : "http://" + url);
        if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("the proxy should be http://host[:port]");
        }
        String[] login =
                uri.getUserInfo() == null ? new String[0] : uri.getUserInfo().split(":", 2);
        List<String> direct = List.of(noProxy.split(",")).stream()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        return new HttpProxy(
                uri.getHost(),
                uri.getPort() < 0 ? USUAL_PORT : uri.getPort(),
                login.length > 0 ? login[0] : null,
                login.length > 1 ? login[1] : "",
                direct);
    }

    /** Lets programs log in at proxies; called before the first connection, as the HTTP client looks once. */
    public static void allowLogin() {
        // Java forbids Basic on the way to a TLS server, and proxies know hardly anything else.
        System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
    }

    /** Returns what logs in at this proxy, and nowhere else. */
    public Authenticator authenticator() {
        return new Authenticator() {
            @Override
            protected @Nullable PasswordAuthentication getPasswordAuthentication() {
                return user == null || getRequestorType() != RequestorType.PROXY
                        ? null
                        : new PasswordAuthentication(user, password.toCharArray());
            }
        };
    }

    public ProxySelector selector() {
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                boolean direct = noProxy.stream().anyMatch(name -> covers(name, uri.getHost()));
                return List.of(
                        direct
                                ? Proxy.NO_PROXY
                                : new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port)));
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException e) {
                // the request fails with the same exception
            }
        };
    }

    /** Hides the password. */
    @Override
    public String toString() {
        return "proxy %s:%d".formatted(host, port);
    }

    private static boolean covers(String name, String host) {
        String domain = name.replaceFirst("^\\*?\\.", "").toLowerCase(Locale.ROOT);
        String asked = host.toLowerCase(Locale.ROOT);
        return name.equals("*") || asked.equals(domain) || asked.endsWith("." + domain);
    }
}
