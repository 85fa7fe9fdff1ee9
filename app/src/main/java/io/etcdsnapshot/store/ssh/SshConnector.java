package io.etcdsnapshot.store.ssh;

import com.hierynomus.sshj.transport.cipher.BlockCiphers;
import com.hierynomus.sshj.transport.cipher.ChachaPolyCiphers;
import com.hierynomus.sshj.transport.cipher.GcmCiphers;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.location.SshLocation;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.SecurityUtils;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.transport.kex.KeyExchange;
import net.schmizz.sshj.userauth.UserAuthException;

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
                if (attempt == ATTEMPTS || !isTransient(e)) {
                    throw Failure.io("can't connect to %s: %s".formatted(location.hostAndPort(), reason(e)), e);
                }
                log.info("can't connect to %s (%s): trying again in %d s"
                        .formatted(location.hostAndPort(), reason(e), pause.toSeconds()));
                sleep(pause);
                pause = pause.multipliedBy(2);
            }
        }
    }

    private static boolean isTransient(IOException e) {
        return e instanceof ConnectException
                || e instanceof SocketTimeoutException
                || e instanceof NoRouteToHostException
                || (e instanceof TransportException && !(e instanceof UserAuthException));
    }

    private static String reason(IOException e) {
        return e instanceof UnknownHostException ? "no such host" : Reason.of(e);
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
        SSHClient connecting = settings.sudo() ? new SudoClient(config()) : new SSHClient(config());
        try {
            connecting.setConnectTimeout((int) settings.connectTimeout().toMillis());
            connecting.setTimeout((int) settings.idleTimeout().toMillis());
            connecting.addHostKeyVerifier(hostKeys);
            connecting.connect(location.host(), location.port());
            connecting.getConnection().getKeepAlive().setKeepAliveInterval(keepAliveSeconds());
            connecting.getConnection().setTimeoutMs((int) settings.idleTimeout().toMillis());
            connecting.getSocket().setTcpNoDelay(true);
            connecting.authPublickey(location.user(), identities.load(connecting));
            if (connecting instanceof SudoClient asRoot && !asRoot.isAllowed()) {
                throw Failure.failed("%s may not use sudo on %s without a password"
                                .formatted(location.user(), location.hostAndPort()))
                        .hint("it takes a line in sudoers there: %s ALL=(root) NOPASSWD: ALL"
                                .formatted(location.user()));
            }
            return connecting;
        } catch (UserAuthException e) {
            closeQuietly(connecting);
            throw Failure.failed("%s refuses the key for user %s".formatted(location.hostAndPort(), location.user()), e)
                    .hint("is its public half in ~%s/.ssh/authorized_keys there?".formatted(location.user()));
        } catch (IOException e) {
            closeQuietly(connecting);
            Failure refusal = hostKeys.refusal();
            if (refusal != null) {
                throw refusal;
            }
            throw e;
        } catch (RuntimeException e) {
            closeQuietly(connecting);
            throw e;
        }
    }

    /** Often enough for a far side that only takes its time to be heard before it counts as silent. */
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

    private static DefaultConfig config() {
        DefaultConfig config = new DefaultConfig();
        config.setCipherFactories(List.of(
                GcmCiphers.AES128GCM(),
                GcmCiphers.AES256GCM(),
                BlockCiphers.AES256CTR(),
                BlockCiphers.AES128CTR(),
                ChachaPolyCiphers.CHACHA_POLY_OPENSSH()));
        List<Factory.Named<KeyExchange>> exchanges = new ArrayList<>(config.getKeyExchangeFactories());
        exchanges.add(0, new MlKemKeyExchange.Offer());
        config.setKeyExchangeFactories(exchanges);
        config.setRandomFactory(PacketRandom::new);
        config.setKeepAliveProvider(KeepAliveProvider.KEEP_ALIVE);
        return config;
    }
}
