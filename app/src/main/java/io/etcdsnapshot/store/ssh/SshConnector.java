package io.etcdsnapshot.store.ssh;

import com.hierynomus.sshj.transport.cipher.BlockCiphers;
import com.hierynomus.sshj.transport.cipher.ChachaPolyCiphers;
import com.hierynomus.sshj.transport.cipher.GcmCiphers;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.location.SshLocation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.SecurityUtils;
import net.schmizz.sshj.transport.NegotiatedAlgorithms;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.transport.kex.KeyExchange;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;

/** Makes connections to one host: with checked host keys, and anew after what can pass. */
final class SshConnector {
    private static final int ATTEMPTS = 4;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int MAX_KEEP_ALIVE_SECONDS = 15;

    static {
        SecurityUtils.setRegisterBouncyCastle(false);
        ExtraAlgorithms.register();
    }

    private final SshLocation location;
    private final SshSettings settings;
    private final SshIdentities identities;
    private final Log log;

    SshConnector(SshLocation location, SshSettings settings, Log log) {
        this.location = location;
        this.settings = settings;
        this.identities = new SshIdentities(settings, log);
        this.log = log;
    }

    /** @throws Failure that says what to do, if the host can't be reached or one side refuses the other */
    SSHClient connect() throws IOException {
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            try {
                return connectOnce();
            } catch (IOException e) {
                if (attempt == ATTEMPTS || !ConnectFailures.isWorthAnotherTry(e)) {
                    throw new ConnectFailures(location).of(e);
                }
                log.info("can't connect to %s (%s): trying again in %d s"
                        .formatted(location.hostAndPort(), ConnectFailures.reason(e), pause.toSeconds()));
                sleep(pause);
                pause = pause.multipliedBy(2);
            }
        }
    }

    private static void sleep(Duration pause) throws IOException {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private SSHClient connectOnce() throws IOException {
        HostKeys hostKeys = HostKeys.read(settings.knownHosts(), settings.acceptNew(), log);
        SSHClient connecting = new SSHClient(config(hostKeys));
        try {
            logIn(connecting, hostKeys);
            return connecting;
        } catch (IOException | IllegalStateException e) {
            IOException reason = e instanceof IOException known ? known : endOf(connecting, e);
            closeQuietly(connecting);
            Failure refusal = hostKeys.refusal();
            if (refusal != null) {
                throw refusal;
            }
            throw reason;
        } catch (RuntimeException e) {
            closeQuietly(connecting);
            throw e;
        }
    }

    private void logIn(SSHClient connecting, HostKeys hostKeys) throws IOException {
        List<KeyProvider> keys = identities.load(connecting);
        long connect = settings.connectTimeout().toMillis();
        long idle = settings.idleTimeout().toMillis();
        connecting.setConnectTimeout((int) connect);
        connecting.setTimeout((int) Math.min(connect, idle));
        connecting.addHostKeyVerifier(hostKeys);
        connecting.addAlgorithmsVerifier(this::tell);
        connecting.connect(location.host(), location.port());
        connecting.getSocket().setSoTimeout((int) idle);
        connecting.getConnection().getKeepAlive().setKeepAliveInterval(keepAliveSeconds());
        connecting.getConnection().setTimeoutMs((int) idle);
        connecting.getSocket().setTcpNoDelay(true);
        connecting.authPublickey(location.user(), keys);
    }

    /** Returns why a connection had ended before sshj came to use it, of which it only says that there is none. */
    private static IOException endOf(SSHClient ended, Exception e) {
        try {
            ended.getTransport().join(1, TimeUnit.SECONDS);
        } catch (TransportException reason) {
            return reason;
        }
        return new IOException("the connection was lost", e);
    }

    private boolean tell(NegotiatedAlgorithms algorithms) {
        log.debug("%s: key exchange %s, host key %s, cipher %s"
                .formatted(
                        location.hostAndPort(),
                        algorithms.getKeyExchangeAlgorithm(),
                        algorithms.getSignatureAlgorithm(),
                        algorithms.getClient2ServerCipherAlgorithm()));
        return true;
    }

    /** Returns an interval in which a host that only takes its time is heard before it counts as silent. */
    private int keepAliveSeconds() {
        return (int) Math.max(
                1, Math.min(MAX_KEEP_ALIVE_SECONDS, settings.idleTimeout().toSeconds() / 3));
    }

    private static void closeQuietly(SSHClient client) {
        try {
            client.close();
        } catch (IOException e) {
            // it never opened
        }
    }

    private DefaultConfig config(HostKeys hostKeys) {
        DefaultConfig config = new DefaultConfig();
        config.setKeyAlgorithms(config.getKeyAlgorithms().stream()
                .sorted(Comparator.comparing(
                        algorithm -> hostKeys.comesLast(algorithm.getName(), location.host(), location.port())))
                .toList());
        config.setVerifyHostKeyCertificates(false); // HostKeys does, and knows what to do if one is not trusted
        config.setCipherFactories(List.of(
                GcmCiphers.AES128GCM(),
                GcmCiphers.AES256GCM(),
                BlockCiphers.AES256CTR(),
                BlockCiphers.AES128CTR(),
                ChachaPolyCiphers.CHACHA_POLY_OPENSSH()));
        // OpenSSH no longer agrees on keys by SHA-1 either.
        List<Factory.Named<KeyExchange>> exchanges = new ArrayList<>(config.getKeyExchangeFactories().stream()
                .filter(exchange -> !exchange.getName().endsWith("-sha1"))
                .toList());
        exchanges.add(0, new MlKemKeyExchange.Offer());
        config.setKeyExchangeFactories(exchanges);
        config.setRandomFactory(PacketRandom::new);
        config.setKeepAliveProvider(KeepAliveProvider.KEEP_ALIVE);
        return config;
    }
}
