package io.etcdsnapshot.store.s3;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * The proxy on the way to a bucket.
 *
 * @param noProxy hosts and domains that are reached directly, as in {@code NO_PROXY}: {@code example.com} is also meant
 *     for hosts below it, {@code *} for all
 */
public record HttpProxy(String host, int port, List<String> noProxy) {
    private static final int USUAL_PORT = 3128;

    /**
     * @param url {@code http://host[:port]}
     * @param noProxy hosts and domains, separated by commas
     * @throws IllegalArgumentException saying what is wrong with the URL
     */
    public static HttpProxy parse(String url, String noProxy) {
        URI uri = URI.create(url.contains("://") ? url : "http://" + url);
        if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("the proxy should be http://host[:port]");
        }
        if (uri.getUserInfo() != null) {
            throw new IllegalArgumentException("a proxy that wants a password is not supported for S3");
        }
        List<String> direct = List.of(noProxy.split(",")).stream()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        return new HttpProxy(uri.getHost(), uri.getPort() < 0 ? USUAL_PORT : uri.getPort(), direct);
    }

    ProxySelector selector() {
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

    private static boolean covers(String name, String host) {
        String domain = name.replaceFirst("^\\*?\\.", "").toLowerCase(Locale.ROOT);
        String asked = host.toLowerCase(Locale.ROOT);
        return name.equals("*") || asked.equals(domain) || asked.endsWith("." + domain);
    }
}
